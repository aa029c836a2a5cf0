"""The page of a member, and what changes it from a day on."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from assignments.end_notices import limited_until_warning, with_end_date
from assignments.forms.members import (
    ExemptForm,
    LeaveForm,
    MemberDetailsForm,
    MembershipForm,
    NewMemberForm,
    NoLongerExemptForm,
)
from assignments.links import desk_url, hand_over_url
from assignments.models import Assignment, Member, Membership, Tier
from assignments.resources import birth_shown
from assignments.services import members
from assignments.timeline import member_timeline
from assignments.views.base import (
    MEMBERS,
    form_page,
    get_or_403,
    leaves_scope_warning,
    member_of,
    run_operation,
    validate_in_my_units,
)
from households.permissions import GET_OR_POST, SignedInRequest, current_user, permission_required
from lambinh.accounts.permissions import Permission


@require_safe
@permission_required(Permission.VIEW_RECORDS)
def member(request: SignedInRequest, pk: int) -> HttpResponse:
    """What holds today, and everything that was and is to come."""
    shown, permissions = member_of(request, pk), request.permissions
    line = member_timeline(shown, request.user, permissions)
    in_charge = {one.fact.household_id for one in line if one.puts_in_charge(*Tier)}
    page = {
        "member": shown,
        "line": line,
        "now": [one for one in line if one.tense == "now"],
        "seat": current_membership(request, shown),
        "birth": birth_shown(shown.birth_date),
        "load": len(in_charge),
        "hand_over": hand_over_url(shown, permissions) if in_charge else "",
        "desk": desk_url(shown),
        "day": permissions.day,
        "may_change": permissions.has_in(shown.commune_id, Permission.CHANGE_RECORDS),
        "may_history": permissions.has_in(shown.commune_id, Permission.SEE_JOURNAL),
    }
    return render(request, "assignments/members/member.html", page)


def current_membership(request: SignedInRequest, shown: Member) -> Membership | None:
    today = Membership.objects.visible_to(request.user).on(request.permissions.day)
    held: Membership | None = today.filter(member=shown).select_related("body").first()
    return held


@require_http_methods(GET_OR_POST)
@permission_required(Permission.CHANGE_RECORDS)
def member_new(request: SignedInRequest) -> HttpResponse:
    made = Member()
    form = NewMemberForm(request.POST or None, instance=made, permissions=request.permissions)
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("body", "position", "on")}
        if validate_in_my_units(request, form, "body", said["body"].unit) and run_operation(
            form, lambda: members.add_member(member=made, by=current_user(request), **said)
        ):
            messages.success(request, _("The member is entered."))
            return redirect("assignments:member", made.pk)
    return form_page(request, MEMBERS, None, form, _("New member"), _("Enter the member"))


@require_http_methods(GET_OR_POST)
@permission_required(Permission.CHANGE_RECORDS)
def member_seat(request: SignedInRequest, pk: int) -> HttpResponse:
    """Another cell or position from a day on; out of one's own units only when that is confirmed."""
    shown = get_or_403(request, member_of(request, pk))
    search = request.GET.get("q", "")[:100]
    held = current_membership(request, shown)
    now = {"body": held.body, "position": held.position} if held else {}
    form = MembershipForm(request.POST or None, permissions=request.permissions, search=search, initial=now)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        ends = members.membership_planned_end(member=shown, **said)
        if form.confirmed(
            leaves=leaves_scope_warning(request, said), for_a_time=limited_until_warning(ends)
        ) and run_operation(form, lambda: members.move_member(member=shown, by=current_user(request), **said)):
            messages.success(request, with_end_date(_("The cell and position are recorded."), ends))
            still = Member.objects.visible_to(request.user).filter(pk=pk).exists()
            return redirect("assignments:member", pk) if still else redirect("assignments:members")
    title = _("New cell or position")
    return form_page(request, MEMBERS, shown, form, title, _("Record it"), q=search, can_look=True)


@require_http_methods(GET_OR_POST)
@permission_required(Permission.CHANGE_RECORDS)
def member_exempt(request: SignedInRequest, pk: int) -> HttpResponse:
    """Exempt from … to …, or, of who is exempt today, no longer so."""
    shown = get_or_403(request, member_of(request, pk))
    held = current_membership(request, shown)
    is_exempt = held is not None and held.is_exempt
    form: Any = (NoLongerExemptForm if is_exempt else ExemptForm)(request.POST or None)
    operation: Any = members.end_exemption if is_exempt else members.exempt_member
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        ends = None
        if not said.get("last"):
            ends = members.exemption_planned_end(member=shown, is_exempt=not is_exempt, on=said["on"])
        if form.confirmed(for_a_time=limited_until_warning(ends)) and run_operation(
            form, lambda: operation(member=shown, by=current_user(request), **said)
        ):
            messages.success(request, with_end_date(_("The exemption is recorded."), ends))
            return redirect("assignments:member", pk)
    title = _("Exempt no longer") if is_exempt else _("Exempt from … to …")
    return form_page(request, MEMBERS, shown, form, title, _("Record it"))


@require_http_methods(GET_OR_POST)
@permission_required(Permission.CHANGE_RECORDS)
def member_leave(request: SignedInRequest, pk: int) -> HttpResponse:
    """The last day as a member here; households that are still in the member's charge are to be handed over."""
    shown = get_or_403(request, member_of(request, pk))
    form = LeaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        last_day = form.cleaned_data["last_day"]
        if run_operation(
            form, lambda: members.end_membership(member=shown, last_day=last_day, by=current_user(request))
        ):
            messages.success(request, _("It is recorded that the member leaves."))
            if left := _left_in_charge(request, shown, last_day):
                messages.warning(request, left)
            return redirect("assignments:member", pk)
    return form_page(request, MEMBERS, shown, form, _("The member leaves"), _("Record it"))


def _left_in_charge(request: SignedInRequest, member: Member, last_day: date) -> str:
    """How many households the member has in charge after the last day, and where they are handed over."""
    permissions = request.permissions
    then = max(permissions.day, last_day + timedelta(days=1))
    held = Assignment.objects.visible_to(request.user).on(then).in_charge().filter(member=member)
    number = held.order_by().values("household").distinct().count()
    if not number:
        return ""
    text = ngettext(
        "This member is still in charge of %(n)s household.",
        "This member is still in charge of %(n)s households.",
        number,
    ) % {"n": number}
    address = hand_over_url(member, permissions)
    return format_html('{} <a href="{}">{}</a>', text, address, _("Hand over all households")) if address else text


@require_http_methods(GET_OR_POST)
@permission_required(Permission.CHANGE_RECORDS)
def member_describe(request: SignedInRequest, pk: int) -> HttpResponse:
    """Name, birth date and the like, which have no days."""
    shown = get_or_403(request, member_of(request, pk))
    form = MemberDetailsForm(request.POST or None, instance=shown)
    if request.method == "POST" and form.is_valid():
        changed = form.changed_data
        if run_operation(
            form, lambda: members.update_member_details(member=shown, changed=changed, by=current_user(request))
        ):
            messages.success(request, _("The member is saved."))
            return redirect("assignments:member", pk)
    return form_page(request, MEMBERS, member_of(request, pk), form, _("Name, birth and contact"), _("Save"))
