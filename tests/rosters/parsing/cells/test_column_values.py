"""All cells of a column → values."""

from datetime import date, datetime
from typing import Any

import pytest

from assignments.rosters.parsing.cells.column_values import (
    PARSER_RULES,
    ColumnToParse,
    dates_may_be_exchanged,
    parse_all,
    parse_columns,
    parser_of,
)
from assignments.rosters.parsing.cells.parsed_column import DITTO, ParsedColumn
from assignments.rosters.parsing.columns.layout import Column, TableLayout
from assignments.rosters.parsing.rules import first_rule
from assignments.rosters.parsing.sheet.grid import Merges
from tests.rosters.parsing.cells.build import TODAY, outcome, values_of
from tests.rosters.parsing.columns.build import column
from tests.support.rosters.build import area

GROUP: dict[str, str] = {}


def case(fields: str, concepts: str, *, kind: str = "households", table_fields: str = "") -> ColumnToParse:
    return ColumnToParse(column(0, concepts, fields=fields), kind, frozenset(table_fields.split()), TODAY)


def test_every_rule_of_parsers_has_examples() -> None:
    examples: dict[str, list[tuple[ColumnToParse, object, object]]] = {
        "names": [
            (
                case("head_name head_birth_year", "head birth"),
                "H'Mi (1980)",
                {"head_name": "H'Mi", "head_birth_year": 1980},
            ),
        ],
        "places": [
            (case("address", "address"), "thôn Nà Khà, xã Thổ Bình", {"village": "Nà Khà", "commune": "Thổ Bình"}),
            (case("member_village member_commune", "village commune"), "Thôn Nà Khà", "Nà Khà"),
            (case("commune", "commune"), "Xã Thổ Bình", {"commune": "Thổ Bình"}),
        ],
        "positions": [
            (
                case("position", "position", kind="members"),
                "Trưởng phòng, Công an huyện",
                {"position": "Trưởng phòng", "organisation": "Công an huyện"},
            ),
            (
                case("member_position", "position", table_fields="member_workplace"),
                "Trưởng phòng, Công an huyện",
                "Trưởng phòng, Công an huyện",
            ),
            (
                case("member_position member_workplace", "position workplace"),
                "Trưởng phòng, Công an huyện",
                {"member_position": "Trưởng phòng", "member_organisation": "Công an huyện"},
            ),
        ],
        "period": [
            (case("period note", "period note"), "2018 - 2019", {"starts_on": "2018", "ends_on": "2019"}),
        ],
        "one fact": [
            (case("household_size", "size"), "4 khẩu", 4),
            (case("position", "position"), "Bí thư, Công an huyện", "Bí thư, Công an huyện"),
        ],
        "several facts": [
            (case("sex ethnicity", "sex ethnicity"), "Nữ, Tày", {"sex": "F", "ethnicity": "Tày"}),
            (case("sex", "sex unread"), "Nữ", {"sex": "F"}),
            (
                case("birth_date sex", "birth sex", kind="members"),
                "1980; Nữ",
                {"birth_date": "1980", "sex": "F"},
            ),
            (
                case("member_birth_year sex", "birth sex", kind="assignments"),
                "1980; Nữ",
                {"member_birth_year": 1980, "sex": "F"},
            ),
        ],
    }  # fmt: skip
    assert list(examples) == [rule.name for rule in PARSER_RULES]
    for name, cases in examples.items():
        for to_parse, cell, values in cases:
            rule = first_rule(PARSER_RULES, to_parse)
            assert rule is not None
            assert rule.name == name
            assert values_of(rule.verdict(to_parse)(cell)) == values


def test_facts_in_the_order_of_their_heading_need_no_form() -> None:
    """The birth under a heading is the field of its column, for a head as for a member."""
    to_parse = case("household_size head_birth_year", "size birth")
    parse = to_parse.compound_parser()

    assert values_of(parse("4, 1980")) == {"household_size": 4, "head_birth_year": 1980}


def citizen_id(cell: object, raw: list[object], file_format: str) -> tuple[object, list[str]]:
    field = column(0, "citizen_id", fields="citizen_id")
    layout = TableLayout("households", [field], None)
    return outcome(parser_of(field, raw, layout, frozenset(), TODAY, file_format)(cell))


def test_only_in_a_csv_a_text_may_be_a_number_that_lost_its_zeros() -> None:
    outcome_with_zero = ({"citizen_id": "008070123456"}, ["citizen_id: padded_citizen_id"])

    assert citizen_id("8070123456", ["0", "8070123456"], "csv") == outcome_with_zero
    assert citizen_id("8070123456", ["8070123456"], "csv") == outcome_with_zero
    assert citizen_id("8070123456", ["8070123456"], "xlsx")[1] == ["citizen_id: bad_citizen_id"]
    # Where other ids kept their zeros, a number lost at most a foreign program's two.
    assert citizen_id("70123456", ["012", "70123456"], "csv")[1] == ["citizen_id: bad_citizen_id"]
    assert citizen_id("70123456", ["70123456", 12], "csv")[1] == ["citizen_id: padded_citizen_id"]


def test_equal_cells_are_parsed_once() -> None:
    calls = []

    def parse(cell: object) -> str:
        calls.append(cell)
        return f"<{cell}>"

    assert parse_all(["a", None, "b", "a", '"'], "note", parse) == ["<a>", None, "<b>", "<a>", DITTO]
    assert calls == ["a", "b"]


# --- columns of a table -------------------------------------------------------------------------------------------


def table(
    rows: list[list[Any]],
    *columns: Column,
    kind: str = "assignments",
    index_col: int | None = None,
    merges: str = "",
    **options: Any,
) -> dict[str, list[tuple[object, list[str]]]]:
    """The outcomes of every column, by its first field."""
    layout = TableLayout(kind, list(columns), index_col)
    areas = Merges([area(text) for text in merges.split()])
    data = list(range(len(rows)))
    parsed = parse_columns(rows, data, [GROUP] * len(rows), layout, areas, {}, TODAY, "xlsx", **options)
    return {each.fields[0]: list(map(outcome, each.results)) for each in parsed}


NAME = column(1, "member", fields="member_name")
HEAD = column(2, "head", fields="head_name")
SIZE = column(3, "size", fields="household_size")


def test_columns_are_parsed_combined_and_filled() -> None:
    rows = [[1, "Hoàng A Páo", "Giàng A Páo", 4, "x"], [None, "Lù A Sì", "Ma Văn Tư", 5, None]]
    poor = column(4, "poor", fields="poor")

    assert table(rows, NAME, HEAD, SIZE, poor, index_col=0) == {
        "poverty": [("poor", []), ("other", [])],
        "member_name": [("Hoàng A Páo", []), ("Lù A Sì", [])],
        "head_name": [("Giàng A Páo", []), ("Ma Văn Tư", [])],
        "household_size": [(4, []), (5, [])],
    }


def after_head(**options: Any) -> dict[str, list[tuple[object, list[str]]]]:
    """A list by households, whose second row names no member."""
    rows = [[1, "Giàng A Páo", "Hoàng A Páo"], [2, "Ma Văn Tư", None]]
    return table(rows, column(1, "head", fields="head_name"), column(2, "member", fields="member_name"), **options)


def test_in_a_numbered_list_of_households_a_filled_member_is_a_warning() -> None:
    warnings = ["member_name: filled_from_above"]

    assert after_head(index_col=0)["member_name"][1][1] == warnings
    assert after_head()["member_name"][1] == ("Hoàng A Páo", [])
    assert after_head(index_col=0, merges="C1:C2")["member_name"][1] == ("Hoàng A Páo", [])
    assert after_head(index_col=0, ended=[False, True])["member_name"][1] == (None, [])


def test_numbers_of_members_give_no_warning() -> None:
    rows = [[1, "Hoàng A Páo", "Giàng A Páo"], [2, None, "Ma Văn Tư"]]

    assert table(rows, NAME, HEAD, index_col=0)["member_name"][1] == ("Hoàng A Páo", [])


def test_without_numbers_a_second_member_has_the_household_above() -> None:
    rows = [[1, "Giàng A Páo", "Hoàng A Páo", 4], [None, None, "Lù A Sì", None]]
    columns = column(1, "head", fields="head_name"), column(2, "member", fields="member_name"), SIZE

    assert table(rows, *columns)["head_name"][1] == ("Giàng A Páo", [])
    assert table(rows, *columns, index_col=0)["head_name"][1] == ("Giàng A Páo", [])
    rows[1][0] = 2
    assert table(rows, *columns, index_col=0)["head_name"][1] == (None, [])


def test_a_member_in_a_merged_cell_holds_over_a_line_between_groups() -> None:
    rows = [["Hoàng A Páo", "Giàng A Páo"], [None, "Ma Văn Tư"]]
    columns = [column(0, "member", fields="member_name"), column(1, "head", fields="head_name")]
    layout = TableLayout("assignments", columns, None)

    def names(merges: str) -> list[object]:
        areas = Merges([area(text) for text in merges.split()])
        groups = [GROUP, {"village": "Nà Khà"}]
        parsed = parse_columns(rows, [0, 1], groups, layout, areas, {}, TODAY, "xlsx")
        return parsed[0].results

    assert names("A1:A2") == ["Hoàng A Páo", "Hoàng A Páo"]
    assert names("") == ["Hoàng A Páo", None]
    assert names("C1:C2") == ["Hoàng A Páo", None]


def test_a_merged_cell_begins_with_a_member_of_its_own() -> None:
    phone = column(0, "phone", fields="member_phone")
    rows = [["0912345678", "Hoàng A Páo"], [None, "Lù A Sì"], [None, None]]

    assert table(rows, NAME, phone, merges="B2:B3")["member_phone"] == [("0912345678", []), (None, []), (None, [])]


@pytest.mark.parametrize(
    ("kind", "field", "year"),
    [
        ("assignments", "birth_date", "1980"),
        ("assignments", "member_birth_year", 1980),
        ("members", "head_birth_year", 1980),
    ],
)
def test_the_birth_of_a_heading_is_that_of_its_column_in_any_kind_of_list(kind: str, field: str, year: object) -> None:
    parse = case(f"sex {field}", "sex birth", kind=kind).compound_parser()

    assert values_of(parse("Nữ, 1980")) == {"sex": "F", field: year}
    assert values_of(case("sex phone", "sex birth", kind=kind).compound_parser()("Nữ, 1980")) == {"sex": "F"}


def test_the_cells_of_an_exchanged_column_have_day_and_month_exchanged() -> None:
    start = column(0, "starts_on", fields="starts_on")
    rows = [[date(2018, 3, 7)]]

    assert table(rows, start)["starts_on"] == [("2018-03-07", [])]
    assert table(rows, start, exchanged=frozenset({0}))["starts_on"] == [("2018-07-03", [])]
    assert table(rows, start, exchanged=frozenset({1}))["starts_on"] == [("2018-03-07", [])]


def address_problem(*others: Column) -> list[str]:
    """The problem of an address that shows an error."""
    rows = [["#REF!", "Nà Khà"]]
    return table(rows, column(0, "address", fields="address"), *others)["address"][0][1]


def test_an_error_in_an_address_is_one_of_the_village_unless_a_column_holds_that() -> None:
    assert address_problem() == ["village: error_cell"]
    assert address_problem(column(1, "village", fields="village")) == ["address: error_cell"]


# --- exchanged dates ----------------------------------------------------------------------------------------------

SMALL = [date(2018, month, 12) for month in (1, 2, 3, 4)]
LARGE = ["13/1/2018", " 28 / 2/2018", "30/3/2018", "31/12/2018"]


def dates(raw: list[Any], field: str = "starts_on") -> bool:
    return dates_may_be_exchanged(ParsedColumn((field,), [], column(0), raw))


def test_small_real_days_beside_large_typed_days_may_be_exchanged() -> None:
    assert dates([*SMALL, *LARGE])
    assert dates([*SMALL, *LARGE, None, "1/2018", "x/1/2018", "100/1/2018", "2/3/4/5"])
    assert dates([*(datetime(day.year, day.month, day.day) for day in SMALL), *LARGE], "birth_date")


@pytest.mark.parametrize(
    "raw",
    [
        [*SMALL[1:], *LARGE],
        [*SMALL, *LARGE[1:]],
        [*SMALL, *LARGE, date(2018, 1, 13)],
        [*SMALL, *LARGE, "12/1/2018"],
    ],
)
def test_other_dates_are_in_order(raw: list[Any]) -> None:
    assert not dates(raw)


def test_only_columns_of_dates_are_looked_at() -> None:
    assert not dates([*SMALL, *LARGE], "note")
    assert dates([*SMALL, *LARGE], "ends_on")
