"""The records of a table become rows, apart from records without data."""

from datetime import date
from typing import Any

import pytest

from assignments.rosters.parsing.columns.layout import Column, TableLayout
from assignments.rosters.parsing.records import Ignored
from assignments.rosters.parsing.sheet.grid import Merges
from assignments.rosters.parsing.table.row_classifier import TableBody
from assignments.rosters.parsing.table_rows import Listing, TableSource, list_rows
from lambinh.lib.spreadsheets.types import Area
from tests.rosters.parsing.table.build import layout as build_layout

Row = tuple[object, ...]


def layout(*names: str | None, kind: str = "households") -> TableLayout:
    """A layout as in the tests of tables, each column with the concept that its parser needs."""
    table = build_layout(*names, kind=kind)
    for column in table.columns:
        column.concepts = {"relation": ("relation",), "person": ("person",)}.get(column.fields[0], ())
    return table


def listing_of(
    table: TableLayout, *rows: Row, errors: dict[tuple[int, int], str] | None = None, **options: Any
) -> Listing:
    """The rows of a table whose records are all its rows, with `groups` and `context`."""
    body = TableBody(list(range(len(rows))), options.get("groups") or [{} for _ in rows])
    source = TableSource(rows, Merges(options.get("merges", ())), errors or {}, date(2026, 11, 23), "xlsx", frozenset())
    listing = list_rows(source, body, options.get("context", {}), table)
    assert len(body.records) == len(body.groups)
    return listing


def heads(listing: Listing) -> list[tuple[int, object]]:
    return [(row.row, row.values.get("head_name")) for row in listing.rows]


PAO, SI, HOA = "Giàng A Páo", "Lù A Sì", "Ma Thị Hoa"


def test_only_heads_of_a_list_with_relations_are_rows() -> None:
    table = layout(None, "person", "relation", "household_size")
    listing = listing_of(
        table, (1, PAO, "Chủ hộ", 4), (None, SI, "Con", None), (2, HOA, None, 5), (None, "Lù Mẩy", None, None)
    )

    assert heads(listing) == [(1, PAO), (3, HOA)]
    assert [row.values["household_size"] for row in listing.rows] == [4, 5]
    assert listing.ignored == [Ignored(2, "member_of_household"), Ignored(4, "member_of_household")]
    assert {name for column in listing.parsed_columns for name in column.fields} == {"head_name", "household_size"}


def test_without_running_numbers_a_person_without_a_relation_is_no_head() -> None:
    assert heads(listing_of(layout("person", "relation"), (PAO, "Chủ hộ"), (SI, None))) == [(1, PAO)]


def test_only_rows_with_a_head_are_households_where_persons_have_a_column() -> None:
    table = layout(None, "head_name", "person", "household_size")
    listing = listing_of(table, (1, PAO, PAO, 2), (None, None, SI, None), (2, HOA, None, 5))

    assert heads(listing) == [(1, PAO), (3, HOA)]
    assert listing.ignored == [Ignored(2, "member_of_household")]


ASSIGNED = layout(None, "member_name", "head_name", "household_size", kind="assignments")
QUANG = "Nguyễn Văn Quang"
OWN_ROW: Row = (1, QUANG, None, None)
HOUSEHOLD: Row = (None, None, PAO, 4)


@pytest.mark.parametrize(
    ("rows", "options", "dropped"),
    [
        ((OWN_ROW, HOUSEHOLD, HOUSEHOLD), {}, [1]),
        (((1, QUANG, "2 hộ", None), HOUSEHOLD), {}, [1]),
        (((1, QUANG, PAO, None), HOUSEHOLD), {}, []),
        (((1, QUANG, 2, None), HOUSEHOLD), {}, []),
        (((1, QUANG, None, 4), HOUSEHOLD), {}, []),
        ((OWN_ROW, (2, SI, PAO, 4)), {}, []),
        ((OWN_ROW, (None, "-", PAO, 4)), {}, [1]),
        ((OWN_ROW, (None, None, None, 4)), {}, []),
        ((OWN_ROW, (None, None, None, 4)), {"errors": {(1, 2): "#N/A"}}, [1]),
        ((HOUSEHOLD, HOUSEHOLD), {}, []),
        ((OWN_ROW,), {}, []),
        ((OWN_ROW, HOUSEHOLD), {"errors": {(0, 3): "#N/A"}}, []),
        ((OWN_ROW, HOUSEHOLD), {"errors": {(0, 2): "#N/A"}}, []),
        ((OWN_ROW, HOUSEHOLD), {"merges": [Area(0, 2, 0, 3)]}, []),
        ((OWN_ROW, HOUSEHOLD), {"merges": [Area(0, 0, 1, 0)]}, [1]),
    ],
)
def test_a_members_own_row_over_the_households_is_none(
    rows: tuple[Row, ...], options: dict[str, Any], dropped: list[int]
) -> None:
    assert listing_of(ASSIGNED, *rows, **options).ignored == [Ignored(number, "group") for number in dropped]


def test_a_list_of_households_has_no_rows_of_members() -> None:
    households = TableLayout("households", ASSIGNED.columns, 0)

    assert listing_of(households, OWN_ROW, HOUSEHOLD).ignored == []
    assert listing_of(layout(None, "member_name", "note", kind="assignments"), OWN_ROW, HOUSEHOLD).ignored == []


def test_inherited_values_and_their_notices_are_added() -> None:
    cell = {"cell_village": "Nà Khà", "organisation": "Chi bộ Nà Khà"}
    listing = listing_of(layout(None, "head_name"), (1, PAO), groups=[cell], context={"commune": "Thổ Bình"})

    assert listing.rows[0].values == {"head_name": PAO, "village": "Nà Khà", "commune": "Thổ Bình"}
    assert [notice.code for notice in listing.notices] == ["cell_gives_village"]


# --- an assignee of each tier --------------------------------------------------------------------------------------


def of_two_tiers() -> TableLayout:
    return TableLayout(
        "assignments",
        [
            Column(0, ("Chủ hộ",), fields=("head_name",)),
            Column(1, ("Huyện",), fields=("member_name",), tier="district"),
            Column(2, ("Xã",), fields=("member_name",), tier="commune"),
            Column(3, ("Thôn",), fields=("village",)),
        ],
        None,
    )


def tiers(*rows: Row, **options: Any) -> list[tuple[int, object, object, object]]:
    listing = listing_of(of_two_tiers(), *rows, **options)
    names = ("tier", "member_name", "member_organisation")
    return [(row.row, *(row.values.get(name) for name in names)) for row in listing.rows]


def test_a_row_for_the_assignee_of_each_tier() -> None:
    body_of_group = {"organisation": "Chi bộ 1"}

    assert tiers((PAO, QUANG, SI, "x"), (HOA, QUANG, None, "x"), groups=[body_of_group, body_of_group]) == [
        (1, "district", QUANG, None),
        (1, "commune", SI, "Chi bộ 1"),
        (2, "district", QUANG, None),
    ]


def test_a_household_without_any_assignee_has_one_row_with_its_problem() -> None:
    listing = listing_of(of_two_tiers(), (PAO, None, None, "x"), (HOA, QUANG, SI, "x"))

    assert [(row.row, row.values.get("tier"), [fault.code for fault in row.problems]) for row in listing.rows] == [
        (1, None, ["missing_member_name"]), (2, "district", []), (2, "commune", []),
    ]  # fmt: skip


def test_both_tiers_are_parsed_and_the_rows_of_members_dropped_once() -> None:
    rows = [(None, QUANG, SI, None), (PAO, None, None, "x")]
    listing = listing_of(of_two_tiers(), *rows)

    assert listing.ignored == [Ignored(1, "group")]
    assert [column.fields[0] for column in listing.parsed_columns].count("member_name") == 2
    assert sum("head_name" in column.fields for column in listing.parsed_columns) == 2
