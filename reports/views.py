"""The pages of totals: the figures of a unit on a day, and the lists behind them."""

from contextlib import nullcontext
from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from households.models import Unit
from households.permissions import permission_required, permissions_for
from lambinh.accounts.permissions import Permission
from lambinh.lib.primary_keys import ordered_keys
from lambinh.lib.query_planner import hash_joins_only
from reports import list_markup, queries, totals_markup
from reports.forms import ReportForm, ReportQuery
from reports.links import ReportLinks
from reports.lists import ListKind, ReportScope, figure_of, list_queryset, row_builder, rows_for
from reports.permissions import may_see, unit_for
from reports.suggested_dates import suggested_dates
from reports.tables import line
from reports.tables import lines as table_lines
from reports.unit_tree import exists_on, units_above, units_in, units_in_place_of

ROWS_A_PAGE = 50


@require_safe
@permission_required(Permission.SEE_TOTALS, Permission.SEE_OWN_HOUSEHOLDS)
def totals(request: HttpRequest) -> HttpResponse:
    reach = permissions_for(request.user)
    if not reach.may(Permission.SEE_TOTALS):
        return redirect("assignments:my_households")
    form = _form(request.GET)
    page: dict[str, Any] = {"form": form, "days": suggested_dates(timezone.localdate(), request.user)}
    if not form.is_valid():
        return render(request, "reports/totals.html", page)
    asked = form.asked()
    unit = unit_for(request, asked, Permission.SEE_TOTALS)
    page |= {"asked": asked, "chosen": asked.unit, "unit": unit}
    if unit is None:
        return render(request, "reports/totals.html", page)
    if not exists_on(unit, asked.drawn_on or asked.on):
        return _elsewhere(request, unit, asked, page)
    addresses = ReportLinks(asked.on, asked.drawn_on, may_see(reach, unit, Permission.SEE_PERSONS))
    found = queries.totals(unit, asked.on, asked.drawn_on)
    page |= {
        "path": _path(request, unit, asked, addresses),
        "sum": line(unit, found.figures, addresses),
        "lines": (parts := list(table_lines(found, addresses))),
        "line_rows": totals_markup.unit_rows(parts),
    }
    page["sum_row"] = totals_markup.sum_row(page["sum"], _("All, each counted once"))
    return render(request, "reports/totals.html", page)


@require_safe
@permission_required(Permission.SEE_PERSONS)
def lists(request: HttpRequest) -> HttpResponse:
    """One of the lists behind the figures, for the unit, the day and the `what` of the address."""
    form = _form(request.GET)
    what = _what(request.GET.get("what", ""))
    page: dict[str, Any] = {"form": form, "what": what}
    if not form.is_valid():
        return render(request, "reports/list.html", page)
    asked = form.asked()
    unit = unit_for(request, asked, Permission.SEE_PERSONS)
    if unit is None:
        raise Http404
    return _listed(request, what, unit, asked, page)


@require_safe
@permission_required(Permission.SEE_PERSONS)
def village(request: HttpRequest, pk: int) -> HttpResponse:
    """The households of a village on a day, under its figures."""
    unit = get_object_or_404(Unit, pk=pk, kind=Unit.Kind.VILLAGE)
    if not may_see(permissions_for(request.user), unit, Permission.SEE_PERSONS):
        raise Http404
    form = _form(request.GET)
    page: dict[str, Any] = {"form": form, "what": ListKind.HOUSEHOLDS, "unit": unit}
    if not form.is_valid():
        return render(request, "reports/list.html", page)
    asked = form.asked()
    if exists_on(unit, asked.on):
        page["sum"] = line(unit, queries.totals(unit, asked.on).figures, ReportLinks(asked.on))
    return _listed(request, ListKind.HOUSEHOLDS, unit, asked, page)


def _listed(request: HttpRequest, what: ListKind, unit: Unit, asked: ReportQuery, page: dict[str, Any]) -> HttpResponse:
    drawn_on = asked.drawn_on or asked.on
    page |= {"asked": asked, "unit": unit}
    if not exists_on(unit, drawn_on):
        return _elsewhere(request, unit, asked, page)
    place = ReportScope(units_in(unit, drawn_on), asked.on, request.user)
    is_village = len(place.units) == 1
    with nullcontext() if is_village and not what.is_of_members else hash_joins_only():
        paginator = Paginator(ordered_keys(list_queryset(what, place)), ROWS_A_PAGE)
    shown = paginator.get_page(request.GET.get("page"))
    with hash_joins_only() if what.is_of_members else nullcontext():
        found: list[Any] = list(map(row_builder(what), rows_for(what, list(shown), place)))
    made: Any = list_markup.member_rows if what.is_of_members else list_markup.household_rows
    page |= {
        "path": _path(request, unit, asked, ReportLinks(asked.on, asked.drawn_on)),
        "shown": shown,
        "elsewhere": figure_of(what, place) - paginator.count,
        "pages": paginator.get_elided_page_range(shown.number, on_each_side=2, on_ends=1),
        "rows": found,
        "table_rows": made(found, shown.start_index()),
    }
    return render(request, "reports/list.html", page)


def _elsewhere(request: HttpRequest, unit: Unit, asked: ReportQuery, page: dict[str, Any]) -> HttpResponse:
    """The page for a unit that did not exist on the day: it names what its place is called then."""
    addresses = ReportLinks(asked.on, asked.drawn_on)
    day = asked.drawn_on or asked.on
    reach = permissions_for(request.user)
    then = [
        (str(one), addresses.opened(one) if may_see(reach, one, Permission.SEE_TOTALS) else "")
        for one in units_in_place_of(unit, day)
    ]
    last_day = unit.during.upper and unit.during.upper - timedelta(days=1)
    page |= {"unit": unit, "day": day, "last_day": last_day, "then": then}
    return render(request, "reports/unit_on_another_day.html", page)


def _form(said: QueryDict) -> ReportForm:
    """The form as asked. Raises Http404 for a unit that there is not."""
    form = ReportForm(said)
    if "unit" in form.errors:
        raise Http404
    return form


def _what(said: str) -> ListKind:
    try:
        return ListKind(said)
    except ValueError:
        raise Http404 from None


def _path(request: HttpRequest, unit: Unit, asked: ReportQuery, addresses: ReportLinks) -> list[tuple[str, str]]:
    """Names and addresses of the units above `unit`, the highest first; none for a unit that is not the person's."""
    above, reach = units_above(unit, asked.drawn_on or asked.on), permissions_for(request.user)
    return [(str(one), addresses.totals(one) if reach.may_in(one.pk, Permission.SEE_TOTALS) else "") for one in above]
