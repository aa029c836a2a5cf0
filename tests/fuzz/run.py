"""Many requests with nonsense in them, from people of two communes, each judged and then taken back."""

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
from tests.fuzz import asking, judging, places
from tests.fuzz.asking import TOKEN, Ask, Keys
from tests.fuzz.pages import Page, page_of
from tests.support.access.web import as_web
from tests.support.access.world import World, make_world

MARKS = ("Wexbrod", "Qilfunt")
"""In every name of a person of the two communes, and in no other word."""


@dataclass
class Actor:
    """Somebody in front of a browser: whom they are, where their commune is, and what their pages offered."""

    name: str
    own: SimpleNamespace
    foreign: SimpleNamespace
    client: Client
    bound: bool = True
    """Whether the other commune is outside."""
    pages: dict[str, Page] = field(default_factory=dict)

    @property
    def outside(self) -> SimpleNamespace | None:
        return self.foreign if self.bound else None


@dataclass
class Tally:
    """What came out."""

    requests: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    samples: dict[str, str] = field(default_factory=dict)
    """One request for each kind of fault."""

    def add(self, kind: str, actor: Actor, ask: Ask) -> None:
        self.faults[kind] += 1
        self.samples.setdefault(kind, f"{actor.name}: {ask}")


class Fuzz:
    """The same requests for the same seed and the same pages."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.seed = seed
        self.places = places.places()
        self.actors = list(_actors(make_world(folder, MARKS)))
        self.tally = Tally()
        self.errors: list[BaseException] = []
        self.states = {actor.foreign.mark: judging.state_of(actor.foreign) for actor in self.actors}

    def run(self, gets: int, posts: int, start: int = 0, told: Callable[[str], None] = lambda said: None) -> Tally:
        with _quiet(), _errors_into(self.errors), mock.patch("django.test.client.WSGIRequest", Utf8Request):
            for number in range(start, start + gets + posts):
                # in turn, so that a run cut short has had some of both
                is_post = (number * posts) // (gets + posts) != ((number + 1) * posts) // (gets + posts)
                if number % 1_000 == 999:
                    told(f"{number + 1 - start:,} requests, faults: {sum(self.tally.faults.values())}")
                self._one(Random(f"{self.seed} {number}"), "POST" if is_post else "GET")
        return self.tally

    def _one(self, chance: Random, method: str) -> None:
        place = chance.choice(self.places)
        if not place.is_rich and chance.random() < 0.5:
            place = chance.choice(self.places)
        actor = self._somebody(chance, place)
        keys = Keys(asking.keys_of(actor.own), asking.keys_of(actor.foreign))
        ask = asking.made(chance, method, place, self._page(actor, place), (actor.own, actor.foreign), keys)
        self._judged(actor, ask)

    def _somebody(self, chance: Random, place: places.Place) -> Actor:
        """Mostly a person who may open the page."""
        actors = chance.sample(self.actors, len(self.actors))
        if chance.random() < 0.15:
            return actors[0]
        return next((actor for actor in actors if self._page(actor, place).status == 200), actors[0])

    def _page(self, actor: Actor, place: places.Place) -> Page:
        """The page as it is without nonsense, for its fields and links."""
        if place.name not in actor.pages:
            answer = self._judged(actor, Ask("GET", place.path(actor.own), place.query(actor.own).lstrip("?")))
            actor.pages[place.name] = page_of(answer.status_code, answer.content_seen) if answer else Page()
        return actor.pages[place.name]

    def _judged(self, actor: Actor, ask: Ask) -> Any:
        self.errors.clear()
        self.tally.requests[ask.method] += 1
        found: list[str] = []
        answer = None
        try:
            answer = sent(actor, ask, found, self.states[actor.foreign.mark])
        except Exception as error:  # past the program's own answer for errors
            self.errors.append(error)
        if answer is None:
            found.append("no answer")
        else:
            self.tally.statuses[answer.status_code] += 1
            found += judging.faults(answer, actor.outside)
        cause = f": {judging.kind_of(self.errors[0])}" if self.errors else ""
        for fault in found:
            self.tally.add(fault + (cause if fault in ("status 500", "no answer") else ""), actor, ask)
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
    yield Actor("chief", world.here, world.there, _client(world.users["chief"]), bound=False)


def _client(user: Any) -> Client:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    if user is not None:
        client.force_login(user)
    client.cookies["csrftoken"] = TOKEN
    return client


def sent(actor: Actor, ask: Ask, found: list[str], state: str) -> Any:
    """The answer. All that the request wrote is taken back, after a look at whether it could have been kept."""
    cache.clear()
    translation.deactivate()
    kept = actor.client.cookies.output(header="", sep=";")
    client = actor.client
    with transaction.atomic():
        if ask.session and (session := client.session):
            session.update(ask.session)
            session.save()
        with as_web():
            answer = client.generic(
                ask.method, f"{ask.path}?{ask.query}" if ask.query else ask.path, ask.body, ask.content_type,
                **_environment(ask, kept),
            )  # fmt: skip
            answer.content_seen = b"".join(answer) if answer.streaming else answer.content
        if ask.method == "POST" and not connection.needs_rollback:
            found += _left_behind(actor, state)
        transaction.set_rollback(True)
    client.cookies.load(kept)
    return answer


def _environment(ask: Ask, cookies: str) -> dict[str, str]:
    headers = {name: value for name, value in ask.headers.items() if name != "odd cookie"}
    if "odd cookie" in ask.headers:
        headers["HTTP_COOKIE"] = f"{cookies}; {ask.headers['odd cookie']}"
    return headers


def _left_behind(actor: Actor, state: str) -> Iterator[str]:
    """What the end of the transaction would refuse, and rows of the other commune that are no longer as they were."""
    try:
        connection.check_constraints()
    except DatabaseError as error:
        yield f"status 500 at the end of the transaction: {type(error).__name__} {str(error)[:90]!r}"
        return
    if actor.bound and judging.state_of(actor.foreign) != state:
        yield "changes a row of the other commune"


@contextmanager
def _quiet() -> Iterator[None]:
    """Thousands of refusals would be thousands of lines."""
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


@contextmanager
def _errors_into(errors: list[BaseException]) -> Iterator[None]:
    """Keep what led to an answer 500."""

    def keep(sender: object, **_more: object) -> None:
        error = sys.exc_info()[1]
        if error is not None and not isinstance(error, RawPostDataException):
            errors.append(error)

    got_request_exception.connect(keep)
    try:
        yield
    finally:
        got_request_exception.disconnect(keep)
