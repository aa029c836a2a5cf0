"""Pages that mend a checked import: a row's values, one value in all rows, rows left out."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assignments.rosters import mending, services
from assignments.rosters.kept import NotMendable
from assignments.rosters.models import RosterImport, RosterRow
from assignments.rosters.planpage import asked_place
from assignments.rosters.rowform import RowForm
from assignments.rosters.views import for_importers, import_for, to_plan
from households.access import FORM_METHODS
from lambinh.lib.posting import posted


@require_http_methods(FORM_METHODS)
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


def _fill(request: HttpRequest, roster_import: RosterImport, row: RosterRow, field: str) -> None:
    if field not in row.values:
        raise Http404
    mending.fill_down(roster_import.pk, row.position, field, by=request.user, now=timezone.now())  # type: ignore[arg-type]


def _save(request: HttpRequest, roster_import: RosterImport, row: RosterRow, form: RowForm) -> None:
    mending.type_values(
        roster_import.pk,
        row.position,
        form.said(),
        everywhere=form.everywhere(),
        by=request.user,  # type: ignore[arg-type]
        now=timezone.now(),
    )


@for_importers
@posted(back_to=to_plan)
def tick(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave out the rows of the page that are not ticked, take in those that are; or leave out all invalid ones."""
    roster_import = import_for(request, pk)
    by, now = request.user, timezone.now()

    def work() -> None:
        if "invalid" in request.POST:
            mending.leave_out_invalid(roster_import.pk, by=by, now=now)  # type: ignore[arg-type]
            return
        shown, taken = _positions(request, "shown"), _positions(request, "taken")
        mending.tick(roster_import.pk, leave_out=shown - taken, take_in=shown & taken, by=by, now=now)  # type: ignore[arg-type]

    return _mended(request, roster_import, work, None)


def _positions(request: HttpRequest, name: str) -> set[int]:
    return {int(text) for text in request.POST.getlist(name) if text.isdecimal() and len(text) < 9}


@for_importers
@posted(back_to=to_plan)
def check_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Compare the rows with the data of this moment."""
    roster_import = import_for(request, pk)
    try:
        services.check_again(roster_import.pk, by=request.user, now=timezone.now())  # type: ignore[arg-type]
    except NotMendable as told:
        messages.error(request, str(told))
    return redirect("rosters:plan", pk=pk)


def _mended(
    request: HttpRequest, roster_import: RosterImport, work: Callable[[], None], position: int | None
) -> HttpResponse:
    try:
        work()
    except NotMendable as told:
        messages.error(request, str(told))
    else:
        messages.success(request, _("Saved. The whole workbook was checked again."))
    return redirect(_back_to(request, roster_import, position))


def _asked(request: HttpRequest) -> dict[str, str]:
    """Which rows of the plan the person came from."""
    said = request.POST if request.method == "POST" else request.GET
    outcome = said.get("outcome", "")
    return ({"outcome": outcome} if outcome.isidentifier() else {}) | asked_place(said)


def _back_to(request: HttpRequest, roster_import: RosterImport, position: int | None) -> str:
    address, asked = reverse("rosters:plan", args=[roster_import.pk]), _asked(request)
    return address + (f"?{urlencode(asked)}" if asked else "") + (f"#row-{position}" if position is not None else "")
