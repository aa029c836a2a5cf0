"""The pages of cells and agencies: the list, one with its members, a new one, and what is put right of one."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assignments import queries, row_markup
from assignments.forms.bodies import BodyFilter, BodyForm
from assignments.forms.fields import CHANGING_BODIES, SEEING_BODIES, own_bodies
from assignments.models import Body
from assignments.record_permissions import may_keep_body
from assignments.services import bodies as services_registers
from assignments.timeline import body_timeline
from assignments.views.base import BODIES, form_page, run_operation, validate_in_my_units
from assignments.views.lists import asked_of, page_of
from households.permissions import GET_OR_POST, SignedInRequest, current_user, permission_required
from lambinh.accounts.permissions import Permission


@require_safe
@permission_required(*SEEING_BODIES)
def bodies(request: SignedInRequest) -> HttpResponse:
    permissions = request.permissions
    form = BodyFilter(request.GET, permissions=permissions)
    page = page_of(request, queries.bodies(request.user, asked_of(form), permissions), *CHANGING_BODIES)
    shown = row_markup.body_rows(page["shown"], with_members=permissions.has_anywhere(Permission.VIEW_RECORDS))
    return render(request, "assignments/bodies/bodies.html", page | {"form": form, "table_rows": shown})


@require_safe
@permission_required(*SEEING_BODIES)
def body(request: SignedInRequest, pk: int) -> HttpResponse:
    """What it is, who sits there today with how many households in charge, and who sat there or will."""
    shown, permissions = _body_of(request, pk), request.permissions
    members = queries.members(request.user, {"body": shown}, permissions.day)
    lines = [queries.member_row(one) for one in members]
    page = {
        "body": shown,
        "rows": lines,
        "table_rows": row_markup.member_rows(lines, with_body=False),
        "line": body_timeline(shown, request.user, permissions),
        "day": permissions.day,
        "may_see": permissions.has_anywhere(Permission.VIEW_RECORDS),
        "may_change": may_keep_body(permissions, shown),
    }
    return render(request, "assignments/bodies/body.html", page)


@require_http_methods(GET_OR_POST)
@permission_required(*CHANGING_BODIES)
def body_new(request: SignedInRequest) -> HttpResponse:
    made = Body()
    form = BodyForm(request.POST or None, instance=made, permissions=request.permissions)
    ready = request.method == "POST" and form.is_valid() and _in_own_units(request, form)
    if ready and run_operation(form, lambda: services_registers.add_body(body=made, by=current_user(request))):
        messages.success(request, _("The cell or agency is entered."))
        return redirect("assignments:body", made.pk)
    return form_page(request, BODIES, None, form, _("New cell or agency"), _("Enter the cell or agency"))


@require_http_methods(GET_OR_POST)
@permission_required(*CHANGING_BODIES)
def body_describe(request: SignedInRequest, pk: int) -> HttpResponse:
    """Name, kind, tier and unit, none of which has days."""
    shown = _body_of(request, pk)
    if not may_keep_body(request.permissions, shown):
        raise PermissionDenied
    form = BodyForm(request.POST or None, instance=shown, permissions=request.permissions)
    if request.method == "POST" and form.is_valid() and _in_own_units(request, form):
        changed = form.changed_data
        if run_operation(
            form, lambda: services_registers.update_body(body=shown, changed=changed, by=current_user(request))
        ):
            messages.success(request, _("The cell or agency is saved."))
            return redirect("assignments:body", pk)
    return form_page(request, BODIES, _body_of(request, pk), form, _("Name, kind and unit"), _("Save"))


def _body_of(request: SignedInRequest, pk: int) -> Body:
    seen = own_bodies(request.permissions, *SEEING_BODIES)
    found: Body = get_object_or_404(seen, pk=pk)
    return found


def _in_own_units(request: SignedInRequest, form: BodyForm) -> bool:
    return validate_in_my_units(request, form, "unit", form.cleaned_data["unit"], CHANGING_BODIES)
