"""The page of a plan: which rows of an import are shown, and what stands beside them."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from assignments.rosters.models import RosterImport, RosterRow
from assignments.rosters.querysets import RosterRowQuerySet
from assignments.rosters.review.labels import headings_shown, row_for_page
from households.models import Unit

ROWS_A_PAGE = 50
Outcome = RosterRow.Outcome


@dataclass(frozen=True)
class Filter:
    """A choice of rows with its name and how many there are."""

    key: str
    label: str
    count: int
    is_chosen: bool


def plan_page(request: HttpRequest, roster_import: RosterImport) -> dict[str, Any]:
    """All that the page of an import shows."""
    rows = RosterRow.objects.visible_to(request.user).filter(roster_import=roster_import)
    chosen = _chosen(request, roster_import)
    page = RowPage(rows.chosen(chosen), request, chosen)
    return {
        "roster_import": roster_import,
        "filters": _filters(roster_import, rows, chosen),
        "chosen": chosen,
        "page": page,
        "rows": [row_for_page(row, roster_import.mapping[row.source]["columns"]) for row in page.rows],
        "may_mend": roster_import.state == RosterImport.State.CHECKED,
        "is_outdated": _is_outdated(roster_import),
        "siblings": _siblings(request, roster_import),
        "communes": _communes(roster_import),
        "remembered": headings_shown(roster_import.upload.remembered) if roster_import.upload else [],
    }


def _chosen(request: HttpRequest, roster_import: RosterImport) -> str:
    asked = request.GET.get("outcome", "")
    if asked in (*Outcome.values, *RosterRowQuerySet.OTHERS, "all"):
        return asked
    return "invalid" if roster_import.invalid and roster_import.state == RosterImport.State.CHECKED else "all"


def _filters(roster_import: RosterImport, rows: RosterRowQuerySet, chosen: str) -> list[Filter]:
    """Every way of choosing rows, with its count; what happens seldom is named only where there is some of it."""
    counts = {value: getattr(roster_import, value) for value in Outcome.values} | {"warnings": roster_import.warnings}
    seldom = _counts_of_problems(rows) if roster_import.invalid or roster_import.left_out else {}
    if roster_import.state == RosterImport.State.UNDONE:
        seldom["kept"] = rows.with_blocked_undo().count()
    names: dict[str, Any] = {
        **dict(Outcome.choices),
        "warnings": _("to look at"),
        "repeated": _("twice in the file"),
        "candidates": _("several in the data"),
        "kept": _("kept"),
    }
    return [
        Filter("all", str(_("all rows")), sum(counts[value] for value in Outcome.values), chosen == "all"),
        *(
            Filter(key, str(names[key]), count, chosen == key)
            for key, count in counts.items()
            if key != "left_out" or count
        ),
        *(Filter(key, str(names[key]), count, chosen == key) for key, count in seldom.items() if count),
    ]


def _counts_of_problems(rows: RosterRowQuerySet) -> dict[str, int]:
    found: dict[str, int] = rows.with_problems().aggregate(
        **{name: Count("pk", filter=RosterRowQuerySet.OTHERS[name]) for name in ("repeated", "candidates")}
    )
    return found


def _siblings(request: HttpRequest, roster_import: RosterImport) -> list[RosterImport]:
    """The imports of the other kinds of lists in the same workbook."""
    if roster_import.upload_id is None:
        return []
    same = RosterImport.objects.visible_to(request.user).filter(upload=roster_import.upload_id)
    return list(same.exclude(pk=roster_import.pk).order_by("pk"))


def _is_outdated(roster_import: RosterImport) -> bool:
    """Whether another import was applied or taken back since this one was checked."""
    if roster_import.state != RosterImport.State.CHECKED:
        return False
    return RosterImport.objects.applied_or_undone_since(roster_import.checked_at).exists()


def _communes(roster_import: RosterImport) -> list[Unit]:
    """Where what was stored can be looked at."""
    if roster_import.state != RosterImport.State.APPLIED:
        return []
    return list(Unit.objects.filter(pk__in=roster_import.communes).order_by("sort_key"))


class RowPage:
    """Some rows, and the addresses of those before and after; as quick for the last page as for the first."""

    def __init__(self, rows: RosterRowQuerySet, request: HttpRequest, chosen: str) -> None:
        self._chosen = {"outcome": chosen}
        self.asked = self._chosen | row_filter_params(request.GET)
        after, before = _number(self.asked.get("after")), _number(self.asked.get("before"))
        if before is not None:
            found = list(rows.filter(position__lt=before).order_by("-position")[: ROWS_A_PAGE + 1])
            more_before, more_after = len(found) > ROWS_A_PAGE, True
            self.rows = found[:ROWS_A_PAGE][::-1]
        else:
            start = rows if after is None else rows.filter(position__gt=after)
            found = list(start.order_by("position")[: ROWS_A_PAGE + 1])
            more_before, more_after = after is not None, len(found) > ROWS_A_PAGE
            self.rows = found[:ROWS_A_PAGE]
        self.previous = self._address(before=self.rows[0].position) if more_before and self.rows else ""
        self.next = self._address(after=self.rows[-1].position) if more_after and self.rows else ""
        self.first = self._address() if more_before else ""

    @property
    def query(self) -> str:
        """What leads back to this page of rows."""
        return urlencode(self.asked)

    def _address(self, **more: int) -> str:
        return "?" + urlencode(self._chosen | {key: str(value) for key, value in more.items()})


def row_filter_params(said: QueryDict) -> dict[str, str]:
    """Which rows an address or a form asks for, beside their outcome."""
    return {name: str(said[name]) for name in ("after", "before") if _number(said.get(name)) is not None}


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 9 else None
