"""The sheets, tables and columns on the column page, and the meaning of its answers."""

from datetime import date

import pytest
from django.utils import translation

from assignments.rosters.parsing.records import Choices, SheetChoice
from assignments.rosters.review.column_choices import parse_column_choices, parse_sheet_choices
from assignments.rosters.review.column_form import (
    AS_READ,
    OPEN,
    UNUSED,
    ColumnView,
    SheetView,
    column_letters,
    sheet_views,
)
from lambinh.lib.spreadsheets.types import Cell, Sheet, Workbook
from tests.support.rosters.build import read_sheets, sheet

HEADINGS = ("TT", "Họ và tên chủ hộ", "Số khẩu", "Thôn")
ROW = (1, "Giàng A Páo", 4, "Nà Khà")


def views(*sheets: Sheet, choices: Choices | None = None) -> list[SheetView]:
    return sheet_views(Workbook("roster.xlsx", "xlsx", sheets), read_sheets(*sheets), choices or Choices())


def columns(*rows: tuple[Cell, ...]) -> dict[str, ColumnView]:
    """The columns of the only table, by heading."""
    (view,) = views(sheet(*rows))
    return {column.heading: column for column in view.tables[0].columns}


def choice_from_answers(view: SheetView, **answers: str) -> SheetChoice:
    data = {
        f"signature-{view.number}": view.signature,
        **{name.replace("_", "-"): text for name, text in answers.items()},
    }
    return parse_column_choices(data, [view]).of(view.name)


def test_a_column_that_the_reader_knows_is_selected_as_read() -> None:
    column = columns(HEADINGS, ROW)["Số khẩu"]

    assert (column.selected, column.options[0][0], column.samples, column.letters) == (AS_READ, AS_READ, "4", "C")


def test_a_column_that_the_reader_guesses_is_open() -> None:
    column = columns((*HEADINGS, "Năm sanh"), (*ROW, 1980))["Năm sanh"]

    assert (column.selected, column.is_open, column.options[0][0]) == (OPEN, True, OPEN)


def test_a_column_that_the_reader_does_not_know_is_unused() -> None:
    column = columns((*HEADINGS, "Tôn giáo"), (*ROW, "Không"))["Tôn giáo"]

    assert (column.selected, column.options[0][0]) == (UNUSED, UNUSED)


def test_a_column_of_citizen_ids_shows_their_last_digits() -> None:
    column = columns((*HEADINGS, "Số CCCD"), (*ROW, "008075001234"))["Số CCCD"]

    assert column.samples == "…1234"


@pytest.mark.parametrize("heading", ["Hộ nghèo", "Hộ cận nghèo", "Hộ thoát nghèo", "Khác"])
def test_a_column_of_marks_is_named_in_the_language_of_the_user(heading: str) -> None:
    rows = ((*HEADINGS, "Hộ nghèo", "Hộ cận nghèo", "Hộ thoát nghèo", "Khác"), (*ROW, "x", None, None, None))
    with translation.override("vi"):
        label = columns(*rows)[heading].options[0][1]

    assert label in ("Hộ nghèo", "Hộ cận nghèo", "Thoát nghèo", "Không nghèo")


def test_columns_of_men_women_and_relations_are_named_in_the_language_of_the_user() -> None:
    headings = ("Họ và tên chủ hộ", "Nam", "Nữ", "Họ tên thành viên", "Quan hệ với chủ hộ")
    with translation.override("vi"):
        labels = [
            column.options[0][1] for column in columns(headings, ("Giàng A Páo", 1970, None, "", "Chủ hộ")).values()
        ]

    assert labels == ["Chủ hộ", "Nam", "Nữ", "Thành viên hộ", "Quan hệ với chủ hộ"]


def test_a_sheet_without_a_table_shows_its_first_rows() -> None:
    (view,) = views(sheet(("Giấy mời",), (None,), ("Số", "008075001234")))

    assert view.tables == []
    assert [number for number, _text in view.first_rows] == [1, 3]
    assert "008075001234" not in view.first_rows[1][1]


def test_answers_about_a_column_are_its_fields() -> None:
    (view,) = views(sheet(HEADINGS, ROW))

    assert choice_from_answers(view, column_0_2="phone").columns == {2: "phone"}
    assert choice_from_answers(view, column_0_2=UNUSED).columns == {2: None}
    assert choice_from_answers(view, column_0_2="nonsense").columns == {2: None}
    assert choice_from_answers(view, column_0_2=AS_READ) == SheetChoice()


def test_an_unused_column_that_stays_unused_is_no_answer() -> None:
    (view,) = views(sheet((*HEADINGS, "Tôn giáo"), (*ROW, "Không")))

    assert choice_from_answers(view, column_0_4=UNUSED) == SheetChoice()


def test_answers_about_other_tables_than_the_present_ones_do_not_count() -> None:
    (view,) = views(sheet(HEADINGS, ROW))

    assert parse_column_choices({"signature-0": "another", "column-0-2": "phone"}, [view]) == Choices()


def test_exchanged_dates_are_an_answer_about_their_field_too() -> None:
    days = ["28/11/1987", "17/03/1990", "25/12/1985", "13/01/1979", *(date(1970 + n, 3, 7) for n in range(4))]
    (view,) = views(
        sheet(("Họ và tên đảng viên", "Ngày sinh"), *((f"Lý Văn {'ABCDEGHK'[n]}u", day) for n, day in enumerate(days)))
    )

    choice = choice_from_answers(view, order_0_1="exchanged")

    assert (choice.columns, choice.exchanged) == ({1: "birth_date"}, frozenset({1}))
    assert choice_from_answers(view, order_0_1="kept").exchanged == frozenset()


@pytest.mark.parametrize(
    ("answers", "choice"),
    [
        ({}, SheetChoice()),
        ({"skip-0": "1"}, SheetChoice(skip=True)),
        ({"kind-0": "members"}, SheetChoice(kind="members")),
        ({"kind-0": "households"}, SheetChoice()),  # as the reader found it
        ({"kind-0": "nonsense"}, SheetChoice()),
        ({"first-0": "1", "last-0": "1"}, SheetChoice()),
        ({"first-0": "2", "last-0": ""}, SheetChoice(heading=(2, 2))),
        ({"first-0": "3", "last-0": "2"}, SheetChoice(heading=(3, 3))),
        ({"first-0": "0", "last-0": "2"}, SheetChoice()),
    ],
)
def test_answers_about_a_sheet_count_where_they_differ_from_what_was_read(
    answers: dict[str, str], choice: SheetChoice
) -> None:
    assert parse_sheet_choices(answers, views(sheet(HEADINGS, ROW))).of("Sheet1") == choice


@pytest.mark.parametrize(("column_index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_are_named_as_in_excel(column_index: int, letters: str) -> None:
    assert column_letters(column_index) == letters
