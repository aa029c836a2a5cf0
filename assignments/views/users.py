"""The pages of a user's account, member and visibility, and of the users who can see a household."""

import math
from collections.abc import Iterable

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from assignments.models import Member, Membership
from assignments.models.querysets import MemberQuerySet
from assignments.queries.visibility import own_households, viewers_of_household, visible_counts
from assignments.services import accounts as members
from households.models import Household, UnitAccess
from households.permissions import GET_OR_POST, SignedInRequest, permission_required, permissions_for
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
    """An account with its grants; posting adds a grant."""
    user = get_managed_user(request, pk)
    form = GrantForm(request.POST or None, manager=request.user)
    if request.method == "POST" and form.is_valid():
        with refusal_on_form(form):
            services.grant_access(user=user, by=request.user, **form.cleaned_data)
            messages.success(request, _("The access is given."))
            return redirect("assignments:user_detail", pk)
    grants = list(user.unit_access.select_related("unit").order_by("unit__sort_key", "unit_id", "role"))
    page = {"person": user, "form": form, "grants": grants, "has_member_role": _is_member(grants)}
    page["wait"] = math.ceil(wide_wait(user.username) / 60)
    events = user.security_events.select_related("by")[:EVENTS_SHOWN]
    return render(request, "users/detail.html", page | {"member": _member_of(request, user), "events": events})


@require_http_methods(GET_OR_POST)
@permission_required(Permission.MANAGE_USERS)
def user_member(request: SignedInRequest, pk: int) -> HttpResponse:
    """Link the account to a member, found by name within the units of the member role."""
    user = get_managed_user(request, pk)
    if request.method == "POST":
        return _link(request, user)
    name = request.GET.get("q", str(user))
    page = {
        "person": user,
        "q": name,
        "can_see_members": request.permissions.has_anywhere(Permission.VIEW_RECORDS),
        "member": _member_of(request, user),
        "found": _members_named(request, user, name)[:MEMBERS_SHOWN],
    }
    return render(request, "users/member.html", page)


def _link(request: SignedInRequest, user: User) -> HttpResponse:
    with refusal_as_message(request):
        if key := request.POST.get("member", ""):
            member = get_object_or_404(Member.objects.visible_to(request.user), pk=parse_pk(key))
            members.link_member(user=user, member=member, by=request.user)
        else:
            members.unlink_member(user=user, by=request.user)
        messages.success(request, _("The account is linked to the member."))
        return redirect("assignments:user_detail", user.pk)
    return redirect("assignments:user_member", user.pk)


def _members_named(request: SignedInRequest, user: User, name: str) -> MemberQuerySet:
    units = members.member_units(user, request.user)
    queryset = Member.objects.visible_to(request.user).filter(commune__in=units)
    for word in search_key(name).split():
        queryset = queryset.filter(search_key__contains=word)
    memberships = Membership.objects.visible_to(request.user).on(request.permissions.day).select_related("body")
    return queryset.select_related("user").prefetch_related(Prefetch("memberships", memberships, to_attr="today"))


def _member_of(request: SignedInRequest, user: User) -> Member | None:
    """The member whose account it is, if the user of the request can see members."""
    member: Member | None = Member.objects.visible_to(request.user).filter(user=user).first()
    return member


def _is_member(grants: Iterable[UnitAccess]) -> bool:
    return any(grant.role == Role.MEMBER for grant in grants)


@require_safe
@permission_required(Permission.MANAGE_USERS)
def user_visibility(request: SignedInRequest, pk: int) -> HttpResponse:
    """The units and records that a user can see."""
    user = get_managed_user(request, pk)
    permissions = permissions_for(user, request.permissions.day)
    page = {
        "person": user,
        "day": request.permissions.day,
        "roles": role_scopes(user, permissions) if user.is_active else [],
        "counts": visible_counts(permissions),
        "own": own_households(user, permissions.day)
        if permissions.has_anywhere(Permission.SEE_OWN_HOUSEHOLDS)
        else None,
    }
    return render(request, "users/visibility.html", page)


@require_safe
@permission_required(Permission.VIEW_RECORDS)
def household_viewers(request: SignedInRequest, pk: int) -> HttpResponse:
    """The users who can see a household."""
    household = get_object_or_404(Household.objects.visible_to(request.user).select_related("commune"), pk=pk)
    day = request.permissions.day
    return render(
        request,
        "users/viewers.html",
        {"household": household, "day": day, "seen": viewers_of_household(household, day)},
    )
