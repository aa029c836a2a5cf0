"""A value that a user types for one field."""

from datetime import date

import pytest

from assignments.rosters.parsing.single_value import read_value

TODAY = date(2026, 11, 23)


def read(kind: str, field: str, text: str) -> tuple[dict[str, str | int], list[tuple[str | None, str]]]:
    values, problems = read_value(kind, field, text, today=TODAY)
    return values, [(problem.field, problem.code) for problem in problems]


@pytest.mark.parametrize(
    ("kind", "field", "text", "values", "problems"),
    [
        ("households", "head_name", " Giàng A Páo ", {"head_name": "Giàng A Páo"}, []),
        ("households", "head_name", " ", {}, [("head_name", "missing_head_name")]),
        ("members", "full_name", "-", {}, [("full_name", "missing_full_name")]),
        ("assignments", "member_name", "", {}, [("member_name", "missing_member_name")]),
        ("households", "village", "", {}, []),
        ("households", "head_birth_year", "1970", {"head_birth_year": 1970}, []),
        ("households", "village", "nt", {}, [("village", "ditto_without_above")]),
        ("households", "head_name", "Giàng A Páo; Lù A Sì", {}, [("head_name", "not_a_name")]),
        ("households", "household_size", "x", {}, [("household_size", "not_a_size")]),
        ("households", "citizen_id", "12345678901", {"citizen_id": "012345678901"},
         [("citizen_id", "padded_citizen_id")]),
        ("assignments", "member_workplace", "UBND xã", {"member_workplace": "UBND xã"}, []),
    ],
)  # fmt: skip
def test_a_text_is_read_as_a_cell_of_its_column(
    kind: str, field: str, text: str, values: dict[str, str | int], problems: list[tuple[str, str]]
) -> None:
    assert read(kind, field, text) == (values, problems)


def test_a_long_text_is_shortened_first() -> None:
    assert read("households", "note", "x" * 3_000)[0]["note"] == "x" * 2_000
