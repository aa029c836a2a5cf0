"""The page of a person with an account, what that person can see, and who can see a household."""

import math
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from assignments.models import Member, Membership
from assignments.services import accounts as members
from assignments.visibility import own_households, viewers_of_household, visible_counts
from households.models import Household
from households.permissions import GET_OR_POST, SignedInRequest, current_user, permission_required, permissions_for
from households.users import services
from households.users.forms import GrantForm
from households.users.views import get_managed_user
from households.users.visibility import role_scopes
from lambinh.accounts.models import User
from lambinh.accounts.permissions import Permission, Role
from lambinh.accounts.security.rate_limits import wide_wait
from lambinh.lib.primary_keys import parse_pk
from lambinh.lib.refusals import refusal_as_message, refusal_on_form
from lambinh.lib.vietnamese import search_key

MEMBERS_SHOWN = 20
EVENTS_SHOWN = 20


@require_http_methods(GET_OR_POST)
@permission_required(Permission.MANAGE_USERS)
def user_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """An account with its grants; posting gives another."""
    shown = get_managed_user(request, pk)
    form = GrantForm(request.POST or None, manager=current_user(request))
    if request.method == "POST" and form.is_valid():
        with refusal_on_form(form):
            services.grant_access(user=shown, by=current_user(request), **form.cleaned_data)
            messages.success(request, _("The access is given."))
            return redirect("assignments:user_detail", pk)
    grants = list(shown.unit_access.select_related("unit").order_by("unit__sort_key", "unit_id", "role"))
    page = {"person": shown, "form": form, "grants": grants, "has_member_role": _is_member(grants)}
    page["wait"] = math.ceil(wide_wait(shown.username) / 60)
    events = shown.security_events.select_related("by")[:EVENTS_SHOWN]
    return render(request, "users/detail.html", page | {"member": _member_of(request, shown), "events": events})


@require_http_methods(GET_OR_POST)
@permission_required(Permission.MANAGE_USERS)
def user_member(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say which member of the Party the account belongs to: searched by name within the units of the role."""
    shown = get_managed_user(request, pk)
    if request.method == "POST":
        return _link(request, shown)
    sought = request.GET.get("q", str(shown))
    page = {
        "person": shown,
        "q": sought,
        "may_see": request.permissions.has_anywhere(Permission.VIEW_RECORDS),
        "member": _member_of(request, shown),
        "found": _found(request, shown, sought)[:MEMBERS_SHOWN],
    }
    return render(request, "users/member.html", page)


def _link(request: SignedInRequest, shown: User) -> HttpResponse:
    with refusal_as_message(request):
        if key := request.POST.get("member", ""):
            member = get_object_or_404(Member.objects.visible_to(request.user), pk=parse_pk(key))
            members.link_member(user=shown, member=member, by=current_user(request))
        else:
            members.unlink_member(user=shown, by=current_user(request))
        messages.success(request, _("It is noted which member this account belongs to."))
        return redirect("assignments:user_detail", shown.pk)
    return redirect("assignments:user_member", shown.pk)


def _found(request: SignedInRequest, shown: User, sought: str) -> QuerySet[Any]:
    units = members.member_units(shown, current_user(request))
    found = Member.objects.visible_to(request.user).filter(commune__in=units)
    for word in search_key(sought).split():
        found = found.filter(search_key__contains=word)
    today = Membership.objects.visible_to(request.user).on(request.permissions.day).select_related("body")
    return found.select_related("user").prefetch_related(Prefetch("memberships", today, to_attr="today"))


def _member_of(request: SignedInRequest, shown: User) -> Member | None:
    """The member to whom the account belongs, where the one who asks may see members."""
    found: Member | None = Member.objects.visible_to(request.user).filter(user=shown).first()
    return found


def _is_member(grants: list[Any]) -> bool:
    return any(grant.role == Role.MEMBER for grant in grants)


@require_safe
@permission_required(Permission.MANAGE_USERS)
def user_visibility(request: SignedInRequest, pk: int) -> HttpResponse:
    """What can this user see?"""
    shown = get_managed_user(request, pk)
    permissions = permissions_for(shown, request.permissions.day)
    page = {
        "person": shown,
        "day": request.permissions.day,
        "roles": role_scopes(shown, permissions) if shown.is_active else [],
        "counts": visible_counts(permissions),
        "own": own_households(shown, permissions.day)
        if permissions.has_anywhere(Permission.SEE_OWN_HOUSEHOLDS)
        else None,
    }
    return render(request, "users/visibility.html", page)


@require_safe
@permission_required(Permission.VIEW_RECORDS)
def household_viewers(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who can see this household?"""
    household = get_object_or_404(Household.objects.visible_to(request.user).select_related("commune"), pk=pk)
    day = request.permissions.day
    return render(
        request,
        "users/viewers.html",
        {"household": household, "day": day, "seen": viewers_of_household(household, day)},
    )
