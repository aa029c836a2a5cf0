"""Rows of parsed columns."""

import pytest

from assignments.rosters.parsing.cells.parsed_column import ColumnResult, ParsedColumn
from assignments.rosters.parsing.cells.parsers import ParsedCell
from assignments.rosters.parsing.columns.layout import Column, TableLayout
from assignments.rosters.parsing.problems import problem
from assignments.rosters.parsing.record_values import PartResult, RecordValues
from assignments.rosters.parsing.records import Row
from assignments.rosters.parsing.row_assembly import RowBuilder, build_rows
from assignments.rosters.parsing.sheet import limits
from tests.rosters.parsing.table.build import layout

HOUSEHOLDS = layout(None, "head_name", "household_size")


def column(fields: str, *results: ColumnResult) -> ParsedColumn:
    names = tuple(fields.split())
    return ParsedColumn(names, list(results), Column(0, names), [None] * len(results))


def build(table: TableLayout, *columns: ParsedColumn, inherited: dict[str, str] | None = None) -> list[Row]:
    count = len(columns[0].results)
    return build_rows(columns, range(4, 4 + count), [inherited or {}] * count, table)


def codes(row: Row) -> list[tuple[str | None, str]]:
    return [(fault.field, fault.code) for fault in row.problems]


def test_a_row_has_the_number_that_excel_shows() -> None:
    rows = build(HOUSEHOLDS, column("head_name", "Páo", "Sì"), column("household_size", 4, None))

    assert rows == [
        Row(5, {"head_name": "Páo", "household_size": 4}),
        Row(6, {"head_name": "Sì"}),
    ]


def test_a_cell_of_several_households_gives_rows_with_one_number() -> None:
    heads: ColumnResult = [ParsedCell({"head_name": "Páo"}), ParsedCell({"head_name": "Sì"})]
    rows = build(HOUSEHOLDS, column("head_name", heads, "Lù"), inherited={"village": "Nà Khà"})

    assert rows == [
        Row(5, {"head_name": "Páo", "village": "Nà Khà"}),
        Row(5, {"head_name": "Sì", "village": "Nà Khà"}),
        Row(6, {"head_name": "Lù", "village": "Nà Khà"}),
    ]


def test_households_in_cells_count_against_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_ROWS", 2)
    heads: list[ParsedCell] = [ParsedCell({"head_name": "Páo"})] * 3

    assert len(build(HOUSEHOLDS, column("head_name", heads[:2]))) == 2
    with pytest.raises(limits.LimitExceeded):
        build(HOUSEHOLDS, column("head_name", heads))


def row(table: TableLayout, *parts: PartResult, inherited: dict[str, str] | None = None, **values: str | int) -> Row:
    return RowBuilder(table).row(1, RecordValues(dict(values), list(parts)), inherited or {})


def part(fields: str, *problems: str, **values: str) -> PartResult:
    faults = tuple(problem(fields.split()[0] if fields else "head_name", code, value="x") for code in problems)
    return PartResult(ParsedCell(dict(values), faults), frozenset(fields.split()))


def test_what_stands_nearer_counts_more() -> None:
    built_row = row(
        HOUSEHOLDS,
        part("head_name", head_name="Páo", note="mới"),
        part("note", note="cũ"),
        part("head_name", village="Bản Phú"),
        part("address", address="tổ 3"),
        head_name="Sì",
        village="Nà Khà",
        address="tổ 2",
        inherited={"village": "Xóm", "commune": "Thổ Bình"},
    )

    assert built_row.values == {
        "head_name": "Páo", "village": "Nà Khà", "address": "tổ 2", "note": "cũ", "commune": "Thổ Bình",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("table", "missing"),
    [
        (HOUSEHOLDS, ["head_name"]),
        (layout(None, "full_name", kind="members"), ["full_name"]),
        (layout(None, "member_name", "head_name", kind="assignments"), ["member_name", "head_name"]),
        (layout(None, "member_name", "household_code", kind="assignments"), ["member_name"]),
        (layout(None, "member_name", "household_code", "person", kind="assignments"), ["member_name", "head_name"]),
        (layout(None, "household_code", "head_name"), ["head_name"]),
        (layout(None, "household_code"), []),
    ],
)
def test_a_row_needs_its_names(table: TableLayout, missing: list[str]) -> None:
    assert codes(row(table)) == [(name, f"missing_{name}") for name in missing]


def test_a_name_with_a_problem_is_not_missing_too() -> None:
    assert codes(row(HOUSEHOLDS, part("head_name", "not_a_name"))) == [("head_name", "not_a_name")]


@pytest.mark.parametrize("field", ["poverty", "near_poor"])
def test_a_household_without_a_mark_is_of_the_other_class(field: str) -> None:
    table = layout(None, "head_name", field)

    assert row(table, head_name="Páo").values["poverty"] == "other"
    assert row(table, head_name="Páo", poverty="poor").values["poverty"] == "poor"
    assert "poverty" not in row(table, part("poverty", "unknown_class"), head_name="Páo").values
    assert "poverty" not in row(HOUSEHOLDS, head_name="Páo").values


@pytest.mark.parametrize(
    ("kind", "fields", "prefix"),
    [("members", ("full_name", "workplace"), ""), ("assignments", ("member_name", "member_workplace"), "member_")],
)
def test_a_workplace_is_the_organisation_where_no_cell_is_known(
    kind: str, fields: tuple[str, ...], prefix: str
) -> None:
    table = layout(None, *fields, kind=kind)
    organisation, workplace = f"{prefix}organisation", f"{prefix}workplace"

    alone = row(table, **{workplace: "UBND"}).values
    both = row(table, **{workplace: "UBND", organisation: "Chi bộ 1"}).values

    assert alone == {organisation: "UBND"}
    assert both == {workplace: "UBND", organisation: "Chi bộ 1"}
    assert row(table).values == {}
    assert row(layout(None, fields[0], kind=kind), **{workplace: "UBND"}).values == {workplace: "UBND"}


@pytest.mark.parametrize(
    ("start", "end", "is_wrong"),
    [
        ("2018-07-01", "2018-06-30", True),
        ("2018-07-01", "2018-07-01", False),
        ("2018-07-01", "2018-07-02", False),
        ("2018-07-01", "2018-06", True),
        ("2018-07-01", "2018-07", False),
        ("2018-07", "2018", False),
        ("2019", "2018-12-31", True),
        (None, "2018", False),
        ("2018", None, False),
    ],
)
def test_an_assignment_does_not_end_before_it_starts(start: str | None, end: str | None, is_wrong: bool) -> None:
    dates = {name: day for name, day in (("starts_on", start), ("ends_on", end)) if day is not None}

    assert codes(row(HOUSEHOLDS, head_name="Páo", **dates)) == [("ends_on", "ends_before_start")] * is_wrong


def test_problems_come_in_the_order_of_the_cells() -> None:
    built_row = row(
        HOUSEHOLDS,
        part("phone", "bad_phone"),
        part("sex", "unknown_sex"),
        starts_on="2019",
        ends_on="2018",
    )

    assert [code for _, code in codes(built_row)] == [
        "bad_phone",
        "unknown_sex",
        "missing_head_name",
        "ends_before_start",
    ]
