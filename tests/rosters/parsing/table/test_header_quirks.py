"""Odd rows at a heading."""

import pytest

from assignments.rosters.parsing.sheet.grid import Merges
from assignments.rosters.parsing.table.header_quirks import (
    BROKEN_HEADER_RULES,
    RowPair,
    is_column_numbers,
    is_field_names,
    join_broken_header,
    row_pair,
)
from lambinh.lib.spreadsheets.types import Area
from tests.support.rosters.rule_tables import check_rules

ABOVE, BELOW = ("Chức", "Năm", "Số", "Dân"), ("vụ", "sinh", "khẩu", "tộc")


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (("(1)", "(2)", "(3)"), True),
        ((1, 2, 3, None, 4), True),
        ((3, 4, 5), True),
        ((4, 5, 6), False),
        ((1, 2), False),
        ((1, 2, 4), False),
        ((2, 1, 3), False),
        (("A", "B", 1, 2), True),
        (("A", "B", "C"), True),
        (("A", "B", "C", 7), True),
        (("A", "B", 7), False),
        (("A", 1, "2 = 1"), True),
        (("A", 1, "3 = 2 + 1"), False),
        ((1, 2, "Giàng A Páo"), False),
        ((1, 2, 100), False),
        ((None, None, None), False),
    ],
)
def test_the_numbers_of_columns(row: tuple[object, ...], expected: bool) -> None:
    assert is_column_numbers(row) is expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (("stt", "ho_ten", "nam_sinh"), True),
        (("stt", "ho_ten", "xa"), False),
        (("ho_ten", "nam_sinh"), False),
        (("stt", "ho_ten", "Nam_sinh"), False),
        (("stt", "ho_ten", "nam_sinh", 5), False),
        (("stt", "ho_ten", "nam_sinh", None), True),
    ],
)
def test_the_names_of_fields_of_another_program(row: tuple[object, ...], expected: bool) -> None:
    assert is_field_names(row) is expected


def pair(above: tuple[object, ...], below: tuple[object, ...], *merges: Area) -> RowPair:
    return row_pair([above, below], 0, Merges(merges))


def test_every_rule_decides_its_example() -> None:
    check_rules(
        BROKEN_HEADER_RULES,
        {
            "fewer than three columns in both rows": (pair(("Chức", "Năm", None), ("vụ", "sinh", "x")), False),
            "long texts or values": (pair((*ABOVE, "x" * 40), (*BELOW, None)), False),
            "merged cell": (pair(ABOVE, BELOW, Area(1, 0, 2, 0)), False),
            "joined texts that are not known": (pair(("Chức", "a", "b"), ("vụ", "c", "d")), False),
            "parts that are headings themselves": (
                pair(("Thôn", "Họ và tên", "Chức vụ"), ("bản", "chủ hộ", "hiện nay")),
                False,
            ),
            "broken header": (pair(ABOVE, BELOW), True),
        },
    )


@pytest.mark.parametrize(
    ("example", "expected"),
    [
        (pair(ABOVE[:3], BELOW[:3]), True),
        (pair((*ABOVE, "x" * 39), (*BELOW, None)), True),
        (pair((*ABOVE, None), (*BELOW, 12)), False),
        (pair(ABOVE, BELOW, Area(0, 3, 0, 4)), False),
        (pair((*ABOVE, None), (*BELOW, None), Area(0, 4, 1, 4)), True),
        (pair(("Chức", "Năm", "a"), ("vụ", "sinh", "b")), True),
        (pair(("Thôn", "Họ và tên", "Chức vụ", "Số"), ("bản", "chủ hộ", "hiện nay", "khẩu")), True),
    ],
)
def test_the_limits_of_a_broken_header(example: RowPair, expected: bool) -> None:
    rows = [example.above, example.below]
    merges = Merges(()) if not example.is_merged else Merges((Area(0, 0, 1, 5),))

    assert (join_broken_header(rows, 0, merges) is not None) is expected


def test_a_broken_header_becomes_one_row_and_the_others_keep_their_place() -> None:
    rows = [("x",), ABOVE, BELOW, ("y",)]

    assert join_broken_header(rows, 1, Merges(())) == [
        ("x",),
        ("Chức vụ", "Năm sinh", "Số khẩu", "Dân tộc"),
        (None, None, None, None),
        ("y",),
    ]
    assert join_broken_header(rows, 3, Merges(())) is None
    assert join_broken_header(rows[:3], 2, Merges(())) is None
