"""The totals pages: the figures of a unit on a day, and the lists behind them."""

from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from households.models import Unit
from households.permissions import SignedInRequest, permission_required
from lambinh.accounts.permissions import Permission
from lambinh.lib.primary_keys import ordered_keys
from lambinh.lib.query_planner import hash_joins_only
from reports import queries
from reports.figures import ALL, BY_SLUG, GROUPS, HOUSEHOLDS, Figure
from reports.forms import ReportForm, ReportQuery
from reports.lists import ReportScope, list_queryset, row_builder, rows_for
from reports.permissions import has_in_unit, unit_for
from reports.presenters import list_markup, totals_markup
from reports.presenters.links import ReportLinks
from reports.presenters.tables import totals_row, totals_rows
from reports.suggested_dates import suggested_dates
from reports.unit_tree import units_above, units_in, units_in_place_of

ROWS_PER_PAGE = 50
Context = dict[str, Any]


@require_safe
@permission_required(Permission.SEE_TOTALS, Permission.SEE_OWN_HOUSEHOLDS)
def totals(request: SignedInRequest) -> HttpResponse:
    permissions = request.permissions
    if not permissions.has_anywhere(Permission.SEE_TOTALS):
        return redirect("assignments:my_households")
    form = _form(request.GET)
    context: Context = {"form": form, "days": suggested_dates(timezone.localdate(), request.user)}
    if not form.is_valid():
        return render(request, "reports/totals.html", context)
    query = form.query()
    unit = unit_for(request, query, Permission.SEE_TOTALS)
    context |= {"query": query, "chosen": query.unit, "unit": unit}
    if unit is None:
        return render(request, "reports/totals.html", context)
    if not unit.holds_on(query.units_on):
        return _unit_not_found_then(request, unit, query, context)
    links = ReportLinks(query.on, query.drawn_on, has_in_unit(permissions, unit, Permission.VIEW_RECORDS))
    return render(request, "reports/totals.html", context | _totals_context(request, unit, query, links))


def _totals_context(request: SignedInRequest, unit: Unit, query: ReportQuery, links: ReportLinks) -> Context:
    figures = queries.totals(unit, query.on, query.drawn_on)
    total, parts = totals_row(unit, figures.figures, links), list(totals_rows(figures, links))
    return {
        "path": _path(request, unit, query, links),
        "total": total,
        "total_row": totals_markup.sum_row(total, _("All, each counted once")),
        "parts": parts,
        "part_rows": totals_markup.unit_rows(parts),
        "leading_columns": ALL.columns,
        "groups": GROUPS,
    }


@require_safe
@permission_required(Permission.VIEW_RECORDS)
def lists(request: SignedInRequest) -> HttpResponse:
    """The list behind the figure that the parameter `what` names, for a unit and a day."""
    form = _form(request.GET)
    figure = _figure(request.GET.get("what", ""))
    context: Context = {"form": form, "figure": figure}
    if not form.is_valid():
        return render(request, "reports/list.html", context)
    query = form.query()
    unit = unit_for(request, query, Permission.VIEW_RECORDS)
    if unit is None:
        raise Http404
    return _list(request, figure, unit, query, context)


@require_safe
@permission_required(Permission.VIEW_RECORDS)
def village(request: SignedInRequest, pk: int) -> HttpResponse:
    """The households of a village on a day, under its figures."""
    unit = get_object_or_404(Unit, pk=pk, kind=Unit.Kind.VILLAGE)
    if not has_in_unit(request.permissions, unit, Permission.VIEW_RECORDS):
        raise Http404
    form = _form(request.GET)
    context: Context = {"form": form, "figure": HOUSEHOLDS, "unit": unit}
    if not form.is_valid():
        return render(request, "reports/list.html", context)
    query = form.query()
    if unit.holds_on(query.on):
        context["total"] = totals_row(unit, queries.totals(unit, query.on).figures, ReportLinks(query.on))
    return _list(request, HOUSEHOLDS, unit, query, context)


def _list(request: SignedInRequest, figure: Figure, unit: Unit, query: ReportQuery, context: Context) -> HttpResponse:
    context |= {"query": query, "unit": unit}
    if not unit.holds_on(query.units_on):
        return _unit_not_found_then(request, unit, query, context)
    scope = ReportScope(units_in(unit, query.units_on), query.on, request.user)
    page = _page(request, figure, scope)
    context |= {
        "path": _path(request, unit, query, ReportLinks(query.on, query.drawn_on)),
        "page": page,
        "hidden_count": queries.count_figure(figure, scope.units, scope.on) - page.paginator.count,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        **_rows_context(figure, page, scope),
    }
    return render(request, "reports/list.html", context)


def _page(request: SignedInRequest, figure: Figure, scope: ReportScope) -> Page[int]:
    """The keys of the requested page of the list."""
    # One village is read by its index; any wider list is faster with hash joins.
    is_of_one_village = len(scope.units) == 1 and not figure.counts_members
    with nullcontext() if is_of_one_village else hash_joins_only():
        paginator = Paginator(ordered_keys(list_queryset(figure, scope)), ROWS_PER_PAGE)
    return paginator.get_page(request.GET.get("page"))


def _rows_context(figure: Figure, page: Page[int], scope: ReportScope) -> Context:
    planner: AbstractContextManager[Any] = hash_joins_only() if figure.counts_members else nullcontext()
    with planner:
        rows: list[Any] = list(map(row_builder(figure), rows_for(figure, list(page), scope)))
    first = page.start_index()
    table_rows = list_markup.member_rows if figure.counts_members else list_markup.household_rows
    return {"rows": rows, "table_rows": table_rows(rows, first)}


def _unit_not_found_then(request: SignedInRequest, unit: Unit, query: ReportQuery, context: Context) -> HttpResponse:
    """The page for a unit that did not exist on the day: it names the units in its place."""
    links = ReportLinks(query.on, query.drawn_on)
    permissions = request.permissions
    context |= {
        "unit": unit,
        "day": query.units_on,
        "last_day": unit.last_day,
        "units_then": [
            (str(other), links.unit_page(other) if has_in_unit(permissions, other, Permission.SEE_TOTALS) else "")
            for other in units_in_place_of(unit, query.units_on)
        ],
    }
    return render(request, "reports/unit_on_another_day.html", context)


def _form(params: QueryDict) -> ReportForm:
    """The form with the query of the address. Raises Http404 for a unit that does not exist."""
    form = ReportForm(params)
    if "unit" in form.errors:
        raise Http404
    return form


def _figure(slug: str) -> Figure:
    if slug not in BY_SLUG:
        raise Http404
    return BY_SLUG[slug]


def _path(request: SignedInRequest, unit: Unit, query: ReportQuery, links: ReportLinks) -> list[tuple[str, str]]:
    """The names and links of the units above `unit`, the highest first; no link outside the user's units."""
    return [
        (str(above), links.totals(above) if request.permissions.has_in(above.pk, Permission.SEE_TOTALS) else "")
        for above in units_above(unit, query.units_on)
    ]
