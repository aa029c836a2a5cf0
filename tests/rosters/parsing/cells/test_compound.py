"""Cells under a heading of several facts."""

import pytest

from assignments.rosters.parsing.cells.compound import FORMS, CompoundCellParser, has_form_of, is_ethnic_group
from assignments.rosters.parsing.cells.field_parsers import FieldParsers
from tests.rosters.parsing.cells.build import TODAY, outcome


def parse(cell: object, fields: str, concepts: str = "") -> tuple[object, list[str]]:
    names = fields.split()
    by_concept = dict(zip((concepts or fields).split(), [*names, *[None] * 9], strict=False))
    return outcome(
        CompoundCellParser(FieldParsers(names, TODAY), (concepts or fields).split(), by_concept.get).parse(cell)
    )


@pytest.mark.parametrize(
    ("cell", "values", "problems"),
    [
        ("Nữ, Tày", {"sex": "F", "ethnicity": "Tày"}, []),
        ("Nữ/Tày", {"sex": "F", "ethnicity": "Tày"}, []),
        ("Nữ (Tày)", {"sex": "F", "ethnicity": "Tày"}, []),
        ("Nữ - Tày", {"sex": "F", "ethnicity": "Tày"}, []),
        ("Nữ\nTày", {"sex": "F", "ethnicity": "Tày"}, []),
        ("Nữ, ;.", {"sex": "F"}, []),
        ("Tày, Nữ", {"sex": "F", "ethnicity": "Tày"}, []),  # out of order: by their form
        ("Nữ", {"sex": "F"}, []),
        ("Nữ, Tày, Dao", {"sex": "F", "ethnicity": "Tày"}, ["sex: unread_part"]),
        ("Nữ, Sao Hỏa", {"sex": "F", "ethnicity": "Sao Hỏa"}, []),  # in order nothing needs its form
        ("Sao Hỏa", {}, ["sex: unread_part"]),
    ],
)
def test_facts_are_parsed_in_order_or_by_their_form(cell: str, values: object, problems: list[str]) -> None:
    assert parse(cell, "sex ethnicity") == (values, problems)


def test_problems_of_the_parts_are_kept() -> None:
    assert parse("40, Tày, x", "household_size ethnicity") == (
        {"household_size": 40, "ethnicity": "Tày"},
        ["household_size: large_size", "household_size: unread_part"],
    )


def test_a_part_in_order_may_have_a_warning_and_then_all_are_taken_by_their_form() -> None:
    assert parse("40, Tày", "household_size ethnicity") == (
        {"household_size": 40, "ethnicity": "Tày"},
        ["household_size: large_size"],
    )


def test_one_fact_of_a_column_with_one_field_is_parsed_as_it_is() -> None:
    assert parse("Nữ", "sex", "sex unread") == ({"sex": "F"}, [])
    assert parse("Nữ, Phật", "sex", "sex unread") == ({"sex": "F"}, [])


@pytest.mark.parametrize(
    ("field", "part", "others"),
    [
        ("head_birth_year", "sinh năm 1980", ["80", "1780", "4"]),
        ("birth_date", "7/3/1980", ["7/3", "x 1980"]),
        ("member_birth_year", "SN 80", ["80"]),
        ("sex", "Nữ", ["Tày"]),
        ("ethnicity", "TÀY", ["Nam"]),
        ("household_size", "4 khẩu", ["400", "khẩu 4"]),
        ("poverty", "Hộ nghèo", ["Mồ côi"]),
        ("phone", "0912 345.678", ["0912345", "Nam"]),
        ("member_phone", "0912345678", ["09123456789012345"]),
        ("citizen_id", "008070123456", ["1980"]),
        ("organisation", "Chi bộ Nà Khà", ["Bí thư"]),
        ("member_organisation", "Công an huyện", ["Trưởng thôn"]),
        ("note", "4 x", ["4"]),
    ],
)
def test_a_field_has_a_form(field: str, part: str, others: list[str]) -> None:
    assert has_form_of(field, part)
    assert not any(has_form_of(field, other) for other in others)


def test_every_form_has_an_example() -> None:
    (parameters,) = [mark.args[1] for mark in test_a_field_has_a_form.pytestmark]  # type: ignore[attr-defined]

    assert {field for field, _, _ in parameters} == {*FORMS, "note"}


@pytest.mark.parametrize("text", ["Tày", "H'Mông", "cao lan", "KINH", "Hmông"])
def test_the_groups_of_the_country_are_known(text: str) -> None:
    assert is_ethnic_group(text)
    assert not is_ethnic_group(f"{text} x")
