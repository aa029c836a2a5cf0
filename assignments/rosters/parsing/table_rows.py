"""From the records of one table to its rows; a list with an assignee of each tier gives a row for each of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

from assignments.rosters.parsing.cells.column_cells import raw_cells
from assignments.rosters.parsing.cells.column_values import parse_columns
from assignments.rosters.parsing.cells.parsed_column import ParsedColumn
from assignments.rosters.parsing.cells.parsers import is_blank
from assignments.rosters.parsing.columns.fields import MARKS
from assignments.rosters.parsing.columns.layout import TableLayout
from assignments.rosters.parsing.families import find_heads, move_heads_from_persons
from assignments.rosters.parsing.records import Ignored, Problem, Row, TableContext
from assignments.rosters.parsing.row_assembly import build_rows
from assignments.rosters.parsing.sheet.grid import Cells, Merges
from assignments.rosters.parsing.table.inherited_values import inherited_values
from assignments.rosters.parsing.table.line_patterns import COUNT
from assignments.rosters.parsing.table.row_classifier import TableBody

# Fields of a household; a row without any of them names none.
HOUSEHOLD_FIELDS = ("household_code", "head_birth_year", "citizen_id", "household_size", "poverty", *MARKS)


@dataclass(frozen=True, slots=True)
class TableSource:
    """The cells of a sheet, and what is needed to parse them."""

    rows: Cells
    merges: Merges
    errors: dict[tuple[int, int], str]
    today: date
    format: str
    exchanged: frozenset[int]
    """The date columns in which the user called day and month exchanged."""

    def is_blank(self, row_index: int, col: int) -> bool:
        return is_blank(self.rows[row_index][col]) and (row_index, col) not in self.errors


@dataclass(slots=True)
class Listing:
    """The rows of a table, and the records that turned out to be none."""

    rows: list[Row]
    parsed_columns: list[ParsedColumn]
    ignored: list[Ignored] = field(default_factory=list)
    notices: list[Problem] = field(default_factory=list)


def list_rows(source: TableSource, body: TableBody, context: TableContext, layout: TableLayout) -> Listing:
    """The rows of a table's records; removes from `body` the records that turn out to be none."""
    if layout.tiers:
        return _list_tiers(source, body, context, layout)
    return _list_table(source, body, context, layout)


def _list_table(
    source: TableSource,
    body: TableBody,
    context: TableContext,
    layout: TableLayout,
    tier: str | None = None,
    ended: list[bool] | None = None,
) -> Listing:
    columns = parse_columns(
        source.rows,
        body.records,
        body.groups,
        layout,
        source.merges,
        source.errors,
        source.today,
        source.format,
        source.exchanged,
        ended,
    )
    ignored = _drop_members_of_households(source, columns, body, layout)
    ignored += _drop_assignee_rows(source, columns, body, layout)
    columns = [column for column in columns if not {"relation", "person"} & set(column.fields)]
    inherited, notices = inherited_values(body.groups, context, layout)
    if tier is not None:
        inherited = [_of_tier(values, tier) for values in inherited]
    return Listing(build_rows(columns, body.records, inherited, layout), columns, ignored, notices)


# --- a row for the assignee of each tier ---------------------------------------------------------------------------


def _list_tiers(source: TableSource, body: TableBody, context: TableContext, layout: TableLayout) -> Listing:
    named = {tier: _has_assignee_cells(source, body, layout.of_tier(tier)) for tier in layout.tiers}
    bodies = {tier: replace(body, records=list(body.records), groups=list(body.groups)) for tier in layout.tiers}
    listings = {
        tier: _list_table(source, bodies[tier], context, layout.of_tier(tier), tier, _ended(named, tier))
        for tier in layout.tiers
    }
    first = bodies[layout.tiers[0]]
    body.records[:], body.groups[:] = first.records, first.groups
    return Listing(
        _merge_tiers([listing.rows for listing in listings.values()]),
        [column for listing in listings.values() for column in listing.parsed_columns],
        listings[layout.tiers[0]].ignored,
        [notice for listing in listings.values() for notice in listing.notices],
    )


def _has_assignee_cells(source: TableSource, body: TableBody, layout: TableLayout) -> list[bool]:
    col = next(column.col for column in layout.columns if "member_name" in column.fields)
    return [not is_blank(cell) for cell in raw_cells(source.rows, body.records, col, source.merges, source.errors)]


def _ended(named: Mapping[str, list[bool]], tier: str) -> list[bool]:
    """The records that name an assignee of the other tier only: there a blank does not mean the one above."""
    others = [cells for other, cells in named.items() if other != tier]
    return [not own and any(other) for own, *other in zip(named[tier], *others, strict=True)]


def _of_tier(inherited: dict[str, str], tier: str) -> dict[str, str]:
    """The values without the cell of a village that groups the rows, unless the assignee is from the commune."""
    if tier == "commune":
        return {**inherited, "tier": tier}
    return {name: value for name, value in inherited.items() if name != "member_organisation"} | {"tier": tier}


def _merge_tiers(rows_by_tier: list[list[Row]]) -> list[Row]:
    """All rows in their order; a household without any assignee has one only, with its problem and without a tier."""
    with_assignee = {row.row for rows in rows_by_tier for row in rows if _has_assignee(row)}
    merged = [row for rows in rows_by_tier for row in rows if _has_assignee(row)]
    for row in rows_by_tier[0]:
        if row.row not in with_assignee:
            row.values.pop("tier", None)
            merged.append(row)
    return sorted(merged, key=lambda row: row.row)


def _has_assignee(row: Row) -> bool:
    return all(problem.code != "missing_member_name" for problem in row.problems)


# --- records that are no rows --------------------------------------------------------------------------------------


def _drop_members_of_households(
    source: TableSource, columns: list[ParsedColumn], body: TableBody, layout: TableLayout
) -> list[Ignored]:
    """Keep the head's row where each person of a household has one."""
    if any("relation" in column.fields for column in columns):
        index = layout.index_col
        is_numbered = [index is not None and not is_blank(source.rows[row][index]) for row in body.records]
        remaining = find_heads(columns, is_numbered)
    elif layout.kind == "households" and {"person", "head_name"} <= layout.fields:
        # Where the head has a column of its own, it is filled once for each household.
        head = _cols_by_field(layout)["head_name"]
        remaining = [i for i, row_index in enumerate(body.records) if source.rows[row_index][head] is not None]
    else:
        remaining = list(range(len(body.records)))
    ignored = _keep(columns, body, remaining, "member_of_household")
    move_heads_from_persons(columns)
    return ignored


def _drop_assignee_rows(
    source: TableSource, columns: list[ParsedColumn], body: TableBody, layout: TableLayout
) -> list[Ignored]:
    """Drop a member's own row over rows with households: it says who they are, and assigns nothing."""
    if layout.kind != "assignments" or not {"member_name", "head_name"} <= layout.fields:
        return []
    rows = _AssigneeRows(source, _cols_by_field(layout))
    dropped = rows.own_rows(body.records)
    if not dropped:
        return []
    return _keep(columns, body, [i for i in range(len(body.records)) if i not in dropped], "group")


class _AssigneeRows:
    """Tells the rows of the members from those of the households that are assigned to them."""

    def __init__(self, source: TableSource, cols: Mapping[str, int]) -> None:
        self.source = source
        self.member, self.head = cols["member_name"], cols["head_name"]
        self.household_cols = [cols[name] for name in HOUSEHOLD_FIELDS if name in cols]

    def own_rows(self, records: Sequence[int]) -> set[int]:
        """The records that only say who the member of the rows below is."""
        blank = [is_blank(self.source.rows[row_index][self.member]) for row_index in records]
        # A member's cell over a blank one; most records are no such pair.
        candidates = [i for i, pair in enumerate(pairwise(blank)) if pair == (False, True)]
        return {i for i in candidates if self._is_own_row(records[i], records[i + 1])}

    def _is_own_row(self, row_index: int, below: int) -> bool:
        return not self.source.is_blank(below, self.head) and self._has_no_household(row_index)

    def _has_no_household(self, row_index: int) -> bool:
        # A merged cell has its value in another row.
        if (row_index, self.head) in self.source.merges.at:
            return False
        head = self.source.rows[row_index][self.head]
        has_no_head = _is_count(head) or self.source.is_blank(row_index, self.head)
        return has_no_head and all(self.source.is_blank(row_index, col) for col in self.household_cols)


def _is_count(cell: object) -> bool:
    """Whether a cell counts the member's households: "3 hộ"."""
    return isinstance(cell, str) and COUNT.fullmatch(cell) is not None


def _cols_by_field(layout: TableLayout) -> dict[str, int]:
    return {name: column.col for column in layout.columns for name in column.fields}


def _keep(columns: list[ParsedColumn], body: TableBody, remaining: Collection[int], why: str) -> list[Ignored]:
    """Keep some of the records, and give the others as ignored."""
    if len(remaining) == len(body.records):
        return []
    positions = set(remaining)
    ignored = [Ignored(row_index + 1, why) for i, row_index in enumerate(body.records) if i not in positions]
    for column in columns:
        column.results[:] = [column.results[i] for i in remaining]
        column.raw[:] = [column.raw[i] for i in remaining] if column.raw else []
    body.groups[:] = [body.groups[i] for i in remaining]
    body.records[:] = [body.records[i] for i in remaining]
    return ignored
