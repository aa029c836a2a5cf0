"""The desk's main page, as it is asked for and as it comes back with what a person chose."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from assignments.desk import reading
from assignments.desk.forms import Asking, Ending, Starting
from assignments.desk.losing import lost_told
from assignments.desk.places import Place, place_for
from assignments.models import Assignment, Decision, DeskAction, Tier
from lambinh.lib.keys import key_from

ROWS_A_PAGE = 200
DECISIONS = 50
"""The newest decisions are offered."""


@dataclass(frozen=True)
class Picked:
    """What a person had chosen when the page comes back: households, and what stood in the two forms."""

    rows: Collection[int] = ()
    every: bool = False
    starting: Starting | None = None
    ending: Ending | None = None
    trouble: str = ""


def asked_place(request: HttpRequest, pk: int) -> tuple[Place, Asking]:
    """Where the desk stands by the address, and what is asked there; a day that is none is today, with an error."""
    form = Asking(request.GET)
    form.is_valid()
    day = form.cleaned_data.get("day") or timezone.localdate()
    place = place_for(request.user, pk, day, form.cleaned_data.get("cell", ""))  # type: ignore[arg-type]
    return place, form


def address(request: HttpRequest, **changed: Any) -> str:
    """The page's own address with the questions as asked, but for what `changed` says; None leaves one out."""
    asked: dict[str, Any] = {name: value for name, value in request.GET.items() if name != "done"}
    asked |= changed
    kept = {name: value for name, value in asked.items() if value not in (None, "")}
    return f"{request.path}?{urlencode(kept)}" if kept else request.path


def board(request: HttpRequest, place: Place, form: Asking, picked: Picked | None = None) -> HttpResponse:
    picked = picked or Picked()
    found = reading.chosen(place, **form.wanted())
    shown = Paginator(reading.with_rows(found, place), ROWS_A_PAGE).get_page(request.GET.get("page"))
    rows = [reading.household_row(household) for household in shown]
    members = reading.member_rows(place)
    page: dict[str, Any] = {
        "place": place,
        "title": reading.title(place),
        "form": form,
        "shown": shown,
        "pages": list(shown.paginator.get_elided_page_range(shown.number)),
        "rows": rows,
        "ticked": _ticked(rows, picked),
        "elsewhere": sorted(set(picked.rows) - {row.household.pk for row in rows}),
        "members": members,
        "of_member": next((row for row in members if row.pk == form.wanted()["member"]), None),
        "own_members": [row for row in members if row.is_own] or ([] if place.is_village else members),
        "has_districts": Tier.DISTRICT in place.tiers,
        "here": address(request),
        "without_member": address(request, member=None, page=None),
        "trouble": picked.trouble,
        "done": (action := done(request)),
        "lost": lost_told(action, by=place.user) if action else (),
    }
    page |= _forms(place, picked)
    return render(request, "desk/board.html", page)


def _ticked(rows: list[reading.HouseholdRow], picked: Picked) -> set[int]:
    return {row.household.pk for row in rows} if picked.every else set(picked.rows)


def _forms(place: Place, picked: Picked) -> Mapping[str, Any]:
    if not place.tiers:
        return {}
    return {
        "starting": picked.starting or Starting(place=place, initial={"on": place.day}),
        "ending": picked.ending or Ending(place=place, initial={"last_day": place.day}),
        "decisions": list(Decision.objects.all()[:DECISIONS]),
        "reasons": Assignment.EndReason.choices,
    }


def done(request: HttpRequest) -> DeskAction | None:
    """What the person has just done, for the bar that takes it back."""
    key = key_from(request.GET.get("done", ""))
    return DeskAction.objects.filter(by=request.user, pk=key).first()  # type: ignore[misc]
