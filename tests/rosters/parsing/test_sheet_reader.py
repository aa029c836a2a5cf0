"""The headings and titles of one sheet, and the tables under them."""

from datetime import date, datetime
from typing import Any

import pytest

from assignments.rosters.parsing.records import Ignored, Memory, SheetChoice, Table
from assignments.rosters.parsing.sheet_reader import SheetReader
from lambinh.lib.spreadsheets.types import Cell
from tests.support.rosters.build import sheet

Row = tuple[Cell, ...]
HEADING: Row = ("TT", "Họ và tên chủ hộ", "Năm sinh", "Số khẩu")
PAO: Row = (1, "Giàng A Páo", 1970, 4)
SI: Row = (2, "Lù A Sì", 1980, 5)


def reader(*rows: Row, choice: SheetChoice | None = None, **options: Any) -> SheetReader:
    return SheetReader(sheet(*rows, **options), "xlsx", date(2026, 11, 23), Memory({}), choice or SheetChoice())


def tables(*rows: Row, has_sheets: bool = False, **options: Any) -> list[Table]:
    return reader(*rows, **options).tables(has_sheets=has_sheets)


def table(*rows: Row, **options: Any) -> Table:
    (only,) = tables(*rows, **options)
    return only


def reasons(of: Table) -> dict[int, str]:
    return {ignored.row: ignored.why for ignored in of.ignored}


def codes(of: Table) -> list[str]:
    return [notice.code for notice in of.notices]


def test_every_row_of_a_sheet_is_accounted_for() -> None:
    read = table(("DANH SÁCH HỘ XÃ THỔ BÌNH",), (), HEADING, ("(1)", "(2)", "(3)", "(4)"), PAO, (None, "Cộng", None, 4))

    assert [row.row for row in read.rows] == [5]
    assert read.ignored == [
        Ignored(1, "title"), Ignored(2, "blank"), Ignored(3, "heading"), Ignored(4, "heading"), Ignored(6, "total"),
    ]  # fmt: skip
    assert (read.name, read.kind, read.top, read.body) == ("Sheet1", "households", 3, 5)
    assert read.headings == HEADING
    assert read.columns["head_name"] == "Họ và tên chủ hộ"
    assert read.places == {"head_name": 1, "head_birth_year": 2, "household_size": 3}
    assert [preview.heading for preview in read.previews] == list(HEADING)
    assert read.context == {"commune": "Thổ Bình"}


def test_a_sheet_without_a_heading_has_a_title_of_sixty_rows() -> None:
    def title(rows_above: int) -> dict[str, Any]:
        return reader(*[("x",)] * rows_above, ("Xã Thổ Bình",)).context

    assert title(59) == {"commune": "Thổ Bình"}
    assert title(60) == {}


def test_a_heading_printed_again_is_no_table() -> None:
    read = table(HEADING, PAO, HEADING, ("(1)", "(2)", "(3)", "(4)"), SI)

    assert [row.row for row in read.rows] == [2, 5]
    assert reasons(read) == {1: "heading", 3: "heading", 4: "heading"}


@pytest.mark.parametrize(
    ("rows", "count"),
    [
        ([HEADING, PAO, (), HEADING, SI], 1),
        ([HEADING, PAO, ("DANH SÁCH HỘ",), HEADING, SI], 2),
        ([HEADING, PAO, (None, "x", 5), HEADING, SI], 2),
        ([HEADING, PAO, (None, "x", 5, 6), HEADING, SI], 1),
        ([HEADING, PAO, (*HEADING[:3], "Thôn"), SI], 2),
        ([(*HEADING, None), (*PAO, None), (None, *HEADING), (None, *SI)], 2),
        ([(*HEADING, None, *HEADING), (*PAO, None, *PAO)], 2),
        ([HEADING, HEADING, SI], 2),
    ],
)
def test_a_table_begins_anew_under_a_title_or_another_heading(rows: list[Row], count: int) -> None:
    assert len(tables(*rows)) == count


def test_a_table_ends_at_the_next_heading_below() -> None:
    first, second, third = tables((*HEADING, None, *HEADING), (*PAO, None, *SI), ("DANH SÁCH",), HEADING, SI)

    assert [[row.row for row in each.rows] for each in (first, second, third)] == [[2], [2], [5]]
    assert reasons(first) == {1: "heading", 3: "title"}
    assert reasons(second)[1] == "heading"


def test_the_title_between_tables_is_that_of_the_second() -> None:
    first, second = tables(
        ("DANH SÁCH HỘ NGHÈO XÃ THỔ BÌNH NĂM 2018",), HEADING, PAO, ("DANH SÁCH HỘ CẬN NGHÈO THÔN NÀ KHÀ",), HEADING, SI
    )

    assert first.context == {"commune": "Thổ Bình", "year": 2018, "poverty": "poor"}
    assert second.context == {"commune": "Thổ Bình", "poverty": "near_poor", "village": "Nà Khà"}
    assert second.rows[0].values["poverty"] == "near_poor"
    assert reasons(second) == {5: "heading"}


def test_a_table_without_a_title_has_the_class_and_year_of_the_sheet_but_no_village() -> None:
    title = "DANH SÁCH HỘ NGHÈO THÔN NÀ KHÀ NĂM 2018"
    _, second = tables(
        (title,), ("(Kèm theo Quyết định số 7 ngày 5/3/2018)",), HEADING, PAO, ("Ghi chú",), HEADING[:3], SI[:3]
    )

    assert second.context == {
        "poverty": "poor", "year": 2018, "decision": {"number": "7", "issued_on": "2018-03-05"},
    }  # fmt: skip


def test_places_of_other_sheets_count_least() -> None:
    with_own, without = reader(("Xã Thổ Bình",), HEADING, PAO), reader(HEADING, PAO)
    for each in (with_own, without):
        each.shared_places = {"commune": "Bình An"}

    assert with_own.tables(has_sheets=False)[0].context["commune"] == "Thổ Bình"
    assert without.tables(has_sheets=False)[0].context["commune"] == "Bình An"


@pytest.mark.parametrize(
    ("name", "has_sheets", "context"),
    [
        ("Xã Thổ Bình", False, {"commune": "Thổ Bình"}),
        ("Hộ nghèo", True, {}),
        ("Huyện", True, {"tier": "district"}),
        (" xã ", True, {"tier": "commune"}),
        ("Huyện", False, {}),
        ("2. Nà Khà", True, {"village": "Nà Khà"}),
        ("2. Nà Khà", False, {}),
        ("Sheet1", True, {}),
    ],
)
def test_the_name_of_a_sheet_helps(name: str, has_sheets: bool, context: dict[str, str]) -> None:
    assert table(HEADING, PAO, name=name, has_sheets=has_sheets).context == context


def test_a_title_counts_more_than_the_name_of_the_sheet() -> None:
    assert table(("Xã Bình An",), HEADING, PAO, name="Xã Thổ Bình").context == {"commune": "Bình An"}


# --- the member in charge ------------------------------------------------------------------------------------------

IN_CHARGE: Row = ("Đ/c Vũ Thị Mẩy phụ trách các hộ:",)


@pytest.mark.parametrize(
    "title",
    [
        ("Danh sách phân công",),
        ("Danh sách phụ trách hộ",),
        ("Danh sách giúp đỡ hộ",),
        ("Danh sách hộ được phụ trách",),
    ],
)
def test_a_title_that_names_the_member_in_charge_makes_a_list_of_assignments(title: Row) -> None:
    read = table(title, IN_CHARGE, HEADING, PAO)

    assert (read.kind, read.rows[0].values["member_name"]) == ("assignments", "Vũ Thị Mẩy")
    assert codes(read) == ["title_gives_member"]
    assert "Vũ Thị Mẩy" in read.notices[0].message
    assert "assignee" not in read.context
    assert "member_name" not in read.context


def test_the_nearest_line_names_the_member() -> None:
    other = ("Đ/c Lù A Sì phụ trách các hộ:",)

    assert table(("Phân công",), other, IN_CHARGE, HEADING, PAO).rows[0].values["member_name"] == "Vũ Thị Mẩy"


def test_another_title_names_no_member() -> None:
    assert table(("Danh sách hộ",), ("Đ/c Vũ Thị Mẩy theo dõi",), HEADING, PAO).kind == "households"


def test_the_kind_that_the_user_chose_counts_more() -> None:
    choice = SheetChoice(kind="households")
    read = table(("Danh sách phân công",), IN_CHARGE, HEADING, PAO, choice=choice)

    assert (read.kind, codes(read)) == ("households", [])


def test_a_list_of_members_is_assigned_to_nobody() -> None:
    read = table(
        ("Danh sách phân công",), IN_CHARGE, ("TT", "Họ và tên đảng viên", "Chi bộ"), (1, "Lù A Sì", "Chi bộ 1")
    )

    assert (read.kind, codes(read)) == ("members", [])


def test_lines_between_households_name_members_too() -> None:
    read = table(HEADING, IN_CHARGE, PAO, SI)

    assert read.kind == "assignments"
    assert [row.values["member_name"] for row in read.rows] == ["Vũ Thị Mẩy", "Vũ Thị Mẩy"]
    assert codes(read) == []


# --- the user's choices --------------------------------------------------------------------------------------------


def test_the_user_may_say_which_row_is_the_heading() -> None:
    assert table(("x", "y", "z", "w"), HEADING, PAO, choice=SheetChoice(heading=(2, 2))).top == 2


DATES: list[Row] = [(i, "Giàng A Páo", datetime(2018, 7, i)) for i in range(1, 5)]
DATES += [(i, "Lù A Sì", f"{i}/11/2018") for i in range(13, 17)]
DATED = ("TT", "Họ và tên đảng viên", "Ngày sinh")


def test_dates_that_may_be_exchanged_are_asked_about_once() -> None:
    chosen = SheetChoice(exchanged=frozenset({2}))
    typed = SheetChoice(columns={2: "birth_date"})

    assert "date_order" in codes(table(DATED, *DATES))
    assert "date_order" not in codes(table(DATED, *DATES, choice=chosen))
    assert "date_order" not in codes(table(DATED, *DATES, choice=typed))


def test_a_table_beside_another_has_its_own_columns_only() -> None:
    left, right = tables((*HEADING, None, *HEADING), (*PAO, "x", *SI))

    assert [preview.place for preview in left.previews] == [0, 1, 2, 3]
    assert [preview.place for preview in right.previews] == [5, 6, 7, 8]
    assert [preview.place for preview in table((*HEADING, None), (*PAO, "x")).previews] == [0, 1, 2, 3, 4]
