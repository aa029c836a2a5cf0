"""A user's choices for a workbook take precedence over its headings."""

import json
from datetime import date

from assignments.rosters.parsing import Choices, Roster, SheetChoice, Table, read_roster
from lambinh.lib.spreadsheets.types import Sheet, Workbook
from tests.support.rosters.build import TODAY, sheet

HEADING = ("TT", "Họ và tên chủ hộ", "Số khẩu", "Năm sanh", "Chỗ")
HOUSEHOLD = (1, "Giàng A Páo", 4, 1980, "Nà Khà")


def read_with(*sheets: Sheet, **choices: SheetChoice) -> Roster:
    """Read the sheets with the user's `choices`, by the name of the sheet."""
    return read_roster(Workbook("roster.xlsx", "xlsx", sheets), today=TODAY, choices=Choices(choices))


def table_of(roster: Roster) -> Table:
    (table,) = roster.tables
    return table


def notices(roster: Roster) -> list[str]:
    return [notice.code for table in roster.tables for notice in table.notices]


def test_choices_are_kept_as_plain_data() -> None:
    choices = Choices(
        {
            "Tờ 1": SheetChoice(
                heading=(3, 4), kind="households", columns={1: "head_name", 2: None}, exchanged=frozenset({5})
            ),
            "Tờ 2": SheetChoice(skip=True),
        }
    )

    assert Choices.from_data(json.loads(json.dumps(choices.as_data()))) == choices
    assert Choices.from_data({}) == Choices()


def test_a_chosen_column_holds_what_was_said_and_is_certain() -> None:
    unsure = read_with(sheet(HEADING, HOUSEHOLD))
    confirmed = read_with(
        sheet(HEADING, HOUSEHOLD), Sheet1=SheetChoice(columns={3: "head_birth_year", 4: "village", 2: None})
    )

    assert (notices(unsure), unsure.is_certain) == (["unsure_column"], False)
    assert (notices(confirmed), confirmed.is_certain) == ([], True)
    assert table_of(confirmed).rows[0].values == {
        "head_name": "Giàng A Páo",
        "head_birth_year": 1980,
        "village": "Nà Khà",
    }


def test_a_column_that_is_not_used_is_no_longer_asked_about() -> None:
    roster = read_with(sheet(HEADING, HOUSEHOLD), Sheet1=SheetChoice(columns={3: None}))

    assert roster.is_certain
    assert "head_birth_year" not in table_of(roster).rows[0].values


def test_of_two_columns_for_one_field_the_chosen_one_counts() -> None:
    rows = (("TT", "Chủ hộ", "Số khẩu", "Tổng số khẩu"), (1, "Giàng A Páo", 4, 5))

    roster = read_with(sheet(*rows), Sheet1=SheetChoice(columns={3: "household_size"}))

    assert roster.is_certain
    assert table_of(roster).rows[0].values["household_size"] == 5


def test_one_field_chosen_for_two_columns_is_asked_about_again() -> None:
    rows = (("TT", "Chủ hộ", "Số khẩu", "Tổng số khẩu"), (1, "Giàng A Páo", 4, 5))

    roster = read_with(sheet(*rows), Sheet1=SheetChoice(columns={2: "household_size", 3: "household_size"}))

    assert notices(roster) == ["doubled_column"]


def test_saying_what_was_understood_changes_nothing() -> None:
    rows = (
        ("TT", "Họ đệm", "Tên", "Năm sinh", None, "Chức vụ, đơn vị", "Chủ hộ, năm sinh", "Diện hộ", None),
        (None, None, None, "Nam", "Nữ", None, None, "Nghèo", "Cận nghèo"),
        (1, "Hoàng Văn", "Quý", 1970, None, "Đội phó, Công an huyện", "Giàng A Páo, 1980", "x", None),
        (2, "Ma Thị", "Hoa", None, 1975, "Kế toán, Huyện ủy", "Lù A Sì, 1970", None, "x"),
    )
    source_sheet = sheet(*rows, merges="A1:A2 B1:B2 C1:C2 D1:E1 F1:F2 G1:G2 H1:I1")
    before = read_with(source_sheet)
    columns = {column.place: next(iter(column.fields), None) for column in table_of(before).previews}

    after = read_with(source_sheet, Sheet1=SheetChoice(kind=table_of(before).kind, columns=columns))

    assert table_of(after).rows == table_of(before).rows
    assert table_of(after).rows[1].values["member_name"] == "Ma Thị Hoa"
    assert [column.fields for column in table_of(after).previews] == [
        column.fields for column in table_of(before).previews
    ]


def test_a_class_is_said_of_the_columns_with_its_marks() -> None:
    rows = (("TT", "Chủ hộ", "Hộ nghèo", "Hộ cận nghèo"), (1, "Giàng A Páo", None, "x"))

    roster = read_with(sheet(*rows), Sheet1=SheetChoice(columns={2: "poverty", 3: "poverty"}))

    assert table_of(roster).rows[0].values["poverty"] == "near_poor"
    assert roster.is_certain


def test_a_column_without_heading_may_be_chosen() -> None:
    rows = (("TT", "Chủ hộ", "Số khẩu", None), (1, "Giàng A Páo", 4, "Nà Khà"))

    roster = read_with(sheet(*rows), Sheet1=SheetChoice(columns={3: "village"}))

    assert table_of(roster).rows[0].values["village"] == "Nà Khà"
    assert table_of(roster).places["village"] == 3


def test_a_chosen_place_of_a_member_stays_the_members() -> None:
    rows = (
        ("TT", "Đảng viên phụ trách", "Nơi ấy", "Chủ hộ", "Chỗ"),
        (1, "Hoàng Văn Quý", "Nà Co", "Lù A Sì", "Nà Khà"),
    )

    roster = read_with(sheet(*rows), Sheet1=SheetChoice(columns={2: "member_village", 4: "village"}))

    assert table_of(roster).rows[0].values == {
        "member_name": "Hoàng Văn Quý",
        "member_village": "Nà Co",
        "head_name": "Lù A Sì",
        "village": "Nà Khà",
    }


def test_a_chosen_heading_replaces_the_tables_that_were_found() -> None:
    rows = (
        ("TT", "Họ và tên chủ hộ", "Thôn"),
        (1, "Giàng A Páo", "Nà Khà"),
        ("Số", "Nhà", "Bao nhiêu"),
        ("(1)", "(2)", "(3)"),
        (1, "Lù A Sì", 4),
        (2, "Lý A Tú", 5),
    )

    roster = read_with(sheet(*rows), Sheet1=SheetChoice(heading=(3, 3), columns={1: "head_name", 2: "household_size"}))

    table = table_of(roster)
    assert (table.top, table.body) == (3, 5)
    assert [(row.row, row.values) for row in table.rows] == [
        (5, {"head_name": "Lù A Sì", "household_size": 4}),
        (6, {"head_name": "Lý A Tú", "household_size": 5}),
    ]


def test_a_heading_that_names_nobody_is_shown_and_asked_about() -> None:
    roster = read_with(sheet(("Số", "Nhà", "Mấy"), (1, "Lù A Sì", 4)), Sheet1=SheetChoice(heading=(1, 1)))

    assert notices(roster) == ["no_name_column"]
    assert [column.heading for column in table_of(roster).previews] == ["Số", "Nhà", "Mấy"]
    assert not roster.is_certain


def test_a_list_without_any_heading_is_read_by_its_places() -> None:
    roster = read_with(
        sheet(("DANH SÁCH HỘ",), (), (1, "Lù A Sì", 4), (2, "Lý A Tú", 5)),
        Sheet1=SheetChoice(heading=(2, 2), columns={1: "head_name", 2: "household_size"}),
    )

    assert [row.values["household_size"] for row in table_of(roster).rows] == [4, 5]


def test_a_heading_outside_the_sheet_gives_no_table() -> None:
    roster = read_with(sheet(HEADING, HOUSEHOLD), Sheet1=SheetChoice(heading=(7, 8)))

    assert roster.tables == ()
    assert not roster.is_certain


def test_a_list_is_of_the_kind_that_was_said() -> None:
    rows = (("TT", "Họ và tên", "Năm sinh", "Địa chỉ"), (1, "Giàng A Páo", 1980, "Nà Khà, Thổ Bình"))

    unsure = read_with(sheet(*rows))
    households = read_with(sheet(*rows), Sheet1=SheetChoice(kind="households"))
    members = read_with(sheet(*rows), Sheet1=SheetChoice(kind="members"))

    assert (notices(unsure), unsure.is_certain) == (["unsure_kind"], False)
    assert table_of(households).rows[0].values["head_name"] == "Giàng A Páo"
    assert table_of(households).rows[0].values["head_birth_year"] == 1980
    assert table_of(members).rows[0].values["birth_date"] == "1980"
    assert households.is_certain
    assert members.is_certain


def test_a_list_of_households_with_carers_may_be_read_for_the_households_alone() -> None:
    rows = (
        ("TT", "Chủ hộ", "Năm sinh", "Đảng viên phụ trách", "Năm sinh"),
        (1, "Giàng A Páo", 1980, "Hoàng Văn Quý", 1970),
    )

    table = table_of(read_with(sheet(*rows), Sheet1=SheetChoice(kind="households")))

    assert table.rows[0].values == {"head_name": "Giàng A Páo", "head_birth_year": 1980}


def test_a_sheet_is_left_out_and_a_hidden_one_read_when_a_person_says_so() -> None:
    sheets = (
        sheet(HEADING, HOUSEHOLD, name="Cũ"),
        sheet(HEADING, HOUSEHOLD, name="Ẩn", hidden=True),
        sheet(HEADING, HOUSEHOLD, name="Kín", hidden=True),
    )

    roster = read_with(*sheets, Cũ=SheetChoice(skip=True), Ẩn=SheetChoice(heading=(1, 1)))

    assert [table.name for table in roster.tables] == ["Ẩn"]
    assert [notice.code for notice in roster.notices] == ["hidden_sheet"]
    assert "Kín" in roster.notices[0].message


DATES = sheet(
    ("TT", "Họ và tên", "Ngày sinh", "Chi bộ"),
    *[(n, "Hoàng Văn Quý", date(1980, 3, n), "Chi bộ A") for n in range(1, 6)],
    *[(n, "Hoàng Văn Quý", f"{n}/3/1980", "Chi bộ A") for n in range(14, 19)],
)


def births(roster: Roster) -> list[str | int]:
    return [row.values["birth_date"] for row in table_of(roster).rows][:6]


def test_exchanged_days_and_months_are_put_right_where_a_person_says_so() -> None:
    roster = read_with(DATES, Sheet1=SheetChoice(exchanged=frozenset({2})))

    assert births(roster) == ["1980-01-03", "1980-02-03", "1980-03-03", "1980-04-03", "1980-05-03", "1980-03-14"]
    assert roster.is_certain


def test_dates_are_left_as_they_are_where_a_person_says_so() -> None:
    roster = read_with(DATES, Sheet1=SheetChoice(columns={2: "birth_date"}))

    assert births(roster) == ["1980-03-01", "1980-03-02", "1980-03-03", "1980-03-04", "1980-03-05", "1980-03-14"]
    assert roster.is_certain
    assert not read_with(DATES).is_certain


def test_choices_hold_for_every_table_of_a_sheet() -> None:
    roster = read_with(
        sheet(
            ("A. THÔN NÀ KHÀ",),
            HEADING,
            HOUSEHOLD,
            (None, "Cộng", 4),
            ("B. THÔN NÀ CO",),
            HEADING,
            (1, "Lù A Sì", 5, 1970, "Nà Co"),
        ),
        Sheet1=SheetChoice(columns={3: "head_birth_year"}),
    )

    years = [row.values["head_birth_year"] for table in roster.tables for row in table.rows]
    assert years == [1980, 1970]
    assert roster.is_certain


def test_what_an_office_said_of_a_heading_of_two_facts_keeps_both() -> None:
    rows = (("TT", "Họ tên chủ hộ, năm sinh", "Số khẩu"), (1, "Giàng A Páo, 1980", 4))
    corrections: dict[str, str | None] = {"Họ tên chủ hộ, năm sinh": "head_name", "TT": None}

    roster = read_roster(Workbook("roster.xlsx", "xlsx", (sheet(*rows),)), today=TODAY, corrections=corrections)

    assert table_of(roster).rows[0].values["head_birth_year"] == 1980
