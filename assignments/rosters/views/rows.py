"""Pages that edit the rows of a checked import: correct values, fill them down, leave rows out."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assignments.rosters import tasks
from assignments.rosters.models import RosterImport, RosterRow
from assignments.rosters.review import edit_rows
from assignments.rosters.review.plan_page import row_filter_params
from assignments.rosters.review.row_form import RowForm
from assignments.rosters.views.access import import_for, importer_required
from assignments.rosters.views.imports import to_plan
from households.permissions import GET_OR_POST, current_user
from lambinh.lib.decorators import post_only
from lambinh.lib.refusals import refusal_as_message


@require_http_methods(GET_OR_POST)
@importer_required
def row(request: HttpRequest, pk: int, position: int) -> HttpResponse:
    """The form for the values of a row: a page, or a part of the plan's page for scripts."""
    roster_import = import_for(request, pk)
    row = _row_for(request, roster_import, position)
    form = RowForm(roster_import, row, request.POST or None, user=current_user(request))
    if request.method == "POST" and form.is_valid():
        texts, everywhere = form.changed_texts(), sorted(form.changed_everywhere())
        return _edit(
            request, roster_import, edit_rows.set_values, position=position, texts=texts, everywhere=everywhere
        )
    template = "rosters/_row_form.html" if request.headers.get("HX-Request") else "rosters/row.html"
    context = {"roster_import": roster_import, "row": row, "form": form}
    context |= {"params": _page_params(request), "plan_url": _plan_url(request, roster_import, position)}
    return render(request, template, context)


def to_row(request: HttpRequest, pk: int, position: int, field: str) -> HttpResponse:
    """Redirect to the form of a row."""
    return redirect("rosters:row", pk=pk, position=position)


@importer_required
@post_only(back_to=to_row)
def fill_down(request: HttpRequest, pk: int, position: int, field: str) -> HttpResponse:
    """Copy a value of a row to the empty cells below it."""
    roster_import = import_for(request, pk)
    if field not in _row_for(request, roster_import, position).values:
        raise Http404
    return _edit(request, roster_import, edit_rows.fill_down, position=position, field=field)


@importer_required
@post_only(back_to=to_plan)
def set_included(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave out the rows of the page without a tick, and include those with one."""
    on_page, included = _positions(request, "on_page"), _positions(request, "included")
    leave_out, take_in = sorted(on_page - included), sorted(on_page & included)
    return _edit(request, import_for(request, pk), edit_rows.set_included, leave_out=leave_out, take_in=take_in)


@importer_required
@post_only(back_to=to_plan)
def leave_out_invalid(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave out all invalid rows."""
    return _edit(request, import_for(request, pk), edit_rows.leave_out_invalid)


@importer_required
@post_only(back_to=to_plan)
def check_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Compare the rows with the present data."""
    _run(request, import_for(request, pk), edit_rows.check_again)
    return redirect("rosters:plan", pk=pk)


def _row_for(request: HttpRequest, roster_import: RosterImport, position: int) -> RosterRow:
    rows = RosterRow.objects.visible_to(request.user)
    row: RosterRow = get_object_or_404(rows, roster_import=roster_import, position=position)
    return row


def _positions(request: HttpRequest, name: str) -> set[int]:
    return {int(text) for text in request.POST.getlist(name) if text.isdecimal() and len(text) < 9}


def _edit(
    request: HttpRequest, roster_import: RosterImport, operation: edit_rows.Operation, **arguments: Any
) -> HttpResponse:
    """Carry out an operation, and return to the rows that the user came from."""
    if _run(request, roster_import, operation, **arguments):
        messages.success(request, _("Saved. The whole workbook was checked again."))
    return redirect(_plan_url(request, roster_import, arguments.get("position")))


def _run(request: HttpRequest, roster_import: RosterImport, operation: edit_rows.Operation, **arguments: Any) -> bool:
    """Carry out an operation; False if it was refused, or left to the background worker (the page says so)."""
    user, now = current_user(request), timezone.now()
    with refusal_as_message(request):
        if not roster_import.is_large:
            operation(roster_import.pk, **arguments, by=user, now=now)
            return True
        with transaction.atomic():
            edit_rows.request_edit(roster_import, operation, now=now, **arguments)
            tasks.check_import.enqueue(roster_import.pk, user.pk)
    return False


def _page_params(request: HttpRequest) -> dict[str, str]:
    """The rows of the plan that the user came from."""
    data = request.POST if request.method == "POST" else request.GET
    outcome = data.get("outcome", "")
    return ({"outcome": outcome} if outcome.isidentifier() else {}) | row_filter_params(data)


def _plan_url(request: HttpRequest, roster_import: RosterImport, position: int | None) -> str:
    url, params = reverse("rosters:plan", args=[roster_import.pk]), _page_params(request)
    return url + (f"?{urlencode(params)}" if params else "") + (f"#row-{position}" if position is not None else "")
