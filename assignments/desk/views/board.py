"""The desk's main page, as it is asked for and as it comes back with what a person chose."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from assignments.desk import member_choices, queries, row_markup
from assignments.desk.conflicts import conflict_messages
from assignments.desk.context import DeskContext, get_desk_context
from assignments.desk.forms import AssignForm, DeskFilterForm, EndForm
from assignments.models import Assignment, Decision, DeskAction, Tier
from households.permissions import current_user
from lambinh.lib.primary_keys import parse_pk

ROWS_A_PAGE = 50
ROWS_OF_A_VILLAGE = 200
"""A village is looked at as a whole; a commune, with thousands of households, page by page."""
MOST_ROWS = 2_000
"""So many households at most can be chosen at once."""
DECISIONS = 50
"""The newest decisions are offered."""


@dataclass(frozen=True)
class Selection:
    """What a person had chosen when the page comes back: households, and what stood in the two forms.

    `every` chooses all households of the page, `all_pages` those of the other pages too; `find` looks for a member.
    """

    rows: Collection[int] = ()
    every: bool = False
    all_pages: bool = False
    find: str = ""
    starting: AssignForm | None = None
    ending: EndForm | None = None
    trouble: str = ""


def parse_desk_request(request: HttpRequest, pk: int) -> tuple[DeskContext, DeskFilterForm]:
    """Where the desk stands by the address, and what is asked there; a day that is none is today, with an error."""
    form = DeskFilterForm(request.GET)
    form.is_valid()
    day = form.cleaned_data.get("day") or timezone.localdate()
    place = get_desk_context(current_user(request), pk, day, form.cleaned_data.get("cell", ""))
    return place, form


def address(request: HttpRequest, **changed: Any) -> str:
    """The page's own address with the questions as asked, but for what `changed` says; None leaves one out."""
    asked: dict[str, Any] = {name: value for name, value in request.GET.items() if name != "done"}
    asked |= changed
    kept = {name: value for name, value in asked.items() if value not in (None, "")}
    return f"{request.path}?{urlencode(kept)}" if kept else request.path


def board(
    request: HttpRequest, place: DeskContext, form: DeskFilterForm, picked: Selection | None = None
) -> HttpResponse:
    picked = picked or Selection()
    keys = queries.keys_of(queries.filter_households(place, **form.wanted()), place)
    shown = Paginator(keys, ROWS_OF_A_VILLAGE if place.is_village else ROWS_A_PAGE).get_page(request.GET.get("page"))
    here = shown.object_list
    households = queries.rows_for(here, place)
    chosen = {*picked.rows, *(keys if picked.all_pages else here if picked.every else ())}
    page: dict[str, Any] = {
        "place": place,
        "title": queries.title(place),
        "form": form,
        "shown": shown,
        "pages": list(shown.paginator.get_elided_page_range(shown.number)),
        "rows": households,
        "household_rows": row_markup.household_rows(households, place, chosen),
        "ticked": chosen.intersection(here),
        "elsewhere": sorted(chosen.difference(here)),
        "all_pages": len(keys) if shown.has_other_pages() and len(keys) <= MOST_ROWS else 0,
        "has_districts": Tier.DISTRICT in place.tiers,
        "here": address(request),
        "without_member": address(request, member=None, page=None),
        "trouble": picked.trouble,
        "done": (action := done(request)),
        "lost": conflict_messages(action, by=place.user) if action else (),
    }
    page |= (forms := _forms(place, picked))
    page |= _members(request, place, picked, form.wanted()["member"], forms.get("starting"))
    return render(request, "desk/board.html", page)


def _members(
    request: HttpRequest, place: DeskContext, picked: Selection, of_member: int | None, starting: AssignForm | None
) -> Mapping[str, Any]:
    chosen = parse_pk(str(starting["member"].value() or "")) if starting else None
    found = member_choices.choice(place, page=request.GET.get("members"), keep=(of_member, chosen), name=picked.find)
    if picked.find and len(found.named) == 1:
        chosen = found.named[0].pk
    return {
        "of_member": found.of(of_member),
        "own_members": found.listed,
        "own_member_rows": row_markup.member_rows(found.listed, place),
        "members_shown": found.page,
        "member_pages": list(found.page.paginator.get_elided_page_range(found.page.number)),
        "member_options": row_markup.member_options(found.offered, chosen),
        "all_members": all_members(place),
        "find": picked.find,
        "found": found.named,
    }


def all_members(place: DeskContext) -> str:
    """Where a script fetches all members who can be put in charge, once somebody begins to type."""
    asked = {"day": place.day.isoformat()} | ({"cell": place.cell.pk} if place.cell else {})
    return f"{reverse('desk:members', args=[place.unit.pk])}?{urlencode(asked)}"


def _forms(place: DeskContext, picked: Selection) -> Mapping[str, Any]:
    if not place.tiers:
        return {}
    return {
        "starting": picked.starting or AssignForm(place=place, initial={"on": place.day}),
        "ending": picked.ending or EndForm(place=place, initial={"last_day": place.day}),
        "decisions": list(Decision.objects.all()[:DECISIONS]),
        "reasons": Assignment.EndReason.choices,
    }


def done(request: HttpRequest) -> DeskAction | None:
    """What the person has just done, for the bar that takes it back."""
    key = parse_pk(request.GET.get("done", ""))
    if key is None:
        return None
    return DeskAction.objects.filter(by=current_user(request), pk=key).first()
