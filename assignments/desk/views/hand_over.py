"""All households of a member go to others: proposed, changed by the user, saved as one action."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from assignments.desk import member_choices, queries, row_markup, services
from assignments.desk.context import DeskContext
from assignments.desk.forms import DeskFilterForm, HandOverForm
from assignments.desk.planning.results import ActionRefused, RuleMessage, warnings_in
from assignments.desk.views.base import MAX_DECISIONS, MAX_HOUSEHOLDS, REASON_LENGTH, Action, action_urls, run
from assignments.desk.views.selection import form_key
from assignments.models import Assignment, Decision, Member, Tier
from assignments.models.querysets import AssignmentQuerySet
from assignments.permissions import ASSIGN_PERMISSION
from assignments.queries.rows import HouseholdRow
from households.permissions import GET_OR_POST, SignedInRequest, permission_required
from lambinh.accounts.permissions import Permission
from lambinh.lib.forms.base import CleanedData
from lambinh.lib.primary_keys import parse_pk


@require_http_methods(GET_OR_POST)
@permission_required(Permission.VIEW_RECORDS)
def hand_over(request: SignedInRequest, pk: int) -> HttpResponse:
    """The form of a hand-over. Posting to it shows it again with the user's selection."""
    if request.method != "POST":
        return run(new_form, request, pk)
    return run(FORMER_ACTIONS.get(request.POST.get("do", ""), posted_form), request, pk)


def new_form(request: SignedInRequest, desk: DeskContext, _filters: DeskFilterForm) -> HttpResponse:
    initial = {"on": desk.day, "member": request.GET.get("member")}
    return _render_form(request, desk, HandOverForm(desk=desk, initial=initial))


def posted_form(request: SignedInRequest, desk: DeskContext, _filters: DeskFilterForm) -> HttpResponse:
    return _render_form(request, desk, HandOverForm(request.POST, desk=desk))


def preview(request: SignedInRequest, desk: DeskContext, _filters: DeskFilterForm) -> HttpResponse:
    """The recipient proposed for each household; the user can change it."""
    form = HandOverForm(request.POST, desk=desk)
    return _render_preview(request, desk, form) if form.is_valid() else _render_form(request, desk, form)


def save(request: SignedInRequest, desk: DeskContext, _filters: DeskFilterForm) -> HttpResponse:
    form, key = HandOverForm(request.POST, desk=desk), form_key(request.POST)
    if not form.is_valid():
        return _render_form(request, desk, form)
    data = form.cleaned_data
    choices = _permitted_choices(request.POST, desk, data["to"])
    if key is None or not choices:
        return _render_preview(request, desk, form)
    confirmation = request.POST.get("confirmed", "").strip()[:REASON_LENGTH]
    try:
        action = services.hand_over(
            choices=choices,
            on=data["on"],
            reason=data["reason"],
            decision=data["decision"],
            by=desk.user,
            key=key,
            confirmation=confirmation,
        )
    except ActionRefused as refused:
        return _render_preview(request, desk, form, refused.messages, confirmation)
    return redirect(f"{reverse('desk:unit', args=[desk.unit.pk])}?done={action.pk}")


FORMER_ACTIONS: dict[str, Action] = {"propose": preview, "save": save}
"""The field `do` of forms that were open in a browser when each action got a URL of its own."""


# --- choices ------------------------------------------------------------------------------------------


def choices_of(data: QueryDict) -> dict[int, int]:
    """For each assignment (`to-12`) the member that the user chose."""
    fields = [(name[3:], str(value)) for name, value in data.items() if name.startswith("to-")][:MAX_HOUSEHOLDS]
    keys = ((parse_pk(assignment), parse_pk(member)) for assignment, member in fields)
    return {assignment: member for assignment, member in keys if assignment is not None and member is not None}


def _choices_among(data: QueryDict, recipients: Collection[int]) -> dict[int, int]:
    """The choices of members who still take over."""
    return {assignment: member for assignment, member in choices_of(data).items() if member in recipients}


def _permitted_choices(data: QueryDict, desk: DeskContext, recipients: Iterable[Member]) -> dict[int, int]:
    """The choices for assignments that the user may change."""
    choices = _choices_among(data, {member.pk for member in recipients})
    permitted = set(_permitted_assignments(desk).filter(pk__in=choices).values_list("pk", flat=True))
    return {assignment: member for assignment, member in choices.items() if assignment in permitted}


def _permitted_assignments(desk: DeskContext) -> AssignmentQuerySet:
    """The assignments that the user may change, in each tier by its own permission."""
    visible = Assignment.objects.visible_to(desk.user)
    commune, district = (visible.permitted(desk.user, ASSIGN_PERMISSION[tier]).filter(tier=tier) for tier in Tier)
    return commune | district


# --- pages --------------------------------------------------------------------------------------------


def _render_form(request: SignedInRequest, desk: DeskContext, form: HandOverForm) -> HttpResponse:
    rows = member_choices.member_rows(desk)
    context = {
        "desk": desk,
        "form": form,
        "urls": action_urls(request, desk),
        "member_options": row_markup.member_options(rows, form["member"].value()),
        "recipient_rows": row_markup.recipient_rows(rows, set(map(str, form["to"].value() or ()))),
        "decisions": Decision.objects.all()[:MAX_DECISIONS],
    }
    return render(request, "desk/hand_over.html", context)


@dataclass(frozen=True)
class ProposalLine:
    """A household of the proposal, its assignment, and the key of the member who gets it."""

    row: HouseholdRow
    assignment: Assignment
    recipient: int


def _render_preview(
    request: SignedInRequest,
    desk: DeskContext,
    form: HandOverForm,
    refusal: tuple[RuleMessage, ...] = (),
    confirmation: str = "",
) -> HttpResponse:
    data = form.cleaned_data
    recipients = list(data["to"])
    lines = _proposal(request.POST, replace(desk, day=data["on"]), data["member"], recipients)
    messages = _messages(lines, desk, data, refusal)
    context: dict[str, Any] = {
        "desk": desk,
        "form": form,
        "data": data,
        "rule_messages": messages,
        "warned": messages and warnings_in(messages) == messages,
        "reason": confirmation or request.POST.get("confirmed", ""),
        "recipients": _with_loads(recipients, replace(desk, day=data["on"])),
        "lines": lines,
        "key": uuid4(),
        "urls": action_urls(request, desk),
    }
    return render(request, "desk/hand_over_preview.html", context)


def _proposal(data: QueryDict, desk: DeskContext, member: Member, recipients: list[Member]) -> list[ProposalLine]:
    """Each household of `member` with its recipient: the user's choice before the proposed one."""
    proposed = services.preview_hand_over(member=member, on=desk.day, recipients=recipients, by=desk.user)
    rows = {row.household.pk: row for row in queries.rows_for([line.household for line in proposed], desk)}
    assignments = _permitted_assignments(desk).in_bulk([line.assignment for line in proposed])
    choices = _choices_among(data, {recipient.pk for recipient in recipients})
    return [
        ProposalLine(rows[line.household], assignments[line.assignment], choices.get(line.assignment, line.recipient))
        for line in proposed
        if line.household in rows and line.assignment in assignments
    ]


def _messages(
    lines: list[ProposalLine], desk: DeskContext, data: CleanedData, refusal: tuple[RuleMessage, ...]
) -> tuple[RuleMessage, ...]:
    """The messages of the rules about the proposal, then those of the refusal that are new."""
    choices = {line.assignment.pk: line.recipient for line in lines}
    messages = services.validate_hand_over(choices=choices, on=data["on"], by=desk.user) if choices else ()
    return (*messages, *(message for message in refusal if message not in messages))


def _with_loads(recipients: list[Member], desk: DeskContext) -> list[tuple[Member, int]]:
    loads = member_choices.loads([recipient.pk for recipient in recipients], desk)
    return [(member, loads[member.pk][Tier.COMMUNE] + loads[member.pk][Tier.DISTRICT]) for member in recipients]
