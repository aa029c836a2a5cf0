"""The main page of the desk, with what the user selected before."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from assignments.desk import member_choices, queries, row_markup
from assignments.desk.context import DeskContext
from assignments.desk.forms import AssignForm, DeskFilterForm, EndForm
from assignments.desk.planning.conflicts import conflict_messages
from assignments.desk.views.base import MAX_DECISIONS, MAX_HOUSEHOLDS, action_urls, board_url
from assignments.desk.views.selection import Selection
from assignments.models import Assignment, Decision, DeskAction, Tier
from households.permissions import SignedInRequest
from lambinh.lib.primary_keys import parse_pk

ROWS_PER_PAGE = 50
ROWS_OF_A_VILLAGE = 200
"""A village is shown as a whole; a commune, with thousands of households, page by page."""


def render_board(
    request: SignedInRequest, desk: DeskContext, form: DeskFilterForm, selection: Selection | None = None
) -> HttpResponse:
    selection = selection or Selection()
    filters = form.filters()
    keys = queries.keys_of(queries.filter_households(desk, **filters), desk)
    context = {
        "desk": desk,
        "title": queries.title(desk),
        "form": form,
        "has_districts": Tier.DISTRICT in desk.tiers,
        "board_url": board_url(request, desk),
        "urls": action_urls(request, desk),
        "without_member": board_url(request, desk, member=None, page=None),
        "error": selection.error,
    }
    context |= _households(request, desk, selection, keys)
    context |= _last_action(request)
    assign_form = selection.assign_form or AssignForm(desk=desk, initial={"on": desk.day}) if desk.tiers else None
    context |= _forms(desk, selection, assign_form)
    context |= _members(request, desk, selection, filters["member"], assign_form)
    return render(request, "desk/board.html", context)


def _households(
    request: SignedInRequest, desk: DeskContext, selection: Selection, keys: list[int]
) -> dict[str, object]:
    """The rows of the page; which are selected, and which selected ones are on other pages."""
    rows_per_page = ROWS_OF_A_VILLAGE if desk.is_village else ROWS_PER_PAGE
    page = Paginator(keys, rows_per_page).get_page(request.GET.get("page"))
    of_page = list(page.object_list)
    selected = {*selection.rows, *_selected_as_a_whole(selection, keys, of_page)}
    rows = queries.rows_for(of_page, desk)
    return {
        "page_obj": page,
        "pages": list(page.paginator.get_elided_page_range(page.number)),
        "rows": rows,
        "household_rows": row_markup.household_rows(rows, desk, selected),
        "ticked": selected.intersection(of_page),
        "elsewhere": sorted(selected.difference(of_page)),
        "all_pages": len(keys) if page.has_other_pages() and len(keys) <= MAX_HOUSEHOLDS else 0,
    }


def _selected_as_a_whole(selection: Selection, keys: list[int], of_page: list[int]) -> list[int]:
    if selection.has_all_pages:
        return keys
    return of_page if selection.is_whole_page else []


def _last_action(request: SignedInRequest) -> dict[str, object]:
    """The action that the user has just saved, for the bar that offers to undo it."""
    key = parse_pk(request.GET.get("done", ""))
    action = None if key is None else DeskAction.objects.filter(by=request.user, pk=key).first()
    return {"done": action, "conflicts": conflict_messages(action, by=request.user) if action else ()}


def _members(
    request: SignedInRequest,
    desk: DeskContext,
    selection: Selection,
    filtered_member: int | None,
    assign_form: AssignForm | None,
) -> dict[str, object]:
    selected = parse_pk(str(assign_form["member"].value() or "")) if assign_form else None
    choices = member_choices.member_choices(
        desk, page=request.GET.get("members"), keep=(filtered_member, selected), name=selection.find
    )
    if selection.find and len(choices.named) == 1:
        selected = choices.named[0].pk
    return {
        "of_member": choices.get(filtered_member),
        "own_members": choices.listed,
        "own_member_rows": row_markup.member_rows(choices.listed, desk),
        "members_shown": choices.page,
        "member_pages": list(choices.page.paginator.get_elided_page_range(choices.page.number)),
        "member_options": row_markup.member_options(choices.offered, selected),
        "all_members": all_members_url(desk),
        "find": selection.find,
        "found": choices.named,
    }


def all_members_url(desk: DeskContext) -> str:
    """The URL from which a script fetches all members who can be put in charge, once the user begins to type."""
    params = {"day": desk.day.isoformat()} | ({"cell": desk.cell.pk} if desk.cell else {})
    return f"{reverse('desk:members', args=[desk.unit.pk])}?{urlencode(params)}"


def _forms(desk: DeskContext, selection: Selection, assign_form: AssignForm | None) -> dict[str, object]:
    if assign_form is None:
        return {}
    return {
        "assign_form": assign_form,
        "end_form": selection.end_form or EndForm(desk=desk, initial={"last_day": desk.day}),
        "decisions": list(Decision.objects.all()[:MAX_DECISIONS]),
        "reasons": Assignment.EndReason.choices,
    }
