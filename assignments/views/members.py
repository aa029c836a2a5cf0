"""The page of a member, and the forms that change it from a day on."""

from collections.abc import Callable
from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from assignments.forms.members import (
    ExemptForm,
    LeaveForm,
    MemberDetailsForm,
    MembershipForm,
    NewMemberForm,
    NoLongerExemptForm,
)
from assignments.models import Assignment, Member, Membership, Tier
from assignments.presenters.end_notices import limited_until_warning, with_end_date
from assignments.presenters.links import desk_url, hand_over_url
from assignments.presenters.timeline import member_timeline
from assignments.resources import birth_shown
from assignments.services import members
from assignments.views.base import (
    MEMBERS,
    form_page,
    get_or_403,
    leaves_scope_warning,
    member_of,
    run_operation,
    validate_in_my_units,
)
from households.forms.base import FromDateForm
from households.permissions import GET_OR_POST, SignedInRequest, permission_required
from households.services.dated import PlannedEnd
from lambinh.accounts.permissions import Permission


@require_safe
@permission_required(Permission.VIEW_RECORDS)
def member(request: SignedInRequest, pk: int) -> HttpResponse:
    """The facts of today, and the timeline."""
    member, permissions = member_of(request, pk), request.permissions
    timeline = member_timeline(member, request.user, permissions)
    assignments = [entry.fact for entry in timeline if entry.puts_in_charge(*Tier)]
    in_charge = {fact.household_id for fact in assignments if isinstance(fact, Assignment)}
    page = {
        "member": member,
        "timeline": timeline,
        "now": [entry for entry in timeline if entry.tense == "current"],
        "membership": current_membership(request, member),
        "birth": birth_shown(member.birth_date),
        "load": len(in_charge),
        "hand_over": hand_over_url(member, permissions) if in_charge else "",
        "desk": desk_url(member),
        "day": permissions.day,
        "can_change": permissions.has_in(member.commune_id, Permission.CHANGE_RECORDS),
        "can_see_history": permissions.has_in(member.commune_id, Permission.SEE_JOURNAL),
    }
    return render(request, "assignments/members/member.html", page)


def current_membership(request: SignedInRequest, member: Member) -> Membership | None:
    memberships = Membership.objects.visible_to(request.user).on(request.permissions.day)
    membership: Membership | None = memberships.filter(member=member).select_related("body").first()
    return membership


@require_http_methods(GET_OR_POST)
@permission_required(Permission.CHANGE_RECORDS)
def member_new(request: SignedInRequest) -> HttpResponse:
    member = Member()
    form = NewMemberForm(request.POST or None, instance=member, permissions=request.permissions)
    if request.method == "POST" and form.is_valid():
        data = {name: form.cleaned_data[name] for name in ("body", "position", "on")}
        if validate_in_my_units(request, form, "body", data["body"].unit) and run_operation(
            form, lambda: members.add_member(member=member, by=request.user, **data)
        ):
            messages.success(request, _("The member is entered."))
            return redirect("assignments:member", member.pk)
    return form_page(request, MEMBERS, None, form, _("New member"), _("Enter the member"))


@require_http_methods(GET_OR_POST)
@permission_required(Permission.CHANGE_RECORDS)
def member_seat(request: SignedInRequest, pk: int) -> HttpResponse:
    """Another cell or position from a day on; leaving the user's units needs a confirmation."""
    member = get_or_403(request, member_of(request, pk))
    search = request.GET.get("q", "")[:100]
    membership = current_membership(request, member)
    current = {"body": membership.body, "position": membership.position} if membership else {}
    form = MembershipForm(request.POST or None, permissions=request.permissions, search=search, initial=current)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        ends = members.membership_planned_end(member=member, **data)
        if form.confirmed(
            leaves=leaves_scope_warning(request, data), for_a_time=limited_until_warning(ends)
        ) and run_operation(form, lambda: members.move_member(member=member, by=request.user, **data)):
            messages.success(request, with_end_date(_("The cell and position are recorded."), ends))
            is_visible = Member.objects.visible_to(request.user).filter(pk=pk).exists()
            return redirect("assignments:member", pk) if is_visible else redirect("assignments:members")
    title = _("New cell or position")
    return form_page(request, MEMBERS, member, form, title, _("Record it"), q=search, can_look=True)


@require_http_methods(GET_OR_POST)
@permission_required(Permission.CHANGE_RECORDS)
def member_exempt(request: SignedInRequest, pk: int) -> HttpResponse:
    """The start of an exemption, or the end of the current one."""
    member = get_or_403(request, member_of(request, pk))
    membership = current_membership(request, member)
    is_exempt = membership is not None and membership.is_exempt
    form: FromDateForm = (NoLongerExemptForm if is_exempt else ExemptForm)(request.POST or None)
    operation: Callable[..., object] = members.end_exemption if is_exempt else members.exempt_member
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        ends = _exemption_end(member, data["on"], data.get("last"), is_exempt=not is_exempt)
        if form.confirmed(for_a_time=limited_until_warning(ends)) and run_operation(
            form, lambda: operation(member=member, by=request.user, **data)
        ):
            messages.success(request, with_end_date(_("The exemption is recorded."), ends))
            return redirect("assignments:member", pk)
    title = _("Exempt no longer") if is_exempt else _("Exempt from … to …")
    return form_page(request, MEMBERS, member, form, title, _("Record it"))


def _exemption_end(member: Member, on: date, last: date | None, *, is_exempt: bool) -> PlannedEnd | None:
    """The end that a later entry sets to the new one; None if it has a last day of its own."""
    if last:
        return None
    return members.exemption_planned_end(member=member, is_exempt=is_exempt, on=on)


@require_http_methods(GET_OR_POST)
@permission_required(Permission.CHANGE_RECORDS)
def member_leave(request: SignedInRequest, pk: int) -> HttpResponse:
    """The last day of the membership; the message names the households that are to be handed over."""
    member = get_or_403(request, member_of(request, pk))
    form = LeaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        last_day = form.cleaned_data["last_day"]
        if run_operation(form, lambda: members.end_membership(member=member, last_day=last_day, by=request.user)):
            messages.success(request, _("The end of the membership is recorded."))
            if warning := _still_in_charge_warning(request, member, last_day):
                messages.warning(request, warning)
            return redirect("assignments:member", pk)
    return form_page(request, MEMBERS, member, form, _("The member leaves"), _("Record it"))


def _still_in_charge_warning(request: SignedInRequest, member: Member, last_day: date) -> str:
    """The warning about households that are still assigned after the last day, with a link to hand them over."""
    permissions = request.permissions
    day = max(permissions.day, last_day + timedelta(days=1))
    assignments = Assignment.objects.visible_to(request.user).on(day).in_charge().filter(member=member)
    number = assignments.order_by().values("household").distinct().count()
    if not number:
        return ""
    text = ngettext(
        "This member is still in charge of %(n)s household.",
        "This member is still in charge of %(n)s households.",
        number,
    ) % {"n": number}
    url = hand_over_url(member, permissions)
    return format_html('{} <a href="{}">{}</a>', text, url, _("Hand over all households")) if url else text


@require_http_methods(GET_OR_POST)
@permission_required(Permission.CHANGE_RECORDS)
def member_describe(request: SignedInRequest, pk: int) -> HttpResponse:
    """Name, birth date and contact: they are not dated."""
    member = get_or_403(request, member_of(request, pk))
    form = MemberDetailsForm(request.POST or None, instance=member)
    if request.method == "POST" and form.is_valid():
        changed_fields = form.changed_data
        if run_operation(
            form, lambda: members.update_member_details(member=member, changed=changed_fields, by=request.user)
        ):
            messages.success(request, _("The member is saved."))
            return redirect("assignments:member", pk)
    return form_page(request, MEMBERS, member_of(request, pk), form, _("Name, birth and contact"), _("Save"))
