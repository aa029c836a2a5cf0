"""All households of a member go to others: proposed, changed where wanted, saved in one go."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from assignments.desk import member_choices, queries, row_markup, services
from assignments.desk.context import DeskContext
from assignments.desk.forms import HandOverForm
from assignments.desk.results import ActionRefused, RuleMessage
from assignments.desk.views.actions import REASON_LENGTH, form_key
from assignments.desk.views.board import DECISIONS, MOST_ROWS, parse_desk_request
from assignments.models import Assignment, Decision, Tier
from assignments.permissions import ASSIGN_PERMISSION
from households.permissions import GET_OR_POST, permission_required
from lambinh.accounts.permissions import Permission
from lambinh.lib.primary_keys import parse_pk


@require_http_methods(GET_OR_POST)
@permission_required(Permission.VIEW_RECORDS)
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    place, _asking = parse_desk_request(request, pk)
    if not place.tiers:
        raise PermissionDenied
    if request.method != "POST":
        initial = {"on": place.day, "member": request.GET.get("member")}
        return _form(request, place, HandOverForm(place=place, initial=initial))
    form = HandOverForm(request.POST, place=place)
    if not form.is_valid() or request.POST.get("do") == "back":
        return _form(request, place, form)
    if request.POST.get("do") == "save":
        return _save(request, place, form)
    return _propose(request, place, form)


def _form(request: HttpRequest, place: DeskContext, form: HandOverForm) -> HttpResponse:
    found = member_choices.member_rows(place)
    shown = {
        "place": place,
        "form": form,
        "member_options": row_markup.member_options(found, form["member"].value()),
        "taker_rows": row_markup.taker_rows(found, set(map(str, form["to"].value() or ()))),
        "decisions": Decision.objects.all()[:DECISIONS],
    }
    return render(request, "desk/hand_over.html", shown)


def _propose(
    request: HttpRequest,
    place: DeskContext,
    form: HandOverForm,
    told: tuple[RuleMessage, ...] = (),
    confirmed: str = "",
) -> HttpResponse:
    said = form.cleaned_data
    to = list(said["to"])
    proposed = services.preview_hand_over(member=said["member"], on=said["on"], to=to, by=place.user)
    on_day = replace(place, day=said["on"])
    homes = {row.household.pk: row for row in queries.rows_for([one.household for one in proposed], on_day)}
    takers = {one.pk for one in to}
    kept = {held: member for held, member in choices_of(request.POST).items() if member in takers}
    held = {one.pk: one for one in _changeable(place).filter(pk__in=[one.assignment for one in proposed])}
    load = member_choices.loads(takers, on_day)
    lines = [
        (homes[one.household], held[one.assignment], kept.get(one.assignment, one.to))
        for one in proposed
        if one.household in homes and one.assignment in held
    ]
    choices = {assignment.pk: member for _row, assignment, member in lines}
    rules = services.validate_hand_over(choices=choices, on=said["on"], by=place.user) if choices else ()
    told = (*rules, *(one for one in told if one not in rules))
    shown: dict[str, Any] = {
        "place": place,
        "form": form,
        "said": said,
        "told": told,
        "warned": told and all(one.level == "warning" for one in told),
        "reason": confirmed or request.POST.get("confirmed", ""),
        "targets": [(one, load[one.pk][Tier.COMMUNE] + load[one.pk][Tier.DISTRICT]) for one in to],
        "lines": lines,
        "key": uuid4(),
    }
    return render(request, "desk/hand_over_preview.html", shown)


def choices_of(said: QueryDict) -> dict[int, int]:
    """For each assignment (`to-12`) the member that the person chose."""
    named = [(name[3:], str(value)) for name, value in said.items() if name.startswith("to-")][:MOST_ROWS]
    keys = ((parse_pk(assignment), parse_pk(member)) for assignment, member in named)
    return {assignment: member for assignment, member in keys if assignment is not None and member is not None}


def _changeable(place: DeskContext) -> Any:
    """The assignments that the person may change, each tier by its own right."""
    visible = Assignment.objects.visible_to(place.user)
    kinds = [visible.permitted(place.user, ASSIGN_PERMISSION[tier]).filter(tier=tier) for tier in Tier]
    return kinds[0] | kinds[1]


def _save(request: HttpRequest, place: DeskContext, form: HandOverForm) -> HttpResponse:
    said, key = form.cleaned_data, form_key(request.POST)
    allowed = {one.pk for one in said["to"]}
    choices = {held: to for held, to in choices_of(request.POST).items() if to in allowed}
    mine = set(_changeable(place).filter(pk__in=choices).values_list("pk", flat=True))
    choices = {held: to for held, to in choices.items() if held in mine}
    if key is None or not choices:
        return _propose(request, place, form)
    confirmed = request.POST.get("confirmed", "").strip()[:REASON_LENGTH]
    try:
        action = services.hand_over(
            choices=choices,
            on=said["on"],
            reason=said["reason"],
            decision=said["decision"],
            by=place.user,
            key=key,
            confirmed=confirmed,
        )
    except ActionRefused as refused:
        return _propose(request, place, form, refused.told, confirmed)
    return redirect(f"{reverse('desk:unit', args=[place.unit.pk])}?done={action.pk}")
