"""The pages of decisions: the list, one with the households in charge by it, a new one, and what is put right."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assignments import queries
from assignments.forms.decisions import DecisionFilter, DecisionForm
from assignments.models import Decision
from assignments.record_permissions import may_keep_decision
from assignments.services import decisions as decisions_
from assignments.views.base import DECISIONS, form_page, run_operation
from assignments.views.lists import asked_of, page_of
from households.permissions import GET_OR_POST, SignedInRequest, current_user, permission_required
from lambinh.accounts.permissions import Permission


@require_safe
@permission_required(Permission.VIEW_RECORDS)
def decisions(request: SignedInRequest) -> HttpResponse:
    form = DecisionFilter(request.GET)
    found = queries.decisions(request.user, asked_of(form), request.permissions.day)
    page = page_of(request, found, Permission.CHANGE_DECISIONS)
    return render(request, "assignments/decisions/decisions.html", page | {"form": form})


@require_safe
@permission_required(Permission.VIEW_RECORDS)
def decision(request: SignedInRequest, pk: int) -> HttpResponse:
    """What it says, and which of the households that one may see are in whose charge by it today."""
    shown, day = get_object_or_404(Decision.objects.select_related("unit"), pk=pk), request.permissions.day
    under = queries.in_charge(request.user, day).filter(decision=shown).with_carer()
    under = under.select_related("household__commune").order_by("household__sort_key", "household_id", "tier")
    page = page_of(request, under)
    page |= {
        "decision": shown,
        "day": day,
        "may_change": may_keep_decision(request.permissions, shown.unit_id),
    }
    return render(request, "assignments/decisions/decision.html", page)


@require_http_methods(GET_OR_POST)
@permission_required(Permission.CHANGE_DECISIONS)
def decision_new(request: SignedInRequest) -> HttpResponse:
    made = Decision()
    form = DecisionForm(request.POST or None, instance=made, permissions=request.permissions)
    ready = request.method == "POST" and form.is_valid()
    if ready and run_operation(form, lambda: decisions_.add_decision(decision=made, by=current_user(request))):
        messages.success(request, _("The decision is entered."))
        return redirect("assignments:decision", made.pk)
    return form_page(request, DECISIONS, None, form, _("New decision"), _("Enter the decision"))


@require_http_methods(GET_OR_POST)
@permission_required(Permission.CHANGE_DECISIONS)
def decision_describe(request: SignedInRequest, pk: int) -> HttpResponse:
    """By the office of the unit that issued it, or one above it; others read it."""
    shown, permissions = get_object_or_404(Decision, pk=pk), request.permissions
    if not may_keep_decision(permissions, shown.unit_id):
        raise PermissionDenied
    form = DecisionForm(request.POST or None, instance=shown, permissions=permissions)
    if request.method == "POST" and form.is_valid():
        changed = form.changed_data
        if run_operation(
            form, lambda: decisions_.update_decision(decision=shown, changed=changed, by=current_user(request))
        ):
            messages.success(request, _("The decision is saved."))
            return redirect("assignments:decision", pk)
    before = get_object_or_404(Decision, pk=pk)
    return form_page(request, DECISIONS, before, form, _("Number, day and issuer"), _("Save"))
