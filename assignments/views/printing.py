"""Printing: the user gives a reason, the access is recorded, then the sheet is shown."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from assignments.forms.fields import own_bodies
from assignments.models import Body
from assignments.printing import member_sheets
from assignments.views.base import member_of
from households.permissions import GET_OR_POST, SignedInRequest, permission_required
from lambinh.accounts.permissions import Permission
from lambinh.audit.models import AccessEvent
from lambinh.audit.services import record_access
from lambinh.lib.admin.reasons import Reason, ReasonForm
from lambinh.lib.forms.fields import DayField


class PrintForm(ReasonForm):
    """The day of the data, and the reason."""

    on = DayField(label=_("As of the day"), initial=timezone.localdate)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].initial = Reason.WORK


class CellPrintForm(PrintForm):
    """The list of a cell, or a page for each of its members."""

    layout = forms.ChoiceField(
        label=_("What to print"),
        choices=[("list", _("the list of the cell")), ("pages", _("a page for each member"))],
    )
    field_order = ("layout", "on")


@require_http_methods(GET_OR_POST)
@permission_required(Permission.VIEW_RECORDS)
@never_cache
def print_cell(request: SignedInRequest, pk: int) -> HttpResponse:
    """The list of a cell with the households of each member, or a sheet for each member."""
    permissions = request.permissions
    body: Body = get_object_or_404(own_bodies(permissions, Permission.VIEW_RECORDS), pk=pk)
    form = CellPrintForm(request.POST or None, initial={"layout": request.GET.get("layout", "list")})
    if not form.is_valid():
        back = reverse("assignments:members") + f"?body={pk}"
        return _render_confirm(request, form, body.name, back)
    day = form.cleaned_data["on"]
    sheets = member_sheets.of_cell(body, request.user, day)
    record_access(kind=AccessEvent.Kind.PRINT, target=f"assignments.body {pk}", reason=form.why, rows=len(sheets))
    page = {"body": body, "home": getattr(body, "home", None), "sheets": sheets, "day": day}
    page["households"] = len({row.assignment.household_id for sheet in sheets for row in sheet.assigned})
    template = (
        "assignments/printing/cell.html"
        if form.cleaned_data["layout"] == "list"
        else "assignments/printing/members.html"
    )
    return render(request, template, page)


@require_http_methods(GET_OR_POST)
@permission_required(Permission.VIEW_RECORDS)
@never_cache
def print_member(request: SignedInRequest, pk: int) -> HttpResponse:
    """The sheet of a member."""
    member = member_of(request, pk)
    form = PrintForm(request.POST or None)
    if not form.is_valid():
        return _render_confirm(request, form, str(member), reverse("assignments:member", args=[pk]))
    day = form.cleaned_data["on"]
    sheets = member_sheets.of_member(member, request.user, day)
    if not sheets:
        raise Http404
    record_access(kind=AccessEvent.Kind.PRINT, target=f"assignments.member {pk}", reason=form.why, rows=1, member=pk)
    return render(request, "assignments/printing/members.html", {"sheets": sheets, "day": day})


def _render_confirm(request: SignedInRequest, form: PrintForm, about: str, back: str) -> HttpResponse:
    page = {"form": form, "title": _now("Print"), "about": about, "back": back}
    return render(request, "assignments/printing/confirm.html", page)
