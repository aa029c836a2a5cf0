"""The actions of the board: select households, see what an assignment would change, assign, end, undo."""

from dataclasses import replace
from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from assignments.desk import queries, services
from assignments.desk.context import DeskContext
from assignments.desk.forms import AssignForm, DeskFilterForm, EndForm
from assignments.desk.planning.results import ActionRefused, Preview, RuleMessage
from assignments.desk.undo import undo_action
from assignments.desk.views.base import REASON_LENGTH, action_urls, board_url
from assignments.desk.views.board import render_board
from assignments.desk.views.selection import (
    Selection,
    form_key,
    permitted_household_ids,
    posted_selection,
    selected_rows,
    selection_error,
)
from assignments.models import Assignment, DeskAction, Tier
from assignments.permissions import ASSIGN_PERMISSION
from assignments.queries.rows import HouseholdRow, RowAssignment
from households.permissions import SignedInRequest
from lambinh.lib.forms.base import CleanedData
from lambinh.lib.primary_keys import parse_pk
from lambinh.lib.refusals import catch_refusal

# --- selecting ----------------------------------------------------------------------------------------


def show_selection(request: SignedInRequest, desk: DeskContext, form: DeskFilterForm) -> HttpResponse:
    """The board with all that the user selected and typed, unchecked."""
    return render_board(request, desk, form, posted_selection(request.POST, desk))


def select_page(request: SignedInRequest, desk: DeskContext, form: DeskFilterForm) -> HttpResponse:
    """The same with all households of the page selected."""
    return render_board(request, desk, form, replace(posted_selection(request.POST, desk), is_whole_page=True))


def select_all(request: SignedInRequest, desk: DeskContext, form: DeskFilterForm) -> HttpResponse:
    """The same with all households of all pages selected."""
    return render_board(request, desk, form, replace(posted_selection(request.POST, desk), has_all_pages=True))


def find_member(request: SignedInRequest, desk: DeskContext, form: DeskFilterForm) -> HttpResponse:
    """The same with the members of a name offered first: without a script, for a script finds them while one types."""
    name = request.POST.get("find", "").strip()[:100]
    return render_board(request, desk, form, replace(posted_selection(request.POST, desk), find=name))


# --- assigning ----------------------------------------------------------------------------------------


def preview(request: SignedInRequest, desk: DeskContext, form: DeskFilterForm) -> HttpResponse:
    """The page with the changes that an assignment would make."""
    assign_form = AssignForm(request.POST, desk=desk)
    rows = selected_rows(request.POST)
    error = selection_error(rows)
    if error or not assign_form.is_valid():
        return render_board(request, desk, form, Selection(rows, assign_form=assign_form, error=error))
    return _render_preview(request, desk, assign_form.cleaned_data, list(rows))


def _render_preview(
    request: SignedInRequest,
    desk: DeskContext,
    data: CleanedData,
    keys: list[int],
    refusal: tuple[RuleMessage, ...] = (),
) -> HttpResponse:
    tier, on = data["tier"], data["on"]
    keys = permitted_household_ids(keys, desk, tier)
    params = {"member": data["member"], "tier": tier, "on": on, "decision": data["decision"]}
    result = services.preview_assign(households=keys, by=desk.user, **params)
    new = (message for message in refusal if message not in result.messages)
    result = replace(result, messages=(*result.messages, *new))
    page = {
        **_lines(keys, replace(desk, day=on), tier, result),
        **params,
        "desk": desk,
        "preview": result,
        "key": uuid4(),
        "board_url": board_url(request, desk),
        "urls": action_urls(request, desk),
        "reason": request.POST.get("confirmed", ""),
    }
    return render(request, "desk/preview.html", page)


def _lines(keys: list[int], desk: DeskContext, tier: Tier, result: Preview) -> dict[str, object]:
    """The rows with the messages about each, and the messages about all."""
    by_household: dict[int | None, list[RuleMessage]] = {}
    for message in result.messages:
        by_household.setdefault(message.household, []).append(message)
    rows = queries.rows_for(keys, desk)
    lines = [(row, row.in_charge(tier), by_household.get(row.household.pk, [])) for row in rows]
    return {"lines": lines, "rule_messages": by_household.get(None, [])}


def assign(request: SignedInRequest, desk: DeskContext, form: DeskFilterForm) -> HttpResponse:
    assign_form, rows, key = AssignForm(request.POST, desk=desk), selected_rows(request.POST), form_key(request.POST)
    if selection_error(rows) or not assign_form.is_valid() or key is None:
        return preview(request, desk, form)
    data = assign_form.cleaned_data
    try:
        action = services.assign_households(
            households=permitted_household_ids(rows, desk, data["tier"]),
            member=data["member"],
            tier=data["tier"],
            on=data["on"],
            decision=data["decision"],
            by=desk.user,
            key=key,
            expected=rows,
            confirmation=request.POST.get("confirmed", "").strip()[:REASON_LENGTH],
        )
    except ActionRefused as refused:
        return _render_preview(request, desk, data, list(rows), refused.messages)
    return redirect(board_url(request, desk, done=action.pk))


# --- ending -------------------------------------------------------------------------------------------


def confirm_end(request: SignedInRequest, desk: DeskContext, form: DeskFilterForm) -> HttpResponse:
    """The page with the assignments that would end."""
    end_form = EndForm(request.POST, desk=desk)
    rows = selected_rows(request.POST)
    error = selection_error(rows)
    if error or not end_form.is_valid():
        return render_board(request, desk, form, Selection(rows, end_form=end_form, error=error))
    return _render_confirm_end(request, desk, end_form.cleaned_data, list(rows))


def _render_confirm_end(
    request: SignedInRequest,
    desk: DeskContext,
    data: CleanedData,
    keys: list[int],
    refusal: tuple[RuleMessage, ...] = (),
) -> HttpResponse:
    tier, last_day = data["tier"], data["last_day"]
    rows = queries.rows_for(permitted_household_ids(keys, desk, tier), replace(desk, day=last_day))
    lines = _with_assignment(rows, tier)
    page = {
        "desk": desk,
        "tier": tier,
        "last_day": last_day,
        "reason": data["reason"],
        "lines": lines,
        "without_assignment": len(keys) - len(lines),
        "rule_messages": refusal,
        "key": uuid4(),
        "board_url": board_url(request, desk),
        "urls": action_urls(request, desk),
    }
    return render(request, "desk/confirm_end.html", page)


def _with_assignment(rows: list[HouseholdRow], tier: Tier) -> list[tuple[HouseholdRow, RowAssignment]]:
    return [(row, assignment) for row in rows if (assignment := row.in_charge(tier)) is not None]


def end(request: SignedInRequest, desk: DeskContext, form: DeskFilterForm) -> HttpResponse:
    end_form, rows, key = EndForm(request.POST, desk=desk), selected_rows(request.POST), form_key(request.POST)
    expected = [assignment for assignment in rows.values() if assignment is not None]
    if selection_error(rows) or not end_form.is_valid() or not expected or key is None:
        return confirm_end(request, desk, form)
    data = end_form.cleaned_data
    permitted = Assignment.objects.visible_to(desk.user).permitted(desk.user, ASSIGN_PERMISSION[data["tier"]])
    keys = list(permitted.filter(pk__in=expected, tier=data["tier"]).values_list("pk", flat=True))
    try:
        action = services.end_assignments(
            assignments=keys, last_day=data["last_day"], reason=data["reason"], by=desk.user, key=key
        )
    except ActionRefused as refused:
        return _render_confirm_end(request, desk, data, list(rows), refused.messages)
    return redirect(board_url(request, desk, done=action.pk))


# --- undoing ------------------------------------------------------------------------------------------


def undo(request: SignedInRequest, desk: DeskContext, form: DeskFilterForm) -> HttpResponse:
    key = request.POST.get("action") or request.POST.get("deed")  # the field of former forms
    if not key:
        return show_selection(request, desk, form)
    action = get_object_or_404(DeskAction.objects.filter(by=desk.user), pk=parse_pk(key))
    with catch_refusal() as refusal:
        undone = undo_action(action, by=desk.user)
        return redirect(board_url(request, desk, done=undone.pk))
    return render_board(request, desk, form, Selection(error=refusal.message))
