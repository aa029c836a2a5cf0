"""Random invalid requests to every page: no answer is an error, and none shows or changes the other commune.

The long run is `python -m benchmarks fuzz`.
"""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.admin import site
from django.urls import reverse

from tests.fuzz import checks, routes
from tests.fuzz.request_builder import FuzzRequest
from tests.fuzz.runner import MARKS, Fuzz, send
from tests.support.access import addresses
from tests.support.responses import redirects

GETS, POSTS = 700, 250


@pytest.fixture
def fuzz(request: pytest.FixtureRequest, tmp_path: Path, settings: Any) -> Fuzz:
    settings.MEDIA_ROOT = tmp_path / "uploads"
    settings.USERSESSIONS_TRACK_ACTIVITY = True
    return Fuzz(tmp_path, getattr(request, "param", 0))


@pytest.mark.fault
@pytest.mark.django_db
@pytest.mark.parametrize("fuzz", [11, 12, 13], indirect=True)
def test_no_nonsense_makes_an_error_or_shows_a_stranger(fuzz: Fuzz) -> None:
    tally = fuzz.run(GETS, POSTS)
    assert sum(tally.requests.values()) >= GETS + POSTS
    assert tally.statuses[200] > 200, "most of the people asked may open the page"
    assert {fault: tally.samples[fault] for fault in tally.faults} == {}


def test_every_address_is_asked() -> None:
    assert {route.name for route in routes.all_routes()} >= addresses.matrix_names()
    for model in site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
        assert reverse(name) in {route.path(SimpleNamespace()) for route in routes.all_routes() if route.name == name}


@pytest.mark.django_db
def test_the_same_number_makes_the_same_requests(fuzz: Fuzz, monkeypatch: pytest.MonkeyPatch) -> None:
    requests: list[str] = []
    monkeypatch.setattr(Fuzz, "_send", lambda self, actor, request: requests.append(f"{actor.name} {request}"))
    for _ in range(2):
        for actor in fuzz.actors:
            actor.pages.clear()
        fuzz.run(20, 20)
    half = len(requests) // 2
    assert requests[:half] == requests[half:]


@pytest.mark.django_db
def test_a_change_of_the_other_commune_is_noticed(fuzz: Fuzz) -> None:
    other = fuzz.actors[0].foreign
    before = checks.state_of(other)
    other.household.note = "x"
    other.household.save(update_fields=["note"])
    assert checks.state_of(other) != before


@pytest.mark.django_db
def test_what_a_request_wrote_is_taken_back(fuzz: Fuzz) -> None:
    office = next(actor for actor in fuzz.actors if actor.name.startswith("district_office"))
    before = checks.state_of(office.own)
    form = f"csrfmiddlewaretoken={'Z' * 32}&note=x&head_name=Giàng+A&size=3"
    path = reverse("assignments:household_describe", args=[office.own.household.pk])
    answer = send(office, FuzzRequest("POST", path, "", form.encode(), "application/x-www-form-urlencoded"), [], "")
    redirects(answer)
    assert checks.state_of(office.own) == before


@pytest.mark.parametrize(
    ("status", "content", "faults"),
    [
        (200, b"<p>Gi\xc3\xa0ng A</p>", 0),
        (500, b"", 1),
        (200, b"Traceback (most recent call last)", 1),
        (400, b"invalid literal for int() with base 10", 1),
        (200, MARKS[1].encode(), 1),
        (200, MARKS[0].encode(), 0),
    ],
)
def test_what_no_answer_may_be_or_hold(status: int, content: bytes, faults: int) -> None:
    answer = SimpleNamespace(status_code=status, full_content=content, headers={})
    assert len(list(checks.faults(answer, SimpleNamespace(mark=MARKS[1])))) == faults
