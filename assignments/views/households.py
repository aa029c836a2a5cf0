"""The page of a household, and the forms that change it from a day on."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assignments.models import Tier
from assignments.presenters.end_notices import limited_until_warning, with_end_date
from assignments.presenters.links import village_desk_url
from assignments.presenters.timeline import household_timeline
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
from households.permissions import GET_OR_POST, SignedInRequest, permission_required
from households.services import dated, households
from lambinh.accounts.permissions import Permission


@require_safe
@permission_required(Permission.VIEW_RECORDS)
def household(request: SignedInRequest, pk: int) -> HttpResponse:
    """The facts of today, and the timeline."""
    household, permissions = household_of(request, pk), request.permissions
    timeline = household_timeline(household, request.user, permissions)
    current = [entry for entry in timeline if entry.tense == "current"]
    village = next((entry.fact.village_id for entry in current if isinstance(entry.fact, Residence)), None)
    page = {
        "household": household,
        "timeline": timeline,
        "now": current,
        "in_charge": any(entry.puts_in_charge(Tier.COMMUNE) for entry in timeline),
        "desk": village_desk_url(household, village) if village else "",
        "day": permissions.day,
        "can_change": permissions.has_in(household.commune_id, Permission.CHANGE_RECORDS),
        "can_see_history": permissions.has_in(household.commune_id, Permission.SEE_JOURNAL),
        "can_open_citizen_id": household.citizen_id_last4
        and permissions.has_in(household.commune_id, Permission.OPEN_CITIZEN_IDS),
    }
    return render(request, "assignments/households/household.html", page)


@require_http_methods(GET_OR_POST)
@permission_required(Permission.CHANGE_RECORDS)
def household_new(request: SignedInRequest) -> HttpResponse:
    household = Household()
    form = NewHouseholdForm(request.POST or None, instance=household, permissions=request.permissions)
    if request.method == "POST" and form.is_valid():
        data = {name: form.cleaned_data[name] for name in ("village", "on", "poverty_class")}
        if validate_in_my_units(request, form, "village", data["village"]) and run_operation(
            form, lambda: households.add_household(household=household, by=request.user, **data)
        ):
            messages.success(request, _("The household is entered."))
            return redirect("assignments:household", household.pk)
    return form_page(request, HOUSEHOLDS, None, form, _("New household"), _("Enter the household"))


@require_http_methods(GET_OR_POST)
@permission_required(Permission.CHANGE_RECORDS)
def household_move(request: SignedInRequest, pk: int) -> HttpResponse:
    """Another village from a day on; a move out of the user's units needs a confirmation."""
    household = get_or_403(request, household_of(request, pk))
    search = request.GET.get("q", "")[:100]
    form = MoveForm(request.POST or None, permissions=request.permissions, search=search)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        residence = Residence(household=household, village=data["village"])
        ends = dated.planned_end(residence, owner="household", on=data["on"])
        if form.confirmed(
            leaves=leaves_scope_warning(request, data), for_a_time=limited_until_warning(ends)
        ) and run_operation(form, lambda: households.move_household(household=household, by=request.user, **data)):
            messages.success(request, with_end_date(_("The move is recorded."), ends))
            is_visible = Household.objects.visible_to(request.user).filter(pk=pk).exists()
            return redirect("assignments:household", pk) if is_visible else redirect("assignments:households")
    title = _("The household moves")
    return form_page(request, HOUSEHOLDS, household, form, title, _("Record the move"), q=search, can_look=True)


@require_http_methods(GET_OR_POST)
@permission_required(Permission.CHANGE_RECORDS)
def household_class(request: SignedInRequest, pk: int) -> HttpResponse:
    household = get_or_403(request, household_of(request, pk))
    form = PovertyClassForm(request.POST or None, initial={"year": timezone.localdate().year})
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        on = data.pop("on")
        ends = dated.planned_end(PovertyStatus(household=household, **data), owner="household", on=on)
        if form.confirmed(for_a_time=limited_until_warning(ends)) and run_operation(
            form, lambda: households.change_poverty_class(household=household, on=on, by=request.user, **data)
        ):
            messages.success(request, with_end_date(_("The class is recorded."), ends))
            return redirect("assignments:household", pk)
    return form_page(request, HOUSEHOLDS, household, form, _("The class changes"), _("Record the class"))


@require_http_methods(GET_OR_POST)
@permission_required(Permission.CHANGE_RECORDS)
def household_describe(request: SignedInRequest, pk: int) -> HttpResponse:
    """Head, size and contact: they are not dated."""
    household = get_or_403(request, household_of(request, pk))
    form = HouseholdDetailsForm(request.POST or None, instance=household)
    if request.method == "POST" and form.is_valid():
        changed_fields = form.changed_data
        if run_operation(
            form,
            lambda: households.update_household_details(household=household, changed=changed_fields, by=request.user),
        ):
            messages.success(request, _("The household is saved."))
            return redirect("assignments:household", pk)
    return form_page(request, HOUSEHOLDS, household_of(request, pk), form, _("Head, size and contact"), _("Save"))
