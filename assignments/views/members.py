"""The page of a member, and what changes it from a day on."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from assignments.end_notices import for_a_time, with_end
from assignments.forms.members import (
    DescribeMemberForm,
    ExemptForm,
    LeaveForm,
    NewMemberForm,
    NoLongerExemptForm,
    SeatForm,
)
from assignments.links import desk_address, hand_over_address
from assignments.models import Assignment, Member, Membership, Tier
from assignments.resources import birth_shown
from assignments.services import members
from assignments.timeline import member_line
from assignments.views.base import MEMBERS, changeable, form_page, in_own_units, leads_out, member_of, tried
from households.permissions import FORM_METHODS, acting, needs, reach_of
from lambinh.accounts.permissions import Permission


@require_safe
@needs(Permission.SEE_PERSONS)
def member(request: HttpRequest, pk: int) -> HttpResponse:
    """What holds today, and everything that was and is to come."""
    shown, reach = member_of(request, pk), reach_of(request.user)
    line = member_line(shown, request.user, reach)
    in_charge = {one.fact.household_id for one in line if one.puts_in_charge(*Tier)}
    page = {
        "member": shown,
        "line": line,
        "now": [one for one in line if one.tense == "now"],
        "seat": seat_of(request, shown),
        "birth": birth_shown(shown.birth_date),
        "load": len(in_charge),
        "hand_over": hand_over_address(shown, reach) if in_charge else "",
        "desk": desk_address(shown),
        "day": reach.day,
        "may_change": reach.may_in(shown.commune_id, Permission.CHANGE_RECORDS),
        "may_history": reach.may_in(shown.commune_id, Permission.SEE_JOURNAL),
    }
    return render(request, "registers/member.html", page)


def seat_of(request: HttpRequest, shown: Member) -> Membership | None:
    today = Membership.objects.visible_to(request.user).on(reach_of(request.user).day)
    held: Membership | None = today.filter(member=shown).select_related("body").first()
    return held


@require_http_methods(FORM_METHODS)
@needs(Permission.CHANGE_RECORDS)
def member_new(request: HttpRequest) -> HttpResponse:
    made = Member()
    form = NewMemberForm(request.POST or None, instance=made, reach=reach_of(request.user))
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("body", "position", "on")}
        if in_own_units(request, form, "body", said["body"].unit) and tried(
            form, lambda: members.add_member(member=made, by=acting(request), **said)
        ):
            messages.success(request, _("The member is entered."))
            return redirect("member", made.pk)
    return form_page(request, MEMBERS, None, form, _("New member"), _("Enter the member"))


@require_http_methods(FORM_METHODS)
@needs(Permission.CHANGE_RECORDS)
def member_seat(request: HttpRequest, pk: int) -> HttpResponse:
    """Another cell or position from a day on; out of one's own units only when that is confirmed."""
    shown = changeable(request, member_of(request, pk))
    looked_for = request.GET.get("q", "")[:100]
    held = seat_of(request, shown)
    now = {"body": held.body, "position": held.position} if held else {}
    form = SeatForm(request.POST or None, reach=reach_of(request.user), looked_for=looked_for, initial=now)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        ends = members.seat_would_end(member=shown, **said)
        if form.confirmed(leaves=leads_out(request, said), for_a_time=for_a_time(ends)) and tried(
            form, lambda: members.seat_member(member=shown, by=acting(request), **said)
        ):
            messages.success(request, with_end(_("The cell and position are recorded."), ends))
            still = Member.objects.visible_to(request.user).filter(pk=pk).exists()
            return redirect("member", pk) if still else redirect("members")
    title = _("New cell or position")
    return form_page(request, MEMBERS, shown, form, title, _("Record it"), q=looked_for, can_look=True)


@require_http_methods(FORM_METHODS)
@needs(Permission.CHANGE_RECORDS)
def member_exempt(request: HttpRequest, pk: int) -> HttpResponse:
    """Exempt from … to …, or, of who is exempt today, no longer so."""
    shown = changeable(request, member_of(request, pk))
    held = seat_of(request, shown)
    is_exempt = held is not None and held.is_exempt
    form: Any = (NoLongerExemptForm if is_exempt else ExemptForm)(request.POST or None)
    operation: Any = members.end_exemption if is_exempt else members.exempt_member
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        ends = None
        if not said.get("last"):
            ends = members.exemption_would_end(member=shown, is_exempt=not is_exempt, on=said["on"])
        if form.confirmed(for_a_time=for_a_time(ends)) and tried(
            form, lambda: operation(member=shown, by=acting(request), **said)
        ):
            messages.success(request, with_end(_("The exemption is recorded."), ends))
            return redirect("member", pk)
    title = _("Exempt no longer") if is_exempt else _("Exempt from … to …")
    return form_page(request, MEMBERS, shown, form, title, _("Record it"))


@require_http_methods(FORM_METHODS)
@needs(Permission.CHANGE_RECORDS)
def member_leave(request: HttpRequest, pk: int) -> HttpResponse:
    """The last day as a member here; households that are still in the member's charge are to be handed over."""
    shown = changeable(request, member_of(request, pk))
    form = LeaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        last_day = form.cleaned_data["last_day"]
        if tried(form, lambda: members.leave(member=shown, last_day=last_day, by=acting(request))):
            messages.success(request, _("It is recorded that the member leaves."))
            if left := _left_in_charge(request, shown, last_day):
                messages.warning(request, left)
            return redirect("member", pk)
    return form_page(request, MEMBERS, shown, form, _("The member leaves"), _("Record it"))


def _left_in_charge(request: HttpRequest, member: Member, last_day: date) -> str:
    """How many households the member has in charge after the last day, and where they are handed over."""
    reach = reach_of(request.user)
    then = max(reach.day, last_day + timedelta(days=1))
    held = Assignment.objects.visible_to(request.user).on(then).in_charge().filter(member=member)
    number = held.order_by().values("household").distinct().count()
    if not number:
        return ""
    text = ngettext(
        "This member is still in charge of %(n)s household.",
        "This member is still in charge of %(n)s households.",
        number,
    ) % {"n": number}
    address = hand_over_address(member, reach)
    return format_html('{} <a href="{}">{}</a>', text, address, _("Hand over all households")) if address else text


@require_http_methods(FORM_METHODS)
@needs(Permission.CHANGE_RECORDS)
def member_describe(request: HttpRequest, pk: int) -> HttpResponse:
    """Name, birth date and the like, which have no days."""
    shown = changeable(request, member_of(request, pk))
    form = DescribeMemberForm(request.POST or None, instance=shown)
    if request.method == "POST" and form.is_valid():
        changed = form.changed_data
        if tried(form, lambda: members.describe_member(member=shown, changed=changed, by=acting(request))):
            messages.success(request, _("The member is saved."))
            return redirect("member", pk)
    return form_page(request, MEMBERS, member_of(request, pk), form, _("Name, birth and contact"), _("Save"))
