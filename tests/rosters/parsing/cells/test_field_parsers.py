"""The parser of each field."""

from datetime import date
from typing import Any

import pytest

from assignments.rosters.parsing.cells.field_parsers import (
    FieldParsers,
    cell_of,
    place_parser,
    position_parser,
    single_parser,
)
from assignments.rosters.parsing.cells.parsers import ParsedCell
from tests.rosters.parsing.cells.build import TODAY, outcome, values_of


@pytest.mark.parametrize(
    ("field", "cell", "result"),
    [
        ("head_birth_year", "7/3/1980", (1980, [])),
        ("member_birth_year", "7/3/1980", (1980, [])),
        ("birth_date", "7/3/1980", ("1980-03-07", [])),
        ("starts_on", "7/3/2018", ("2018-03-07", [])),
        ("ends_on", "đến 2018", ({"ends_on": "2018"}, [])),
        ("period", "2018 - 2019", ({"starts_on": "2018", "ends_on": "2019"}, [])),
        ("citizen_id", "008070123456", ("008070123456", [])),
        ("phone", "912345678", ({"phone": "0912345678"}, ["phone: padded_phone"])),
        ("member_phone", "912345678", ({"member_phone": "0912345678"}, ["member_phone: padded_phone"])),
        ("village", "Thôn Nà Khà", ("Nà Khà", [])),
        ("commune", "TT Lăng Can", ("Lăng Can", [])),
        ("address", "Nà Khà", ({"village": "Nà Khà"}, [])),
        ("member_village", "Nà Khà, Thổ Bình", ({"member_village": "Nà Khà", "commune": "Thổ Bình"}, [])),
        ("member_commune", "TT Lăng Can", ("Lăng Can", [])),
        ("household_size", "4 khẩu", (4, [])),
        ("household_code", " 0012. ", ("0012", [])),
        ("sex", "Nữ", ("F", [])),
        ("ethnicity", "dân tộc Tày", ("Tày", [])),
        ("tier", "Huyện", ("district", [])),
        ("poverty", "HN", ("poor", [])),
        ("poverty", "Mồ côi", ({}, ["poverty: unknown_class"])),
        ("organisation", "CÔNG AN HUYỆN", ("Công an huyện", [])),
        ("member_organisation", "CB thôn Nà Khà", ("Chi bộ thôn Nà Khà", [])),
        ("workplace", "CÔNG AN HUYỆN", ("Công an huyện", [])),
        ("member_workplace", ".", (None, [])),
        ("note", "  a  b ", ("a b", [])),
    ],
)
def test_a_field_has_its_parser(field: str, cell: Any, result: Any) -> None:
    assert outcome(single_parser(field, TODAY)(cell)) == result


def test_ids_that_lost_their_zeros_are_known_by_their_length() -> None:
    assert outcome(single_parser("citizen_id", TODAY)("8070123456"))[1] == ["citizen_id: bad_citizen_id"]
    lengths = frozenset({10})
    parsers = FieldParsers(["citizen_id"], TODAY, shortened=lengths)
    assert parsers.of("citizen_id")("8070123456") == single_parser("citizen_id", TODAY, shortened=lengths)("8070123456")
    # Another field of the cell is parsed as if alone.
    assert outcome(FieldParsers(["note"], TODAY, shortened=lengths).of("citizen_id")("8070123456"))[1]


def test_a_part_of_a_cell_is_parsed_to_values() -> None:
    parsers = FieldParsers(["note", "household_size"], TODAY)

    assert parsers.parse("household_size", "4") == ParsedCell({"household_size": 4})
    assert parsers.parse("household_size", "40").problems
    assert parsers.parse("note", " ") == ParsedCell({})
    assert parsers.parse("birth_date", "1980") == ParsedCell({"birth_date": "1980"})
    assert FieldParsers([], date(1979, 1, 1)).parse("birth_date", "1980").problems


def test_unknown_values_are_left_out() -> None:
    assert cell_of({"village": "Nà Khà", "commune": None}) == ParsedCell({"village": "Nà Khà"})


@pytest.mark.parametrize(
    ("fields", "cell", "values"),
    [
        (["village"], "Nà Khà", "Nà Khà"),
        (["village"], "Nà Khà, Thổ Bình", {"village": "Nà Khà", "commune": "Thổ Bình"}),
        (["village"], "Nà Khà xã Thổ Bình", {"village": "Nà Khà xã Thổ Bình"}),
        (["village"], "Nà Khà - Thổ Bình", {"village": "Nà Khà", "commune": "Thổ Bình"}),
        (["village"], "Nà Khà-Thổ Bình", "Nà Khà-Thổ Bình"),
        (["commune"], "Thổ Bình", "Thổ Bình"),
        (["commune"], "Thổ Bình, Lâm Bình", {"commune": "Thổ Bình"}),
        (["address"], "Nà Khà", {"village": "Nà Khà"}),
        (["address", "member_village"], "Nà Khà", {"member_village": "Nà Khà"}),
        (
            ["member_village", "member_commune"],
            "Nà Khà\nThổ Bình",
            {"member_village": "Nà Khà", "member_commune": "Thổ Bình"},
        ),
    ],
)
def test_a_cell_holds_a_place_or_several(fields: list[str], cell: str, values: object) -> None:
    assert values_of(place_parser(fields)(cell)) == values


BOTH = "Trưởng phòng, Công an huyện"
PARTS = {"position": "Trưởng phòng", "organisation": "Công an huyện"}


@pytest.mark.parametrize(
    ("is_both", "split", "cell", "values"),
    [
        (False, False, BOTH, BOTH),
        (False, True, BOTH, PARTS),
        (False, True, "Trưởng thôn", {"position": "Trưởng thôn"}),
        (False, True, "Công an huyện", "Công an huyện"),  # an agency without a position counts as the position
        (False, True, " - ", None),
        (True, True, BOTH, PARTS),
        (True, False, BOTH, PARTS),
        (True, True, "Công an huyện", {"organisation": "Công an huyện"}),
        (True, True, "Trưởng thôn, Nà Khà", {"position": "Trưởng thôn", "organisation": "Nà Khà"}),
        (True, True, "Trưởng thôn", {"position": "Trưởng thôn"}),
        (True, True, "-", None),
    ],
)
def test_a_cell_holds_a_position_an_organisation_or_both(is_both: bool, split: bool, cell: str, values: object) -> None:
    fields = ["position", "organisation"] if is_both else ["position"]

    assert values_of(position_parser(fields, "position", "organisation", split=split)(cell)) == values
