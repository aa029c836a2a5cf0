"""The page of a plan: the rows of one outcome, page by page, and what it shows beside them."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count
from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assignments.rosters.models import RosterImport, RosterRow
from assignments.rosters.querysets import RosterRowQuerySet
from assignments.rosters.review.labels import heading_labels, row_view
from households.models import Unit

ROWS_A_PAGE = 50
Outcome, State = RosterRow.Outcome, RosterImport.State
ALL = "all"
_FILTER_LABELS: dict[str, str | Promise] = {
    ALL: _("all rows"),
    **dict(Outcome.choices),
    "warnings": _("to review"),
    "repeated": _("twice in the file"),
    "candidates": _("several matches"),
    "kept": _("kept"),
}
_HIDDEN_WHEN_EMPTY = {Outcome.LEFT_OUT.value, "repeated", "candidates", "kept"}


@dataclass(frozen=True)
class RowFilter:
    """A link to the rows of one kind, with their number."""

    key: str
    label: str
    count: int
    is_current: bool


@dataclass(frozen=True)
class RowPage:
    """Rows of an import, and the query strings of the pages before and after; empty where there is none."""

    rows: list[RosterRow]
    params: dict[str, str]
    first: str = ""
    previous: str = ""
    next: str = ""

    @property
    def query(self) -> str:
        """The query string of this page."""
        return urlencode(self.params)


def plan_context(request: HttpRequest, roster_import: RosterImport) -> dict[str, object]:
    """The template context of an import's page."""
    rows = RosterRow.objects.visible_to(request.user).filter(roster_import=roster_import)
    key = _current_filter(request, roster_import)
    page = load_page(rows.chosen(key), key, row_filter_params(request.GET))
    return {
        "roster_import": roster_import,
        "filters": _filters(roster_import, rows, key),
        "page": page,
        "rows": [row_view(row, roster_import.mapping[row.source]["columns"]) for row in page.rows],
        "can_edit": roster_import.state == State.CHECKED,
        "is_outdated": _is_outdated(roster_import),
        "siblings": _siblings(request, roster_import),
        "communes": _communes(roster_import),
        "remembered": heading_labels(roster_import.upload.remembered) if roster_import.upload else [],
    }


def _current_filter(request: HttpRequest, roster_import: RosterImport) -> str:
    key = request.GET.get("outcome", "")
    if key in (*Outcome.values, *RosterRowQuerySet.OTHERS, ALL):
        return key
    return Outcome.INVALID if roster_import.invalid and roster_import.state == State.CHECKED else ALL


def _filters(roster_import: RosterImport, rows: RosterRowQuerySet, current: str) -> list[RowFilter]:
    """Every filter with its count; rare ones are left out where they have no rows."""
    counts = _counts(roster_import, rows)
    return [
        RowFilter(key, str(_FILTER_LABELS[key]), count, key == current)
        for key, count in counts.items()
        if count or key not in _HIDDEN_WHEN_EMPTY
    ]


def _counts(roster_import: RosterImport, rows: RosterRowQuerySet) -> dict[str, int]:
    outcomes = {str(value): getattr(roster_import, value) for value in Outcome.values}
    counts = {ALL: sum(outcomes.values())} | outcomes | {"warnings": roster_import.warnings}
    if roster_import.invalid or roster_import.left_out:
        counts |= _problem_counts(rows)
    if roster_import.state == State.UNDONE:
        counts["kept"] = rows.with_blocked_undo().count()
    return counts


def _problem_counts(rows: RosterRowQuerySet) -> dict[str, int]:
    filters = {key: Count("pk", filter=RosterRowQuerySet.OTHERS[key]) for key in ("repeated", "candidates")}
    return dict(rows.with_problems().aggregate(**filters))


def _siblings(request: HttpRequest, roster_import: RosterImport) -> list[RosterImport]:
    """The imports of the other kinds of lists in the same workbook."""
    if roster_import.upload_id is None:
        return []
    same = RosterImport.objects.visible_to(request.user).filter(upload=roster_import.upload_id)
    return list(same.exclude(pk=roster_import.pk).order_by("pk"))


def _is_outdated(roster_import: RosterImport) -> bool:
    """Whether another import was applied or undone since this one was checked."""
    if roster_import.state != State.CHECKED:
        return False
    return RosterImport.objects.applied_or_undone_since(roster_import.checked_at).exists()


def _communes(roster_import: RosterImport) -> list[Unit]:
    """The communes whose totals show what the import stored."""
    if roster_import.state != State.APPLIED:
        return []
    return list(Unit.objects.filter(pk__in=roster_import.communes).order_by("sort_key"))


def load_page(rows: RosterRowQuerySet, key: str, position_params: Mapping[str, str]) -> RowPage:
    """The rows after or before a position; as quick for the last page as for the first."""
    params = {"outcome": key, **position_params}
    if "before" in position_params:
        # Backwards from the position, and one more row than the page has: it says whether a page comes before.
        before = rows.filter(position__lt=int(params["before"])).order_by("-position")[: ROWS_A_PAGE + 1]
        selected, has_more = _first_rows(list(before))
        selected.reverse()
        has_previous, has_next = has_more, True
    else:
        after = rows.filter(position__gt=int(params["after"])) if "after" in params else rows
        selected, has_next = _first_rows(list(after.order_by("position")[: ROWS_A_PAGE + 1]))
        has_previous = "after" in params
    return RowPage(
        selected,
        params,
        first=_page_url(key) if has_previous else "",
        previous=_page_url(key, before=selected[0].position) if has_previous and selected else "",
        next=_page_url(key, after=selected[-1].position) if has_next and selected else "",
    )


def _first_rows(rows: list[RosterRow]) -> tuple[list[RosterRow], bool]:
    """The rows of a page, and whether there are more."""
    return rows[:ROWS_A_PAGE], len(rows) > ROWS_A_PAGE


def _page_url(key: str, **position: int) -> str:
    return "?" + urlencode({"outcome": key, **position})


def row_filter_params(data: QueryDict) -> dict[str, str]:
    """The position in `data` after or before which rows are shown."""
    return {name: str(data[name]) for name in ("after", "before") if _is_position(data.get(name))}


def _is_position(text: str | None) -> bool:
    return text is not None and text.isdecimal() and len(text) < 9
