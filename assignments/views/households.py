"""The page of a household, and what changes it from a day on."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assignments.end_notices import limited_until_warning, with_end_date
from assignments.links import village_desk_address
from assignments.models import Tier
from assignments.timeline import household_timeline
from assignments.views.base import (
    HOUSEHOLDS,
    form_page,
    get_or_403,
    household_of,
    leaves_scope_warning,
    run_operation,
    validate_in_my_units,
)
from households.forms.households import HouseholdDetailsForm, MoveForm, NewHouseholdForm, PovertyClassForm
from households.models import Household, PovertyStatus, Residence
from households.permissions import GET_OR_POST, SignedInRequest, current_user, permission_required
from households.services import dated, households
from lambinh.accounts.permissions import Permission


@require_safe
@permission_required(Permission.VIEW_RECORDS)
def household(request: SignedInRequest, pk: int) -> HttpResponse:
    """What holds today, and everything that was and is to come."""
    shown, permissions = household_of(request, pk), request.permissions
    line = household_timeline(shown, request.user, permissions)
    home = next((one.fact.village_id for one in line if one.kind == "residence" and one.tense == "now"), None)
    page = {
        "household": shown,
        "line": line,
        "now": [one for one in line if one.tense == "now"],
        "in_charge": any(one.puts_in_charge(Tier.COMMUNE) for one in line),
        "desk": village_desk_address(shown, home) if home else "",
        "day": permissions.day,
        "may_change": permissions.has_in(shown.commune_id, Permission.CHANGE_RECORDS),
        "may_history": permissions.has_in(shown.commune_id, Permission.SEE_JOURNAL),
        "may_open": shown.citizen_id_last4 and permissions.has_in(shown.commune_id, Permission.OPEN_CITIZEN_IDS),
    }
    return render(request, "assignments/households/household.html", page)


@require_http_methods(GET_OR_POST)
@permission_required(Permission.CHANGE_RECORDS)
def household_new(request: SignedInRequest) -> HttpResponse:
    made = Household()
    form = NewHouseholdForm(request.POST or None, instance=made, permissions=request.permissions)
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("village", "on", "poverty_class")}
        if validate_in_my_units(request, form, "village", said["village"]) and run_operation(
            form, lambda: households.add_household(household=made, by=current_user(request), **said)
        ):
            messages.success(request, _("The household is entered."))
            return redirect("assignments:household", made.pk)
    return form_page(request, HOUSEHOLDS, None, form, _("New household"), _("Enter the household"))


@require_http_methods(GET_OR_POST)
@permission_required(Permission.CHANGE_RECORDS)
def household_move(request: SignedInRequest, pk: int) -> HttpResponse:
    """Another village from a day on; out of one's own units only when that is confirmed."""
    shown = get_or_403(request, household_of(request, pk))
    search = request.GET.get("q", "")[:100]
    form = MoveForm(request.POST or None, permissions=request.permissions, search=search)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        home = Residence(household=shown, village=said["village"])
        ends = dated.planned_end(home, owner="household", on=said["on"])
        if form.confirmed(
            leaves=leaves_scope_warning(request, said), for_a_time=limited_until_warning(ends)
        ) and run_operation(form, lambda: households.move_household(household=shown, by=current_user(request), **said)):
            messages.success(request, with_end_date(_("It is recorded that the household moves."), ends))
            still = Household.objects.visible_to(request.user).filter(pk=pk).exists()
            return redirect("assignments:household", pk) if still else redirect("assignments:households")
    title = _("The household moves")
    return form_page(request, HOUSEHOLDS, shown, form, title, _("Record the move"), q=search, can_look=True)


@require_http_methods(GET_OR_POST)
@permission_required(Permission.CHANGE_RECORDS)
def household_class(request: SignedInRequest, pk: int) -> HttpResponse:
    shown = get_or_403(request, household_of(request, pk))
    form = PovertyClassForm(request.POST or None, initial={"year": timezone.localdate().year})
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        on = said.pop("on")
        ends = dated.planned_end(PovertyStatus(household=shown, **said), owner="household", on=on)
        if form.confirmed(for_a_time=limited_until_warning(ends)) and run_operation(
            form, lambda: households.change_poverty_class(household=shown, on=on, by=current_user(request), **said)
        ):
            messages.success(request, with_end_date(_("The class is recorded."), ends))
            return redirect("assignments:household", pk)
    return form_page(request, HOUSEHOLDS, shown, form, _("The class changes"), _("Record the class"))


@require_http_methods(GET_OR_POST)
@permission_required(Permission.CHANGE_RECORDS)
def household_describe(request: SignedInRequest, pk: int) -> HttpResponse:
    """Head, size and the like, which have no days."""
    shown = get_or_403(request, household_of(request, pk))
    form = HouseholdDetailsForm(request.POST or None, instance=shown)
    if request.method == "POST" and form.is_valid():
        changed = form.changed_data
        if run_operation(
            form,
            lambda: households.update_household_details(household=shown, changed=changed, by=current_user(request)),
        ):
            messages.success(request, _("The household is saved."))
            return redirect("assignments:household", pk)
    return form_page(request, HOUSEHOLDS, household_of(request, pk), form, _("Head, size and contact"), _("Save"))
