"""Values that a user types for one field of a row."""

import pytest

from assignments.rosters.parsing import read_value
from assignments.rosters.parsing.columns.fields import CHOICES
from tests.support.rosters.build import TODAY


def read_text(kind: str, field: str, text: str) -> tuple[dict[str, str | int], list[tuple[str | None, str]]]:
    values, problems = read_value(kind, field, text, today=TODAY)
    return values, [(problem.field, problem.code) for problem in problems]


@pytest.mark.parametrize(
    ("kind", "field", "text", "values"),
    [
        ("assignments", "member_name", "Đ/c Hoàng A Páo", {"member_name": "Hoàng A Páo"}),
        ("assignments", "member_name", "Hoàng A Páo (1975)", {"member_name": "Hoàng A Páo", "member_birth_year": 1975}),
        ("assignments", "head_name", " GIÀNG A PÁO ", {"head_name": "Giàng A Páo"}),
        ("assignments", "starts_on", "T11/2018", {"starts_on": "2018-11"}),
        ("assignments", "period", "11/2018 - 12/2019", {"starts_on": "2018-11", "ends_on": "2019-12"}),
        ("assignments", "tier", "Cấp huyện", {"tier": "district"}),
        ("assignments", "member_workplace", "CÔNG AN HUYỆN", {"member_workplace": "Công an huyện"}),
        ("assignments", "member_village", "Thôn Nà Khà", {"member_village": "Nà Khà"}),
        ("assignments", "member_commune", "xã Thổ Bình", {"member_commune": "Thổ Bình"}),
        ("households", "poverty", "HN", {"poverty": "poor"}),
        ("households", "sex", "Nữ", {"sex": "F"}),
        ("households", "household_size", "5 khẩu", {"household_size": 5}),
        ("households", "household_code", " 0012 ", {"household_code": "0012"}),
        ("households", "head_birth_year", "7/3/1975", {"head_birth_year": 1975}),
        ("households", "address", "Nà Khà, Thổ Bình", {"village": "Nà Khà", "commune": "Thổ Bình"}),
        ("households", "citizen_id", "008070123456", {"citizen_id": "008070123456"}),
        ("members", "full_name", "đồng chí Nông Văn Huấn", {"full_name": "Nông Văn Huấn"}),
        ("members", "birth_date", "7/3/1975", {"birth_date": "1975-03-07"}),
        ("members", "position", "Bí thư chi bộ", {"position": "Bí thư chi bộ"}),
        ("members", "note", " mới chuyển đến ", {"note": "mới chuyển đến"}),
    ],
)  # fmt: skip
def test_a_field_is_read_as_its_column_is(kind: str, field: str, text: str, values: dict[str, str | int]) -> None:
    assert read_text(kind, field, text) == (values, [])


@pytest.mark.parametrize(
    ("kind", "field", "text", "code"),
    [
        ("households", "head_name", "31/12/2018", "not_a_name"),
        ("households", "head_name", "Giàng A Páo; Lù A Sì", "not_a_name"),
        ("households", "head_name", "nt", "ditto_without_above"),
        ("households", "household_size", "-2", "not_a_size"),
        ("households", "citizen_id", "00807012345", "bad_citizen_id"),
        ("members", "birth_date", "31/02/1980", "no_such_day"),
        ("members", "birth_date", "2030", "future_year"),
        ("assignments", "starts_on", "hôm qua", "not_a_date"),
    ],
)
def test_what_is_wrong_with_it_is_said(kind: str, field: str, text: str, code: str) -> None:
    assert read_text(kind, field, text) == ({}, [(field, code)])


def test_a_citizen_id_gets_its_zeros_back_and_says_so() -> None:
    assert read_text("households", "citizen_id", "8070123456") == (
        {"citizen_id": "008070123456"},
        [("citizen_id", "padded_citizen_id")],
    )


@pytest.mark.parametrize("blank", ["", "  ", "-", "…"])
def test_nothing_is_nothing_but_a_name_is_needed(blank: str) -> None:
    assert read_text("households", "note", blank) == ({}, [])
    assert read_text("households", "head_name", blank) == ({}, [("head_name", "missing_head_name")])
    assert read_text("assignments", "member_name", blank) == ({}, [("member_name", "missing_member_name")])
    assert read_text("members", "full_name", blank) == ({}, [("full_name", "missing_full_name")])


@pytest.mark.parametrize(("kind", "field"), [(kind, field) for kind in CHOICES for field in CHOICES[kind]])
def test_every_field_that_can_be_chosen_can_be_typed(kind: str, field: str) -> None:
    values, problems = read_value(kind, field, "Nà Khà 7", today=TODAY)

    assert values or problems
