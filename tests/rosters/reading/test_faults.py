"""The reader reports every fault that the file alone shows, in every kind of list."""

from datetime import date

import pytest

from lambinh.lib.spreadsheets.types import Cell
from tests.support.rosters.build import codes, sheet

HEADINGS: dict[str, tuple[str, ...]] = {
    "households": ("TT", "Mã hộ", "Họ và tên chủ hộ", "Năm sinh", "Giới tính", "Số CCCD", "Số khẩu", "Diện hộ", "Thôn"),
    "members": ("TT", "Họ và tên", "Ngày sinh", "Chức vụ", "Chi bộ", "Thôn"),
    "assignments": (
        "TT", "Đảng viên phụ trách", "Chi bộ", "Mã hộ", "Họ và tên chủ hộ", "Năm sinh", "Số CCCD", "Số khẩu",
        "Thôn", "Từ ngày", "Đến ngày",
    ),
}  # fmt: skip
ROWS: dict[str, tuple[Cell, ...]] = {
    "households": (1, "H1", "Giàng A Páo", 1980, "Nam", "008080001234", 4, "HN", "Nà Khà"),
    "members": (1, "Hoàng Văn Quý", "7/3/1970", "Trưởng thôn", "Chi bộ Nà Khà", "Nà Khà"),
    "assignments": (
        1, "Hoàng Văn Quý", "Chi bộ Nà Khà", "H1", "Giàng A Páo", 1980, "008080001234", 4, "Nà Khà",
        "1/11/2018", None,
    ),
}  # fmt: skip


def problem_codes(kind: str, heading: str, cell: Cell, *, error: str = "") -> list[tuple[str | None, str, str]]:
    """The problems of a list of three rows; the second has `cell` under `heading`, the others are correct."""
    column = HEADINGS[kind].index(heading)
    right, wrong, last = (list(ROWS[kind]) for _ in range(3))
    wrong[column] = cell
    for number, row in enumerate((right, wrong, last), start=1):
        row[0] = number
        if "Mã hộ" in HEADINGS[kind] and heading != "Mã hộ":
            row[HEADINGS[kind].index("Mã hộ")] = f"H{number}"
    return codes(sheet(HEADINGS[kind], right, wrong, last, errors={(2, column): error} if error else None))


@pytest.mark.parametrize("kind", HEADINGS)
def test_a_right_row_has_no_problem(kind: str) -> None:
    assert problem_codes(kind, "TT", 2) == []


@pytest.mark.parametrize(
    ("kind", "heading", "cell", "field", "code"),
    [
        ("households", "Số CCCD", "00807012345", "citizen_id", "bad_citizen_id"),
        ("assignments", "Số CCCD", "00807012345", "citizen_id", "bad_citizen_id"),
        ("households", "Số khẩu", -4, "household_size", "not_a_size"),
        ("households", "Số khẩu", "-4", "household_size", "not_a_size"),
        ("households", "Số khẩu", "bốn", "household_size", "not_a_size"),
        ("assignments", "Số khẩu", -4, "household_size", "not_a_size"),
        ("assignments", "Số khẩu", "2,5", "household_size", "not_a_size"),
        ("households", "Năm sinh", 2030, "head_birth_year", "future_year"),
        ("members", "Ngày sinh", "7/3/2030", "birth_date", "future_year"),
        ("members", "Ngày sinh", date(2030, 3, 7), "birth_date", "future_year"),
        ("assignments", "Năm sinh", 2030, "head_birth_year", "future_year"),
        ("assignments", "Từ ngày", "1/11/2081", "starts_on", "future_year"),
        ("assignments", "Đến ngày", "1/11/2091", "ends_on", "future_year"),
        ("households", "Năm sinh", "31/02/1980", "head_birth_year", "no_such_day"),
        ("members", "Ngày sinh", "31/02/1980", "birth_date", "no_such_day"),
        ("assignments", "Năm sinh", "31/02/1980", "head_birth_year", "no_such_day"),
        ("assignments", "Từ ngày", "31/02/2018", "starts_on", "no_such_day"),
        ("assignments", "Đến ngày", "30/02/2019", "ends_on", "no_such_day"),
        ("households", "Họ và tên chủ hộ", None, "head_name", "missing_head_name"),
        ("members", "Họ và tên", None, "full_name", "missing_full_name"),
        ("assignments", "Họ và tên chủ hộ", None, "head_name", "missing_head_name"),
    ],
)
def test_a_faulty_cell_is_an_error_of_its_field(kind: str, heading: str, cell: Cell, field: str, code: str) -> None:
    assert problem_codes(kind, heading, cell) == [(field, code, "error")]


@pytest.mark.parametrize(("kind", "heading"), [(kind, heading) for kind in HEADINGS for heading in HEADINGS[kind][1:]])
@pytest.mark.parametrize(("error", "code"), [("#REF!", "error_cell"), ("formula", "formula_without_value")])
def test_a_cell_without_a_value_is_an_error(kind: str, heading: str, error: str, code: str) -> None:
    assert [(actual, level) for _, actual, level in problem_codes(kind, heading, None, error=error)] == [
        (code, "error")
    ]


@pytest.mark.parametrize("kind", ["households", "assignments"])
def test_one_code_for_two_heads_is_an_error_of_both(kind: str) -> None:
    column = HEADINGS[kind].index("Họ và tên chủ hộ")
    other = list(ROWS[kind])
    other[0], other[column] = 2, "Lù A Sì"

    assert codes(sheet(HEADINGS[kind], ROWS[kind], other)) == [("household_code", "same_code", "error")] * 2


def test_a_list_of_households_does_not_pass_over_a_missing_carer_in_its_first_row() -> None:
    row = list(ROWS["assignments"])
    row[1] = None

    assert codes(sheet(HEADINGS["assignments"], row)) == [("member_name", "missing_member_name", "error")]
