"""What happened to a household or member, and what a user did."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assignments.models import Member
from households.models import Household
from households.permissions import current_user, permission_required
from households.users.delegation import can_manage
from lambinh.accounts.models import User
from lambinh.accounts.permissions import Permission
from lambinh.audit.presenters import entry_rows
from lambinh.audit.queries import NEWEST, Page, actions_by_user, history
from lambinh.lib.primary_keys import parse_pk


@require_safe
@permission_required(Permission.SEE_JOURNAL)
def of_household(request: HttpRequest, pk: int) -> HttpResponse:
    visible = Household.objects.visible_to(request.user).permitted(request.user, Permission.SEE_JOURNAL)
    household: Household = get_object_or_404(visible, pk=pk)
    doors = [(reverse("assignments:household_viewers", args=[pk]), _("Who can see this household?"))]
    if household.citizen_id_last4:
        doors.append((reverse("households:citizen_id", args=[pk]), _("Open the citizen id")))
    return _shown(request, household, _("household"), history(household=pk, below=_below(request)), doors)


@require_safe
@permission_required(Permission.SEE_JOURNAL)
def of_member(request: HttpRequest, pk: int) -> HttpResponse:
    visible = Member.objects.visible_to(request.user).permitted(request.user, Permission.SEE_JOURNAL)
    member: Member = get_object_or_404(visible, pk=pk)
    return _shown(request, member, _("member"), history(member=pk, below=_below(request)))


@require_safe
@permission_required(Permission.MANAGE_USERS)
def of_user(request: HttpRequest, pk: int) -> HttpResponse:
    """Without names of persons: who manages users need not see households."""
    person: User = get_object_or_404(User, pk=pk)
    if not can_manage(current_user(request), person):
        raise Http404
    return _shown(request, person, _("user"), actions_by_user(pk, below=_below(request)))


def _below(request: HttpRequest) -> int:
    """The entry before which the page begins; nonsense is the newest page."""
    asked = parse_pk(request.GET.get("below", ""))
    return NEWEST if asked is None else asked


def _shown(
    request: HttpRequest, about: Any, kind: str, page: Page, doors: Sequence[tuple[str, str]] = ()
) -> HttpResponse:
    shown = {
        "about": about,
        "kind": kind,
        "doors": doors,
        "entries": entry_rows(page.entries, request.user),
        "below": page.below,
    }
    shown["is_first"] = "below" not in request.GET
    return render(request, "assignments/history/history.html", shown)
