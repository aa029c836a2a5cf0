"""One step at the desk: look at what would happen, do it, take it back."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from assignments.desk import queries, services
from assignments.desk.context import DeskContext
from assignments.desk.forms import AssignForm, DeskFilterForm, EndForm
from assignments.desk.queries import Charge, HouseholdRow
from assignments.desk.results import ActionRefused, Preview, RuleMessage
from assignments.desk.undo import undo_action
from assignments.desk.views.board import MOST_ROWS, Selection, address, board
from assignments.models import Assignment, DeskAction, Tier
from assignments.permissions import ASSIGN_PERMISSION
from households.models import Household
from lambinh.lib.primary_keys import parse_pk
from lambinh.lib.refusals import catch_refusal

Step = Callable[[HttpRequest, DeskContext, DeskFilterForm], HttpResponse]
REASON_LENGTH = 300


def run_step(request: HttpRequest, place: DeskContext, form: DeskFilterForm) -> HttpResponse:
    """The step that the pressed button names; without one the page with what was chosen."""
    if not place.tiers:
        raise PermissionDenied
    step = ACTIONS.get(request.POST.get("do", ""), show_board)
    return step(request, place, form)


# --- what was chosen -----------------------------------------------------------------------------------


def selected_rows(said: QueryDict) -> dict[int, int | None]:
    """The chosen households; behind each, after a colon, the assignment that the person saw in charge."""
    found: dict[int, int | None] = {}
    for text in said.getlist("row"):
        household, _colon, assignment = text.partition(":")
        key, seen = parse_pk(household), parse_pk(assignment)
        if key is not None and (seen is not None or not assignment):
            found[key] = seen
    return found


def selection_error(rows: dict[int, int | None]) -> str:
    """What there is to say against changing so many households at once; nothing where all is well."""
    if not rows:
        return _("Choose at least one household.")
    if len(rows) > MOST_ROWS:
        text = _("At most %(most)d households can be changed at once, and %(number)d are chosen. Choose fewer.")
        return text % {"most": MOST_ROWS, "number": len(rows)}
    return ""


def form_key(said: QueryDict) -> UUID | None:
    """What tells one filled form from another, so that the same one sent twice is done once."""
    try:
        return UUID(said.get("key", ""))
    except ValueError:
        return None


def permitted_household_ids(keys: Iterable[int], place: DeskContext, tier: Tier) -> list[int]:
    """Those households whose assignments of the tier the person may change."""
    visible = Household.objects.visible_to(place.user).permitted(place.user, ASSIGN_PERMISSION[tier])
    return list(visible.filter(pk__in=list(keys)).order_by("sort_key", "pk").values_list("pk", flat=True))


def show_board(request: HttpRequest, place: DeskContext, form: DeskFilterForm) -> HttpResponse:
    """The page again with all that was chosen and typed, and nothing said about it."""
    return board(request, place, form, _picked(request.POST, place))


def _picked(said: QueryDict, place: DeskContext, *, every: bool = False) -> Selection:
    starting = AssignForm(place=place, initial={"on": place.day, **_typed(said)})
    ending = EndForm(place=place, initial={"last_day": place.day, **_typed(said)})
    return Selection(selected_rows(said), every=every, starting=starting, ending=ending)


def _typed(said: QueryDict) -> dict[str, Any]:
    names = ("tier", "member", "on", "decision", "last_day", "reason")
    return {name: said[name] for name in names if said.get(name)}


def select_all(request: HttpRequest, place: DeskContext, form: DeskFilterForm) -> HttpResponse:
    """The same with every household that is shown chosen."""
    return board(request, place, form, _picked(request.POST, place, every=True))


def all_pages(request: HttpRequest, place: DeskContext, form: DeskFilterForm) -> HttpResponse:
    """The same with every household that was found chosen, those of the other pages too."""
    return board(request, place, form, replace(_picked(request.POST, place), all_pages=True))


def find(request: HttpRequest, place: DeskContext, form: DeskFilterForm) -> HttpResponse:
    """The same with the members of the name that was typed to choose from: scripts find them while one types."""
    name = request.POST.get("find", "").strip()[:100]
    return board(request, place, form, replace(_picked(request.POST, place), find=name))


# --- putting in charge ---------------------------------------------------------------------------------


def preview(request: HttpRequest, place: DeskContext, form: DeskFilterForm) -> HttpResponse:
    starting = AssignForm(request.POST, place=place)
    rows = selected_rows(request.POST)
    trouble = selection_error(rows)
    if trouble or not starting.is_valid():
        return board(request, place, form, Selection(rows, starting=starting, trouble=trouble))
    return _render_preview(request, place, starting.cleaned_data, list(rows))


def _render_preview(
    request: HttpRequest, place: DeskContext, said: dict[str, Any], keys: list[int], told: tuple[RuleMessage, ...] = ()
) -> HttpResponse:
    tier, on = said["tier"], said["on"]
    keys = permitted_household_ids(keys, place, tier)
    chosen = {"member": said["member"], "tier": tier, "on": on, "decision": said["decision"]}
    seen = services.preview_assign(households=keys, by=place.user, **chosen)
    seen = replace(seen, told=(*seen.told, *(one for one in told if one not in seen.told)))
    shown = {
        **_lines(keys, replace(place, day=on), tier, seen),
        **chosen,
        "place": place,
        "preview": seen,
        "key": uuid4(),
        "here": address(request),
        "reason": request.POST.get("confirmed", ""),
    }
    return render(request, "desk/preview.html", shown)


def _lines(keys: list[int], place: DeskContext, tier: Tier, seen: Preview) -> dict[str, Any]:
    """The rows with what is told about each, and what is told about all."""
    by_household: dict[int | None, list[RuleMessage]] = {}
    for told in seen.told:
        by_household.setdefault(told.household, []).append(told)
    rows = queries.rows_for(keys, place)
    lines = [(row, row.held(tier), by_household.get(row.household.pk, [])) for row in rows]
    return {"lines": lines, "told": by_household.get(None, [])}


def assign(request: HttpRequest, place: DeskContext, form: DeskFilterForm) -> HttpResponse:
    starting, rows, key = AssignForm(request.POST, place=place), selected_rows(request.POST), form_key(request.POST)
    if selection_error(rows) or not starting.is_valid() or key is None:
        return preview(request, place, form)
    said = starting.cleaned_data
    chosen = {"member": said["member"], "tier": said["tier"], "on": said["on"], "decision": said["decision"]}
    try:
        action = services.assign_households(
            households=permitted_household_ids(rows, place, said["tier"]),
            by=place.user,
            key=key,
            seen=rows,
            confirmed=request.POST.get("confirmed", "").strip()[:REASON_LENGTH],
            **chosen,
        )
    except ActionRefused as refused:
        return _render_preview(request, place, said, list(rows), refused.told)
    return redirect(address(request, done=action.pk))


# --- ending --------------------------------------------------------------------------------------------


def confirm_end(request: HttpRequest, place: DeskContext, form: DeskFilterForm) -> HttpResponse:
    ending = EndForm(request.POST, place=place)
    rows = selected_rows(request.POST)
    trouble = selection_error(rows)
    if trouble or not ending.is_valid():
        return board(request, place, form, Selection(rows, ending=ending, trouble=trouble))
    return _render_confirm_end(request, place, ending.cleaned_data, list(rows))


def _render_confirm_end(
    request: HttpRequest, place: DeskContext, said: dict[str, Any], keys: list[int], told: tuple[RuleMessage, ...] = ()
) -> HttpResponse:
    tier, last_day = said["tier"], said["last_day"]
    held = _held(queries.rows_for(permitted_household_ids(keys, place, tier), replace(place, day=last_day)), tier)
    shown = {
        "place": place,
        "tier": tier,
        "last_day": last_day,
        "reason": said["reason"],
        "lines": held,
        "bare": len(keys) - len(held),
        "told": told,
        "key": uuid4(),
        "here": address(request),
    }
    return render(request, "desk/confirm_end.html", shown)


def _held(rows: list[HouseholdRow], tier: Tier) -> list[tuple[HouseholdRow, Charge]]:
    return [(row, one) for row in rows if (one := row.held(tier)) is not None]


def end(request: HttpRequest, place: DeskContext, form: DeskFilterForm) -> HttpResponse:
    ending, rows, key = EndForm(request.POST, place=place), selected_rows(request.POST), form_key(request.POST)
    held = [one for one in rows.values() if one is not None]
    if selection_error(rows) or not ending.is_valid() or not held or key is None:
        return confirm_end(request, place, form)
    said = ending.cleaned_data
    within = Assignment.objects.visible_to(place.user).permitted(place.user, ASSIGN_PERMISSION[said["tier"]])
    keys = list(within.filter(pk__in=held, tier=said["tier"]).values_list("pk", flat=True))
    try:
        action = services.end_assignments(
            assignments=keys, last_day=said["last_day"], reason=said["reason"], by=place.user, key=key
        )
    except ActionRefused as refused:
        return _render_confirm_end(request, place, said, list(rows), refused.told)
    return redirect(address(request, done=action.pk))


# --- taking back ---------------------------------------------------------------------------------------


def undo(request: HttpRequest, place: DeskContext, form: DeskFilterForm) -> HttpResponse:
    deed = parse_pk(request.POST.get("deed", ""))
    action = get_object_or_404(DeskAction.objects.filter(by=place.user), pk=deed)
    with catch_refusal() as refusal:
        undone = undo_action(action, by=place.user)
        return redirect(address(request, done=undone.pk))
    return board(request, place, form, Selection(trouble=refusal.message))


ACTIONS: dict[str, Step] = {
    "preview": preview,
    "assign": assign,
    "ask_end": confirm_end,
    "end": end,
    "undo": undo,
    "all": select_all,
    "all_pages": all_pages,
    "find": find,
    "back": show_board,
}
