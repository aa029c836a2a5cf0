"""The pages of decisions: list, detail with its assignments of today, new, details form."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assignments.forms.decisions import DecisionFilter, DecisionForm
from assignments.models import Decision
from assignments.queries import lists
from assignments.record_permissions import can_change_decision
from assignments.services import decisions as services
from assignments.views.base import DECISIONS, form_page, run_operation
from assignments.views.lists import filters_of, page_of
from households.permissions import GET_OR_POST, SignedInRequest, permission_required
from lambinh.accounts.permissions import Permission


@require_safe
@permission_required(Permission.VIEW_RECORDS)
def decisions(request: SignedInRequest) -> HttpResponse:
    form = DecisionFilter(request.GET)
    queryset = lists.decisions(request.user, filters_of(form), request.permissions.day)
    page = page_of(request, queryset, Permission.CHANGE_DECISIONS)
    return render(request, "assignments/decisions/decisions.html", page | {"form": form})


@require_safe
@permission_required(Permission.VIEW_RECORDS)
def decision(request: SignedInRequest, pk: int) -> HttpResponse:
    """The decision, and the assignments of today by it that the user can see."""
    decision, day = get_object_or_404(Decision.objects.select_related("unit"), pk=pk), request.permissions.day
    assignments = lists.in_charge(request.user, day).filter(decision=decision).with_carer()
    with_households = assignments.select_related("household__commune")
    page = page_of(request, with_households.order_by("household__sort_key", "household_id", "tier"))
    context = page | {
        "decision": decision,
        "day": day,
        "can_change": can_change_decision(request.permissions, decision.unit_id),
    }
    return render(request, "assignments/decisions/decision.html", context)


@require_http_methods(GET_OR_POST)
@permission_required(Permission.CHANGE_DECISIONS)
def decision_new(request: SignedInRequest) -> HttpResponse:
    decision = Decision()
    form = DecisionForm(request.POST or None, instance=decision, permissions=request.permissions)
    ready = request.method == "POST" and form.is_valid()
    if ready and run_operation(form, lambda: services.add_decision(decision=decision, by=request.user)):
        messages.success(request, _("The decision is entered."))
        return redirect("assignments:decision", decision.pk)
    return form_page(request, DECISIONS, None, form, _("New decision"), _("Enter the decision"))


@require_http_methods(GET_OR_POST)
@permission_required(Permission.CHANGE_DECISIONS)
def decision_describe(request: SignedInRequest, pk: int) -> HttpResponse:
    """For the office of the unit that issued the decision, or one above it."""
    decision, permissions = get_object_or_404(Decision, pk=pk), request.permissions
    if not can_change_decision(permissions, decision.unit_id):
        raise PermissionDenied
    form = DecisionForm(request.POST or None, instance=decision, permissions=permissions)
    if request.method == "POST" and form.is_valid():
        changed_fields = form.changed_data
        if run_operation(
            form, lambda: services.update_decision(decision=decision, changed=changed_fields, by=request.user)
        ):
            messages.success(request, _("The decision is saved."))
            return redirect("assignments:decision", pk)
    stored = get_object_or_404(Decision, pk=pk)
    return form_page(request, DECISIONS, stored, form, _("Number, day and issuer"), _("Save"))
