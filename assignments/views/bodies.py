"""The pages of cells and agencies: list, detail with members, new, details form."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assignments.forms.bodies import BodyFilter, BodyForm
from assignments.forms.fields import CHANGING_BODIES, SEEING_BODIES, own_bodies
from assignments.models import Body
from assignments.presenters import row_markup
from assignments.presenters.timeline import body_timeline
from assignments.queries import lists
from assignments.record_permissions import can_change_body
from assignments.services import bodies as services
from assignments.views.base import BODIES, form_page, run_operation, validate_in_my_units
from assignments.views.lists import filters_of, page_of
from households.permissions import GET_OR_POST, SignedInRequest, permission_required
from lambinh.accounts.permissions import Permission


@require_safe
@permission_required(*SEEING_BODIES)
def bodies(request: SignedInRequest) -> HttpResponse:
    permissions = request.permissions
    form = BodyFilter(request.GET, permissions=permissions)
    page = page_of(request, lists.bodies(request.user, filters_of(form), permissions), *CHANGING_BODIES)
    table_rows = row_markup.body_rows(page["page_obj"], with_members=permissions.has_anywhere(Permission.VIEW_RECORDS))
    return render(request, "assignments/bodies/bodies.html", page | {"form": form, "table_rows": table_rows})


@require_safe
@permission_required(*SEEING_BODIES)
def body(request: SignedInRequest, pk: int) -> HttpResponse:
    """The body with its members of today and their households, and its former and future members."""
    body, permissions = _get_body(request, pk), request.permissions
    members = lists.members(request.user, {"body": body}, permissions.day)
    rows = [lists.member_row(row) for row in members]
    page = {
        "body": body,
        "rows": rows,
        "table_rows": row_markup.member_rows(rows, with_body=False),
        "timeline": body_timeline(body, request.user, permissions),
        "day": permissions.day,
        "can_see_members": permissions.has_anywhere(Permission.VIEW_RECORDS),
        "can_change": can_change_body(permissions, body),
    }
    return render(request, "assignments/bodies/body.html", page)


@require_http_methods(GET_OR_POST)
@permission_required(*CHANGING_BODIES)
def body_new(request: SignedInRequest) -> HttpResponse:
    body = Body()
    form = BodyForm(request.POST or None, instance=body, permissions=request.permissions)
    ready = request.method == "POST" and form.is_valid() and _is_in_my_units(request, form)
    if ready and run_operation(form, lambda: services.add_body(body=body, by=request.user)):
        messages.success(request, _("The cell or agency is entered."))
        return redirect("assignments:body", body.pk)
    return form_page(request, BODIES, None, form, _("New cell or agency"), _("Enter the cell or agency"))


@require_http_methods(GET_OR_POST)
@permission_required(*CHANGING_BODIES)
def body_describe(request: SignedInRequest, pk: int) -> HttpResponse:
    """Name, kind, tier and unit: they are not dated."""
    body = _get_body(request, pk)
    if not can_change_body(request.permissions, body):
        raise PermissionDenied
    form = BodyForm(request.POST or None, instance=body, permissions=request.permissions)
    if request.method == "POST" and form.is_valid() and _is_in_my_units(request, form):
        changed_fields = form.changed_data
        if run_operation(form, lambda: services.update_body(body=body, changed=changed_fields, by=request.user)):
            messages.success(request, _("The cell or agency is saved."))
            return redirect("assignments:body", pk)
    return form_page(request, BODIES, _get_body(request, pk), form, _("Name, kind and unit"), _("Save"))


def _get_body(request: SignedInRequest, pk: int) -> Body:
    body: Body = get_object_or_404(own_bodies(request.permissions, *SEEING_BODIES), pk=pk)
    return body


def _is_in_my_units(request: SignedInRequest, form: BodyForm) -> bool:
    return validate_in_my_units(request, form, "unit", form.cleaned_data["unit"], CHANGING_BODIES)
