"""Many invalid requests from users of two communes. The runner checks each answer and rolls each request back."""

import logging
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any
from unittest import mock

from django.core.cache import cache
from django.core.signals import got_request_exception
from django.db import DatabaseError, connection, transaction
from django.http.request import RawPostDataException
from django.test import Client
from django.utils import translation

from lambinh.accounts.permissions import Role
from lambinh.wsgi_handler import Utf8Request
from tests import factories
from tests.fuzz import checks, routes
from tests.fuzz.pages import Page, page_of
from tests.fuzz.request_builder import TOKEN, FuzzRequest, Keys, build_request, keys_of
from tests.support.access.web import as_web
from tests.support.access.world import World, make_world

MARKS = ("Wexbrod", "Qilfunt")
"""Part of every person's name in the two communes, and of no other word."""


@dataclass
class Actor:
    """A user with a browser, their own and the other commune, and the pages they have opened."""

    name: str
    own: SimpleNamespace
    foreign: SimpleNamespace
    client: Client
    is_scoped: bool = True
    """Whether the other commune is outside the user's units."""
    pages: dict[str, Page] = field(default_factory=dict)

    @property
    def outside(self) -> SimpleNamespace | None:
        return self.foreign if self.is_scoped else None


@dataclass
class Tally:
    """The counts of requests, statuses and faults."""

    requests: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    samples: dict[str, str] = field(default_factory=dict)
    """One request for each kind of fault."""

    def add(self, kind: str, actor: Actor, request: FuzzRequest) -> None:
        self.faults[kind] += 1
        self.samples.setdefault(kind, f"{actor.name}: {request}")


class Fuzz:
    """A run of random requests, the same for the same seed and the same pages."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.seed = seed
        self.routes = routes.all_routes()
        self.actors = list(_actors(make_world(folder, MARKS)))
        self.tally = Tally()
        self.errors: list[BaseException] = []
        self.states = {actor.foreign.mark: checks.state_of(actor.foreign) for actor in self.actors}

    def run(self, gets: int, posts: int, first: int = 0, report: Callable[[str], None] = lambda line: None) -> Tally:
        with _quiet(), _errors_into(self.errors), mock.patch("django.test.client.WSGIRequest", Utf8Request):
            for number in range(first, first + gets + posts):
                # spread evenly, so that an aborted run contains both
                is_post = (number * posts) // (gets + posts) != ((number + 1) * posts) // (gets + posts)
                if number % 1_000 == 999:
                    report(f"{number + 1 - first:,} requests, faults: {sum(self.tally.faults.values())}")
                self._send_random_request(Random(f"{self.seed} {number}"), "POST" if is_post else "GET")
        return self.tally

    def _send_random_request(self, rng: Random, method: str) -> None:
        route = rng.choice(self.routes)
        if not route.has_many_parameters and rng.random() < 0.5:
            route = rng.choice(self.routes)
        actor = self._choose_actor(rng, route)
        keys = Keys(keys_of(actor.own), keys_of(actor.foreign))
        request = build_request(rng, method, route, self._page(actor, route), (actor.own, actor.foreign), keys)
        self._send(actor, request)

    def _choose_actor(self, rng: Random, route: routes.Route) -> Actor:
        """Mostly a user who may open the page."""
        actors = rng.sample(self.actors, len(self.actors))
        if rng.random() < 0.15:
            return actors[0]
        return next((actor for actor in actors if self._page(actor, route).status == 200), actors[0])

    def _page(self, actor: Actor, route: routes.Route) -> Page:
        """The page without invalid values, for its fields and links."""
        if route.name not in actor.pages:
            answer = self._send(actor, FuzzRequest("GET", route.path(actor.own), route.query(actor.own).lstrip("?")))
            actor.pages[route.name] = page_of(answer.status_code, answer.full_content) if answer else Page()
        return actor.pages[route.name]

    def _send(self, actor: Actor, request: FuzzRequest) -> Any:
        self.errors.clear()
        self.tally.requests[request.method] += 1
        faults: list[str] = []
        answer = None
        try:
            answer = send(actor, request, faults, self.states[actor.foreign.mark])
        except Exception as error:  # not handled by the program's own error page
            self.errors.append(error)
        if answer is None:
            faults.append("no answer")
        else:
            self.tally.statuses[answer.status_code] += 1
            faults += checks.faults(answer, actor.outside)
        cause = f": {checks.describe_error(self.errors[0])}" if self.errors else ""
        for fault in faults:
            self.tally.add(fault + (cause if fault in ("status 500", "no answer") else ""), actor, request)
        return answer


def _actors(world: World) -> Iterator[Actor]:
    sides = (world.here, world.there)
    for own, foreign in (sides, sides[::-1]):
        users = {role.value: world.users[role] for role in Role}
        if own is world.there:
            users = {role.value: factories.UnitAccessFactory(unit=own.commune, role=role).user for role in Role}
            own.member.user = users[Role.MEMBER.value]
            own.member.save(update_fields=["user"])
        for name, user in users.items():
            yield Actor(f"{name} of {own.mark}", own, foreign, _client(user))
    yield Actor("nobody", world.here, world.there, _client(world.users["nobody"]))
    yield Actor("anonymous", world.here, world.there, _client(None))
    yield Actor("chief", world.here, world.there, _client(world.users["chief"]), is_scoped=False)


def _client(user: Any) -> Client:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    if user is not None:
        client.force_login(user)
    client.cookies["csrftoken"] = TOKEN
    return client


def send(actor: Actor, request: FuzzRequest, faults: list[str], state: str) -> Any:
    """Return the answer. Check whether the changes of a POST could be committed, then roll them back."""
    cache.clear()
    translation.deactivate()
    cookies = actor.client.cookies.output(header="", sep=";")
    client = actor.client
    with transaction.atomic():
        if request.session and (session := client.session):
            session.update(request.session)
            session.save()
        with as_web():
            answer = client.generic(
                request.method, request.url, request.body, request.content_type, **_environment(request, cookies)
            )
            answer.full_content = b"".join(answer) if answer.streaming else answer.content
        if request.method == "POST" and not connection.needs_rollback:
            faults += _faults_in_database(actor, state)
        transaction.set_rollback(True)
    client.cookies.load(cookies)
    return answer


def _environment(request: FuzzRequest, cookies: str) -> dict[str, str]:
    headers = {name: value for name, value in request.headers.items() if name != "invalid cookie"}
    if "invalid cookie" in request.headers:
        headers["HTTP_COOKIE"] = f"{cookies}; {request.headers['invalid cookie']}"
    return headers


def _faults_in_database(actor: Actor, state: str) -> Iterator[str]:
    """Yield errors that a commit would raise, and changes of the other commune's rows."""
    try:
        connection.check_constraints()
    except DatabaseError as error:
        yield f"status 500 at the end of the transaction: {type(error).__name__} {str(error)[:90]!r}"
        return
    if actor.is_scoped and checks.state_of(actor.foreign) != state:
        yield "changes a row of the other commune"


@contextmanager
def _quiet() -> Iterator[None]:
    """Disable logging, because thousands of refusals would log thousands of lines."""
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


@contextmanager
def _errors_into(errors: list[BaseException]) -> Iterator[None]:
    """Collect the exceptions behind answers with status 500."""

    def keep(sender: object, **_more: object) -> None:
        error = sys.exc_info()[1]
        if error is not None and not isinstance(error, RawPostDataException):
            errors.append(error)

    got_request_exception.connect(keep)
    try:
        yield
    finally:
        got_request_exception.disconnect(keep)
