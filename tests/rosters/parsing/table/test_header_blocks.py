"""Header blocks: the rows and columns where tables begin."""

import pytest

from assignments.rosters.parsing.columns.layout import HeaderBlock
from assignments.rosters.parsing.records import Memory
from assignments.rosters.parsing.sheet.grid import Merges
from assignments.rosters.parsing.table.header_blocks import HeadingCells, block_at_rows, find_blocks
from lambinh.lib.spreadsheets.types import Area

Row = tuple[object, ...]
NO_CORRECTIONS = Memory({})
HEADING = ("TT", "Họ và tên chủ hộ", "Năm sinh", "Thôn")
RECORD = (1, "Giàng A Páo", 1970, "Nà Khà")
EMPTY = (None, None, None, None)


def blocks_of(*rows: Row, merges: tuple[Area, ...] = ()) -> list[HeaderBlock]:
    return find_blocks(list(rows), Merges(merges), NO_CORRECTIONS)


def edges(blocks: list[HeaderBlock]) -> list[tuple[int, int, int, int, int]]:
    return [(block.top, block.bottom, block.body, block.left, block.right) for block in blocks]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([HEADING, RECORD], [(0, 0, 1, 0, 3)]),
        ([EMPTY, HEADING, ("(1)", "(2)", "(3)", "(4)"), RECORD], [(1, 1, 3, 0, 3)]),
        ([HEADING, ("stt", "ho_ten", "nam_sinh", "thon"), RECORD], [(0, 0, 2, 0, 3)]),
        ([HEADING, RECORD, HEADING, RECORD], [(0, 0, 1, 0, 3), (2, 2, 3, 0, 3)]),
        ([HEADING], [(0, 0, 1, 0, 3)]),
        ([RECORD], []),
        ([("TT", "Năm sinh", "Thôn", "Xã")], []),
        ([("Họ và", "Năm", "Số", "Dân"), ("tên", "sinh", "khẩu", "tộc"), RECORD], [(0, 1, 2, 0, 3)]),
    ],
)
def test_tables_begin_under_their_headings(rows: list[Row], expected: list[tuple[int, ...]]) -> None:
    assert edges(blocks_of(*rows)) == expected


def test_a_row_over_the_names_belongs_to_the_heading() -> None:
    groups = ("Thông tin hộ", None, "Thông tin hộ", None)

    assert edges(blocks_of(EMPTY, groups, HEADING, RECORD)) == [(1, 2, 3, 0, 3)]
    assert edges(blocks_of(groups, HEADING, RECORD)) == [(0, 1, 2, 0, 3)]
    assert edges(blocks_of(HEADING, RECORD, groups, HEADING, RECORD)) == [(0, 0, 1, 0, 3), (2, 3, 4, 0, 3)]


def test_a_heading_has_four_rows_at_most() -> None:
    merged = tuple(Area(0, col, 5, col) for col in range(4))
    rows = [HEADING, *[EMPTY] * 5, RECORD]

    assert edges(blocks_of(*rows, merges=merged)) == [(0, 3, 4, 0, 3)]
    assert edges(blocks_of(*rows[:3], merges=tuple(Area(0, col, 2, col) for col in range(4)))) == [(0, 2, 3, 0, 3)]


def test_a_row_of_data_is_no_heading() -> None:
    assert len(blocks_of(("TT", "Họ và tên", "Chức vụ", "Thôn"), ("Chủ hộ", "Giàng A Páo", "Đảng viên", "Thôn"))) == 1


def test_two_tables_beside_each_other_begin_with_a_number_each() -> None:
    side = ("TT", "Họ và tên chủ hộ", "Thôn")

    assert edges(blocks_of((*side, None, *side))) == [(0, 0, 1, 0, 2), (0, 0, 1, 4, 6)]
    assert edges(blocks_of((*side, *side))) == [(0, 0, 1, 0, 2), (0, 0, 1, 3, 5)]
    assert edges(blocks_of((*side, "TT", "Họ và tên chủ hộ", "Xã"))) == [(0, 0, 1, 0, 5)]
    assert edges(blocks_of((*side, None, "TT", "Xã", "Thôn"))) == [(0, 0, 1, 0, 6)]
    assert edges(blocks_of((*side, None, "TT", "Họ và tên chủ hộ", "Xã"))) == [(0, 0, 1, 0, 2), (0, 0, 1, 4, 6)]
    assert edges(blocks_of((*side, None, *side, "TT", "Họ và tên chủ hộ"))) == [(0, 0, 1, 0, 8)]
    assert edges(blocks_of(("Xã", *side, None, *side))) == [(0, 0, 1, 0, 3), (0, 0, 1, 5, 7)]


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ((2, 2), [(1, 1, 2, 0, 3)]),
        ((3, 2), [(1, 2, 3, 0, 3)]),
        ((1, 1), [(0, 0, 1, 0, 3)]),
        ((0, 1), []),
        ((3, 4), []),
        ((3, 3), [(2, 2, 3, 0, 3)]),
    ],
)
def test_the_user_may_say_where_the_heading_is(heading: tuple[int, int], expected: list[tuple[int, ...]]) -> None:
    rows = [EMPTY, HEADING, RECORD]

    assert edges(block_at_rows(rows, heading, Merges(()), NO_CORRECTIONS)) == expected


def test_a_chosen_heading_without_any_text_has_no_columns() -> None:
    (block,) = block_at_rows([EMPTY, RECORD], (1, 1), Merges(()), NO_CORRECTIONS)

    assert block.columns == []


# --- columns -------------------------------------------------------------------------------------------------------


def texts(*rows: Row, merges: tuple[Area, ...] = (), top: int = 0) -> list[tuple[str, ...]]:
    cells = HeadingCells(rows, top, len(rows) - 1, Merges(merges))
    return [cells.texts(col) for col in range(len(rows[0]))]


def test_the_texts_over_a_column_go_from_top_to_bottom() -> None:
    rows = (("Hộ", None, "x"), ("Chủ  hộ", " Năm\n\n sinh ", "x"))

    assert texts(*rows, merges=(Area(0, 0, 0, 1),)) == [("Hộ", "Chủ hộ"), ("Hộ", "Năm\nsinh"), ("x",)]


def test_without_merged_cells_a_group_reaches_right_over_subheadings() -> None:
    assert texts(("Hộ", None, None), ("Chủ hộ", "Thôn", None)) == [("Hộ", "Chủ hộ"), ("Hộ", "Thôn"), ()]
    assert texts((None, "Hộ", None), ("TT", "Chủ hộ", "Thôn")) == [("TT",), ("Hộ", "Chủ hộ"), ("Hộ", "Thôn")]
    assert texts(("Hộ", " ", None), (None, "Thôn", "Xã")) == [("Hộ",), ("Thôn",), ("Xã",)]
    assert texts(("A", "B", None), ("x", "y", "z")) == [("A", "x"), ("B", "y"), ("B", "z")]


def test_beside_merged_cells_a_group_does_not_reach_right() -> None:
    rows = (("Hộ", None, "A", None), ("Chủ hộ", "Thôn", "x", "y"))

    assert texts(*rows, merges=(Area(0, 2, 0, 3),))[1] == ("Thôn",)
    assert texts(*rows, merges=(Area(0, 2, 1, 3),))[1] == ("Hộ", "Thôn")


def test_a_merged_cell_from_above_the_heading_is_none_of_it() -> None:
    rows = (("DANH SÁCH", None), ("TT", None))

    assert texts(*rows, merges=(Area(0, 1, 1, 1),), top=1) == [("TT",), ()]
    assert texts(*rows, merges=(Area(0, 0, 1, 0),), top=1) == [("TT",), ()]
    assert texts(*rows, merges=(Area(0, 0, 1, 0),)) == [("DANH SÁCH",), ()]


def test_one_heading_over_two_columns_is_one_column() -> None:
    rows = (("TT", "Họ và tên", None, "Họ và tên"),)
    columns = HeadingCells(rows, 0, 0, Merges((Area(0, 1, 0, 2),))).columns(NO_CORRECTIONS)

    assert [(column.col, column.extra_cols) for column in columns] == [(0, ()), (1, (2,)), (3, ())]


@pytest.mark.parametrize(
    ("below", "others", "expected"),
    [
        (("Cấp huyện", "Cấp xã"), (None, None), True),
        (("Xã phân công", "Huyện phân công"), (None, None), True),
        (("Cấp xã", "Xã"), (None, None), False),
        (("Cấp huyện", "Cấp xã"), ("Đảng viên", None), False),
    ],
)
def test_tiers_under_assignees_are_the_assignees(below: Row, others: Row, expected: bool) -> None:
    rows = (("Đảng viên phụ trách", None, *others), (*below, None, "Chủ hộ"))
    merges = Merges((Area(0, 0, 0, 1), Area(0, 2, 1, 2)))
    columns = HeadingCells(rows, 0, 1, merges).columns(NO_CORRECTIONS)

    assert ([column.concepts for column in columns[:2]] == [("member",), ("member",)]) is expected
