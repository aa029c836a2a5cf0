"""Rows that are headings, or parts of one."""

from datetime import date

import pytest

from assignments.rosters.parsing.columns.headings import normal_heading
from assignments.rosters.parsing.columns.layout import Column, HeaderBlock
from assignments.rosters.parsing.records import Memory
from assignments.rosters.parsing.sheet.grid import Merges
from assignments.rosters.parsing.table.header_rows import (
    DATA_RULES,
    SUBHEADING_RULES,
    DataCase,
    HeadingShare,
    SubheadingCase,
    continues_heading,
    has_numbers,
    has_texts_only,
    is_data_of,
    is_group_heading,
    is_heading_row,
    may_be_heading,
)
from lambinh.lib.spreadsheets.types import Area
from tests.support.rosters.rule_tables import check_rules

Row = tuple[object, ...]
NO_CORRECTIONS = Memory({})


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (("STT", "x"), True),
        (("Họ và tên", None), False),
        (("x", "Chủ hộ"), True),
        (("x", "y"), False),
        (("STT", "x", 5), False),
        (("STT", "x", date(2018, 1, 1)), False),
        ((None, None), False),
    ],
)
def test_a_heading_begins_with_usual_words_and_has_no_numbers(row: Row, expected: bool) -> None:
    assert may_be_heading(row) is expected


def test_numbers_and_texts_of_a_row() -> None:
    assert has_numbers(("x", 1.5))
    assert not has_numbers(("x", None, "1"))
    assert has_texts_only(("x", None, " "))
    assert not has_texts_only((None, " "))
    assert not has_texts_only(("x", 1))


def test_the_share_of_headings() -> None:
    assert HeadingShare.of(("TT", "Chủ hộ", " ", "gì đó", 5)) == HeadingShare(3, 2, True)
    assert HeadingShare.of(("TT", "Năm sinh")) == HeadingShare(2, 2, False)
    assert HeadingShare.of(("Thông tin đảng viên", "x")) == HeadingShare(2, 1, True)
    assert HeadingShare.of(("Chủ hộ" + " " * 84,)) == HeadingShare(1, 1, True)
    assert HeadingShare.of(("Chủ hộ, " + "x" * 90,)).known == 0


@pytest.mark.parametrize(
    ("texts", "known", "expected"), [(4, 2, True), (5, 2, False), (2, 1, False), (1, 1, False), (2, 2, True)]
)
def test_two_headings_and_half_of_the_texts_make_most(texts: int, known: int, expected: bool) -> None:
    assert HeadingShare(texts, known, True).is_most is expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("TT", "Họ và tên chủ hộ")], True),
        ([("TT", "gì đó")], False),
        ([("TT", "Năm sinh")], False),
        ([("TT", "Năm sinh"), ("Họ và tên", None)], True),
        ([("TT", "Năm sinh"), ("Thôn", None), ("Họ và tên", None)], True),
        ([("TT", "Năm sinh"), ("Thôn", None), ("Xã", None), ("Họ và tên", None)], False),
        ([("TT", "Năm sinh"), ("Họ và tên", "gì đó")], False),
        ([("TT", "Năm sinh"), (None, None)], False),
        ([("TT", "Năm sinh", "Thôn")], True),
    ],
)
def test_a_heading_row_has_names_below_it_or_many_known_headings(rows: list[Row], expected: bool) -> None:
    assert is_heading_row(rows, 0, NO_CORRECTIONS) is expected


def test_headings_that_the_user_confirmed_are_known() -> None:
    rows = [("gì đó", "gì nữa", 5)]
    both = Memory({normal_heading("gì đó"): "head_name", normal_heading("gì nữa"): None})

    assert is_heading_row(rows, 0, both)
    assert not is_heading_row(rows, 0, Memory({normal_heading("gì đó"): "head_name"}))
    assert not is_heading_row([("TT", "Năm sinh")], 0, Memory({"x": None}))


# --- data that reads like a heading --------------------------------------------------------------------------------

BLOCK = HeaderBlock(0, 0, 1, [Column(0, ("Họ và tên",)), Column(1, ("Chức vụ",))], 0, 1)
HEADING = ("Họ và tên", "Chức vụ")


def data(*cells: object, others: tuple[Row, ...] = ()) -> DataCase:
    return DataCase([HEADING, *others, cells], 1 + len(others), BLOCK)


PARTY = ("Cán bộ", "Đảng viên")


def test_every_rule_about_data_decides_its_example() -> None:
    check_rules(
        DATA_RULES,
        {
            "name of a person": (data("Giàng A Páo", "Đảng viên"), True),
            "heading printed again": (data("Họ và tên", "Chức vụ"), False),
            "values of other rows": (data(*PARTY, others=(("x", "Đảng viên"), ("Cán bộ", None))), True),
            "other texts": (data(*PARTY, others=(("Cán bộ", None),)), False),
        },
    )


def test_data_is_compared_with_the_rows_of_the_table_above() -> None:
    filler = [("x", "y")] * 299

    assert not is_data_of([HEADING, PARTY], 1, BLOCK)
    assert not is_data_of([PARTY, HEADING, ("x", "y"), PARTY], 3, HeaderBlock(1, 1, 2, BLOCK.columns, 0, 1))
    assert is_data_of([HEADING, *filler, PARTY, PARTY], 301, BLOCK)
    assert not is_data_of([HEADING, *filler, ("x", "y"), PARTY, PARTY], 302, BLOCK)
    assert not is_data_of([HEADING, ("Chủ hộ", "Thôn")], 1, BLOCK)


# --- the rows of one heading ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (("Thông tin đảng viên", None, "Thông tin hộ"), True),
        (("Thông tin đảng viên", "gì đó", None), False),
        (("Thông tin đảng viên", 5, "Thông tin hộ"), False),
        ((None, None, None), False),
        ((None, "Thông tin hộ", None), False),
    ],
)
def test_a_group_heading_is_of_known_words(row: Row, expected: bool) -> None:
    assert is_group_heading([row, ("x", "y", "z")], 0, Merges(())) is expected


@pytest.mark.parametrize(
    ("row", "area", "expected"),
    [
        ((None, "Thông tin hộ", None), Area(0, 1, 0, 2), True),
        ((None, "Thông tin hộ", None), Area(0, 1, 0, 3), False),
        (("Thông tin hộ", None, None), Area(0, 0, 0, 1), False),
        ((None, "gì đó", None), Area(0, 1, 0, 2), False),
    ],
)
def test_a_group_heading_alone_is_merged_over_a_part_of_the_columns(row: Row, area: Area, expected: bool) -> None:
    assert is_group_heading([row, ("x", "y", "z")], 0, Merges((area,))) is expected


def sub(*rows: Row, merges: tuple[Area, ...] = ()) -> SubheadingCase:
    return SubheadingCase(rows, 0, len(rows) - 1, Merges(merges))


ABOVE = ("TT", "Thông tin hộ", None, None)


def test_every_rule_about_subheadings_decides_its_example() -> None:
    check_rules(
        SUBHEADING_RULES,
        {
            "number or date": (sub(ABOVE, (None, "Thôn", 5, None)), False),
            "numbers of columns": (sub(ABOVE, ("(1)", "(2)", "(3)", None)), False),
            "merged from above": (sub(ABOVE, (None, "gì đó", None, None), merges=(Area(0, 0, 1, 0),)), True),
            "no text": (sub(ABOVE, (None, None, None, None)), False),
            "text that is not known": (sub(("TT", None, None, "Ghi chú"), (None, "Thôn", "gì đó", None)), True),
            "known headings": (sub(ABOVE, (None, "Thôn", "Xã", None)), True),
        },
    )


@pytest.mark.parametrize(
    ("example", "expected"),
    [
        (sub(("TT", "Họ và tên"), ("Thôn", "Xã")), False),
        (sub(("TT", None), ("Thôn", "Xã")), True),
        (sub(("TT", "Họ và tên", "x"), ("Thôn", "Xã", "Năm sinh"), merges=(Area(0, 0, 0, 1),)), True),
        (sub(("TT", "Thông tin hộ"), ("Thôn", "Xã")), True),
        (sub(("TT", None, None), (None, "gì đó", "gì nữa")), False),
        (sub(("TT", "Họ và tên", "x"), (None, "Thôn", "gì đó")), False),
        (sub(("TT", "x", None, "y"), (None, "Thôn", "gì đó", None)), True),
        (sub((None, "x", None, None), (None, "Thôn", "gì đó", None)), False),
        (sub(("TT", None, None, None), (None, "Thôn", "gì đó", None)), False),
        (sub(("TT", "x", None, None), (None, "Thôn", "gì đó", None)), True),
        (sub(("TT", None, "x", "y"), (None, "Thôn", "gì đó", None)), False),
    ],
)
def test_the_limits_of_subheadings(example: SubheadingCase, expected: bool) -> None:
    assert continues_heading(example.rows, example.top, example.row_index, example.merges) is expected
