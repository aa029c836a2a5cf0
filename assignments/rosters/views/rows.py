"""Pages that mend a checked import: a row's values, one value in all rows, rows left out."""

from collections.abc import Callable
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
from assignments.rosters.views.imports import for_importers, import_for, to_plan
from households.permissions import GET_OR_POST
from lambinh.lib.decorators import post_only
from lambinh.lib.refusals import refusal_as_message


@require_http_methods(GET_OR_POST)
@for_importers
def row(request: HttpRequest, pk: int, position: int) -> HttpResponse:
    """One row with a field for each of its values; a part of the plan's page where scripts run."""
    roster_import = import_for(request, pk)
    found: RosterRow = get_object_or_404(
        RosterRow.objects.visible_to(request.user), roster_import=roster_import, position=position
    )
    form = RowForm(roster_import, found, request.POST or None, user=request.user)  # type: ignore[arg-type]
    if request.method == "POST":
        if field := request.POST.get("fill", ""):
            return _mended(request, roster_import, lambda: _fill(request, roster_import, found, field), position)
        if form.is_valid():
            return _mended(request, roster_import, lambda: _save(request, roster_import, found, form), position)
    name = "rosters/_row_form.html" if request.headers.get("HX-Request") else "rosters/row.html"
    page = {"roster_import": roster_import, "row": found, "form": form}
    page |= {"asked": _asked(request), "back": _back_to(request, roster_import, position)}
    return render(request, name, page)


def _fill(request: HttpRequest, roster_import: RosterImport, row: RosterRow, field: str) -> bool:
    if field not in row.values:
        raise Http404
    if roster_import.is_large:
        return _hand_over(request, roster_import, "fill_down", position=row.position, field=field)
    edit_rows.fill_down(roster_import.pk, row.position, field, **_who_and_when(request))
    return True


def _save(request: HttpRequest, roster_import: RosterImport, row: RosterRow, form: RowForm) -> bool:
    texts, everywhere = form.said(), form.everywhere()
    if roster_import.is_large:
        details = {"position": row.position, "texts": texts, "everywhere": sorted(everywhere)}
        return _hand_over(request, roster_import, "type_values", **details)
    edit_rows.set_values(roster_import.pk, row.position, texts, everywhere=everywhere, **_who_and_when(request))
    return True


def _hand_over(request: HttpRequest, roster_import: RosterImport, what: str, **details: Any) -> bool:
    """Let the background worker mend a large import; False: it is not done yet."""
    with transaction.atomic():
        edit_rows.ask(roster_import, what, now=timezone.now(), **details)
        tasks.check_import.enqueue(roster_import.pk, int(request.user.pk or 0))
    return False


def _who_and_when(request: HttpRequest) -> dict[str, Any]:
    return {"by": request.user, "now": timezone.now()}


@for_importers
@post_only(back_to=to_plan)
def tick(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave out the rows of the page that are not ticked, take in those that are; or leave out all invalid ones."""
    roster_import = import_for(request, pk)
    shown, taken = _positions(request, "shown"), _positions(request, "taken")
    out, back = sorted(shown - taken), sorted(shown & taken)

    def work() -> bool:
        if "invalid" in request.POST:
            if roster_import.is_large:
                return _hand_over(request, roster_import, "leave_out_invalid")
            edit_rows.leave_out_invalid(roster_import.pk, **_who_and_when(request))
        elif roster_import.is_large:
            return _hand_over(request, roster_import, "tick", leave_out=out, take_in=back)
        else:
            edit_rows.set_included(roster_import.pk, leave_out=out, take_in=back, **_who_and_when(request))
        return True

    return _mended(request, roster_import, work, None)


def _positions(request: HttpRequest, name: str) -> set[int]:
    return {int(text) for text in request.POST.getlist(name) if text.isdecimal() and len(text) < 9}


@for_importers
@post_only(back_to=to_plan)
def check_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Compare the rows with the data of this moment."""
    roster_import = import_for(request, pk)
    with refusal_as_message(request):
        if roster_import.is_large:
            _hand_over(request, roster_import, "check_again")
        else:
            edit_rows.check_again(roster_import.pk, **_who_and_when(request))
    return redirect("rosters:plan", pk=pk)


def _mended(
    request: HttpRequest, roster_import: RosterImport, work: Callable[[], bool], position: int | None
) -> HttpResponse:
    """Answer once `work` is done (True), or handed to the background worker, of which the page tells."""
    with refusal_as_message(request):
        if work():
            messages.success(request, _("Saved. The whole workbook was checked again."))
    return redirect(_back_to(request, roster_import, position))


def _asked(request: HttpRequest) -> dict[str, str]:
    """Which rows of the plan the person came from."""
    said = request.POST if request.method == "POST" else request.GET
    outcome = said.get("outcome", "")
    return ({"outcome": outcome} if outcome.isidentifier() else {}) | row_filter_params(said)


def _back_to(request: HttpRequest, roster_import: RosterImport, position: int | None) -> str:
    address, asked = reverse("rosters:plan", args=[roster_import.pk]), _asked(request)
    return address + (f"?{urlencode(asked)}" if asked else "") + (f"#row-{position}" if position is not None else "")
