"""The history pages of a household, a member and a user."""

from collections.abc import Sequence

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assignments.models import Member
from households.models import Household
from households.permissions import SignedInRequest, permission_required
from households.users.delegation import can_manage
from lambinh.accounts.models import User
from lambinh.accounts.permissions import Permission
from lambinh.audit.presenters import entry_rows
from lambinh.audit.queries import NEWEST, Page, actions_by_user, history
from lambinh.lib.primary_keys import parse_pk


@require_safe
@permission_required(Permission.SEE_JOURNAL)
def of_household(request: SignedInRequest, pk: int) -> HttpResponse:
    visible = Household.objects.visible_to(request.user).permitted(request.user, Permission.SEE_JOURNAL)
    household: Household = get_object_or_404(visible, pk=pk)
    links = [(reverse("assignments:household_viewers", args=[pk]), _("Who can see this household?"))]
    if household.citizen_id_last4:
        links.append((reverse("households:citizen_id", args=[pk]), _("Open the citizen id")))
    return _render_history(request, household, _("household"), history(household=pk, below=_below(request)), links)


@require_safe
@permission_required(Permission.SEE_JOURNAL)
def of_member(request: SignedInRequest, pk: int) -> HttpResponse:
    visible = Member.objects.visible_to(request.user).permitted(request.user, Permission.SEE_JOURNAL)
    member: Member = get_object_or_404(visible, pk=pk)
    return _render_history(request, member, _("member"), history(member=pk, below=_below(request)))


@require_safe
@permission_required(Permission.MANAGE_USERS)
def of_user(request: SignedInRequest, pk: int) -> HttpResponse:
    """The actions of a user, without names of records: the manager of users need not be allowed to see them."""
    user: User = get_object_or_404(User, pk=pk)
    if not can_manage(request.user, user):
        raise Http404
    return _render_history(request, user, _("user"), actions_by_user(pk, below=_below(request)))


def _below(request: SignedInRequest) -> int:
    """The entry before which the page begins; the newest page for a value that is not valid."""
    key = parse_pk(request.GET.get("below", ""))
    return NEWEST if key is None else key


def _render_history(
    request: SignedInRequest,
    about: Household | Member | User,
    kind: str,
    page: Page,
    links: Sequence[tuple[str, str]] = (),
) -> HttpResponse:
    context = {
        "about": about,
        "kind": kind,
        "links": links,
        "entries": entry_rows(page.entries, request.user),
        "below": page.below,
        "is_first": "below" not in request.GET,
    }
    return render(request, "assignments/history/history.html", context)
