"""From the records of one table to its rows; a list with a carer of each tier gives a row for each of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from typing import Any

from assignments.rosters.parsing.cells.column_values import parse_columns, raw_cells
from assignments.rosters.parsing.cells.parsed_column import ParsedColumn
from assignments.rosters.parsing.cells.parsers import is_blank
from assignments.rosters.parsing.columns.fields import MARKS
from assignments.rosters.parsing.columns.layout import TableLayout
from assignments.rosters.parsing.records import Ignored, Problem, Row
from assignments.rosters.parsing.row_assembly import build_rows, heads_from_persons, only_heads
from assignments.rosters.parsing.sheet.grid import Cells, Merges
from assignments.rosters.parsing.table.inherited_values import inherited_values
from assignments.rosters.parsing.table.line_patterns import COUNT
from assignments.rosters.parsing.table.row_classifier import TableBody

# What only a household has; without any of it a row names no household.
OF_A_HOUSEHOLD = ("household_code", "head_birth_year", "citizen_id", "household_size", "poverty", *MARKS)


@dataclass(frozen=True, slots=True)
class TableSource:
    """The cells that rows are made of, and what holds for all of them."""

    rows: Cells
    merges: Merges
    errors: dict[tuple[int, int], str]
    today: date
    format: str
    exchanged: frozenset[int]


@dataclass(slots=True)
class Listing:
    rows: list[Row]
    told: list[ParsedColumn]
    ignored: list[Ignored] = field(default_factory=list)
    notices: list[Problem] = field(default_factory=list)


def list_rows(source: TableSource, body: TableBody, context: dict[str, Any], layout: TableLayout) -> Listing:
    """The rows of a table's records. What is no record after all is taken out of `body`."""
    if not layout.tiers:
        return _one_listing(source, body, context, layout)
    named = {tier: _named(source, body, layout.of_tier(tier)) for tier in layout.tiers}
    bodies = {tier: replace(body, data=list(body.data), groups=list(body.groups)) for tier in layout.tiers}
    lists = {
        tier: _one_listing(source, bodies[tier], context, layout.of_tier(tier), tier, _ended(named, tier))
        for tier in layout.tiers
    }
    first = bodies[layout.tiers[0]]
    body.data[:], body.groups[:] = first.data, first.groups
    return Listing(
        _together({tier: one.rows for tier, one in lists.items()}),
        [told for one in lists.values() for told in one.told],
        lists[layout.tiers[0]].ignored,
        [notice for one in lists.values() for notice in one.notices],
    )


def _named(source: TableSource, body: TableBody, layout: TableLayout) -> list[bool]:
    place = next(column.place for column in layout.columns if "member_name" in column.fields)
    return [not is_blank(cell) for cell in raw_cells(source.rows, body.data, place, source.merges, source.errors)]


def _ended(named: Mapping[str, list[bool]], tier: str) -> list[bool]:
    """Where only the other tier has a carer, a blank does not mean the one above."""
    others = [cells for other, cells in named.items() if other != tier]
    return [not own and any(other) for own, *other in zip(named[tier], *others, strict=True)]


def _together(lists: Mapping[str, list[Row]]) -> list[Row]:
    """All rows in their order; of a household without any carer only one, with its problem and without a tier."""
    cared = {row.row for rows in lists.values() for row in rows if _has_carer(row)}
    merged: list[Row] = []
    for place, rows in enumerate(lists.values()):
        for row in rows:
            if _has_carer(row):
                merged.append(row)
            elif place == 0 and row.row not in cared:
                row.values.pop("tier", None)
                merged.append(row)
    return sorted(merged, key=lambda row: row.row)


def _has_carer(row: Row) -> bool:
    return not any(one.code == "missing_member_name" for one in row.problems)


def _one_listing(
    source: TableSource,
    body: TableBody,
    context: dict[str, Any],
    layout: TableLayout,
    tier: str | None = None,
    ended: list[bool] | None = None,
) -> Listing:
    told = parse_columns(
        source.rows,
        body.data,
        body.groups,
        layout,
        source.merges,
        source.errors,
        source.today,
        source.format,
        source.exchanged,
        ended,
    )
    if any("relation" in one.fields for one in told):
        ignored = _keep_heads(source, told, body, layout)
    else:
        ignored = _drop_persons(source, told, body, layout)
        heads_from_persons(told)
    ignored += _drop_carers_rows(source, told, body, layout)
    told = [one for one in told if not set(one.fields) & {"relation", "person"}]
    defaults, notices = inherited_values(body.groups, context, layout)
    if tier is not None:
        defaults = [_of_tier(given, tier) for given in defaults]
    return Listing(build_rows(told, body.data, defaults, layout), told, ignored, notices)


def _of_tier(given: dict[str, str], tier: str) -> dict[str, str]:
    """The cell of a village that groups the rows is not that of a carer from the district."""
    kept = {name: value for name, value in given.items() if tier == "commune" or name != "member_organisation"}
    return {**kept, "tier": tier}


def _keep_heads(source: TableSource, told: list[ParsedColumn], body: TableBody, layout: TableLayout) -> list[Ignored]:
    heads_from_persons(told)
    indexes = [source.rows[at][layout.index] if layout.index is not None else None for at in body.data]
    kept, ignored = only_heads(told, body.data, indexes)
    _keep(told, body, kept)
    return ignored


def _drop_persons(source: TableSource, told: list[ParsedColumn], body: TableBody, layout: TableLayout) -> list[Ignored]:
    """Persons listed under a head that is written once: only the rows with the head's name are households."""
    places = {name: column.place for column in layout.columns for name in column.fields}
    if not {"person", "head_name"} <= places.keys() or layout.kind != "households":
        return []
    kept = [number for number, at in enumerate(body.data) if source.rows[at][places["head_name"]] is not None]
    households = set(kept)
    dropped = [Ignored(at + 1, "member_of_household") for at in body.data]
    ignored = [one for number, one in enumerate(dropped) if number not in households]
    _keep(told, body, kept)
    return ignored


def _drop_carers_rows(
    source: TableSource, told: list[ParsedColumn], body: TableBody, layout: TableLayout
) -> list[Ignored]:
    """A member's own row, over rows with the households: it says who they are, and assigns nothing."""
    if layout.kind != "assignments":
        return []
    places = {name: column.place for column in layout.columns for name in column.fields}
    if not {"member_name", "head_name"} <= places.keys():
        return []
    own = [places[name] for name in OF_A_HOUSEHOLD if name in places]
    member, head = places["member_name"], places["head_name"]
    dropped = set()
    for number, (at, below) in enumerate(pairwise(body.data)):
        # Most rows are told from such a one at the first look.
        if source.rows[below][member] is not None and not _is_blank(source, below, member):
            continue
        if _is_carers_row(source, at, places, own) and not _is_blank(source, below, head):
            dropped.add(number)
    if not dropped:
        return []
    kept = [number for number in range(len(body.data)) if number not in dropped]
    ignored = [Ignored(body.data[number] + 1, "group") for number in sorted(dropped)]
    _keep(told, body, kept)
    return ignored


def _is_carers_row(source: TableSource, at: int, places: dict[str, int], own: list[int]) -> bool:
    row = source.rows[at]
    if is_blank(row[places["member_name"]]) or not all(_is_blank(source, at, place) for place in own):
        return False
    head = row[places["head_name"]]
    counts = isinstance(head, str) and COUNT.fullmatch(head) is not None
    return (counts or _is_blank(source, at, places["head_name"])) and (at, places["head_name"]) not in source.merges.at


def _is_blank(source: TableSource, at: int, place: int) -> bool:
    return is_blank(source.rows[at][place]) and (at, place) not in source.errors


def _keep(told: list[ParsedColumn], body: TableBody, kept: list[int]) -> None:
    for one in told:
        one.outcomes[:] = [one.outcomes[number] for number in kept]
        one.raw[:] = [one.raw[number] for number in kept] if one.raw else []
    body.groups[:] = [body.groups[number] for number in kept]
    body.data[:] = [body.data[number] for number in kept]
