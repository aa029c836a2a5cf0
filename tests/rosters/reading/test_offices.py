"""Layouts of single offices: lines for members, sums carried over, headings broken over two rows."""

import pytest

from lambinh.lib.spreadsheets.types import Cell
from tests.support.rosters.build import codes, read_sheets, sheet, values

HEADING = ("TT", "Họ và tên đảng viên", "Chức vụ", "Chủ hộ", "Năm sinh", "Thôn", "Ghi chú")
HOUSEHOLDS = ("TT", "Họ và tên chủ hộ", "Năm sinh", "Số khẩu")


@pytest.mark.parametrize(
    "line",
    [
        "Đ/c Vũ Thị Mẩy – Giáo viên – phụ trách các hộ:",
        "Đồng chí Vũ Thị Mẩy, Giáo viên, phụ trách 2 hộ:",
        "2. Đ/c Vũ Thị Mẩy - Giáo viên: phụ trách 2 hộ",
        "Đ/c: Vũ Thị Mẩy (Giáo viên) phụ trách các hộ sau:",
        "Đảng viên phụ trách: Vũ Thị Mẩy - Giáo viên",
        "Đ/c Vũ Thị Mẩy, Giáo viên, được phân công phụ trách, giúp đỡ 02 hộ:",
    ],
)
def test_a_line_over_households_names_who_is_in_charge_of_them(line: str) -> None:
    (table,) = read_sheets(
        sheet(
            ("DANH SÁCH PHÂN CÔNG ĐẢNG VIÊN PHỤ TRÁCH HỘ GIA ĐÌNH",),
            HOUSEHOLDS,
            (line,),
            (1, "Giàng A Páo", 1970, 4),
            (2, "Lù A Sì", 1980, 5),
            ("Đ/c Công Văn Tú - Công chức Văn phòng - Thống kê - phụ trách các hộ:",),
            (1, "Ma Văn Tư", 1985, 3),
            merges="A1:D1 A3:D3 A6:D6",
        )
    ).tables

    assert table.kind == "assignments"
    fields = ("head_name", "member_name", "member_position")
    assert [tuple(row.values[name] for name in fields) for row in table.rows] == [
        ("Giàng A Páo", "Vũ Thị Mẩy", "Giáo viên"),
        ("Lù A Sì", "Vũ Thị Mẩy", "Giáo viên"),
        ("Ma Văn Tư", "Công Văn Tú", "Công chức Văn phòng - Thống kê"),
    ]  # fmt: skip
    assert [row.problems for row in table.rows] == [()] * 3


def test_a_line_over_the_whole_list_names_who_is_in_charge_and_that_is_said() -> None:
    heading = ("TT", "Chủ hộ", "Thôn", "Số khẩu")
    assignee = ("Đảng viên phụ trách: Hoàng Văn Quý - Trưởng thôn",)
    (table,) = read_sheets(
        sheet(("DANH SÁCH HỘ ĐƯỢC PHÂN CÔNG PHỤ TRÁCH",), assignee, heading, (1, "Giàng A Páo", "Nà Khà", 4))
    ).tables
    (plain,) = read_sheets(sheet(("DANH SÁCH HỘ NGHÈO",), assignee, heading, (1, "Giàng A Páo", "Nà Khà", 4))).tables

    assert table.kind == "assignments"
    assert table.rows[0].values["member_name"] == "Hoàng Văn Quý"
    assert table.rows[0].values["member_position"] == "Trưởng thôn"
    assert [notice.code for notice in table.notices] == ["title_gives_member"]
    assert plain.kind == "households"


def test_a_column_of_heads_and_members_names_the_heads() -> None:
    rows = values(
        sheet(
            ("TT", "Họ và tên chủ hộ và thành viên", "Quan hệ", "Ngày sinh"),
            (1, "Giàng A Páo", "Chủ hộ", "1/2/1970"),
            (None, "Sùng Thị Mai", "Vợ", "3/4/1972"),
        )
    )

    assert rows == [{"head_name": "Giàng A Páo", "head_birth_year": 1970}]


def test_labels_before_the_facts_of_a_member_are_left_out() -> None:
    (row,) = values(
        sheet(("TT", "Đảng viên phụ trách", "Chủ hộ"), (1, "Đ/c: Hoàng Văn Quý\nCV: Trưởng thôn\nSN: 1975", "Lù A Sì"))
    )

    assert (row["member_name"], row["member_position"], row["member_birth_year"]) == (
        "Hoàng Văn Quý",
        "Trưởng thôn",
        1975,
    )


@pytest.mark.parametrize(("head", "note"), [(None, "2 hộ"), ("2 hộ", None), (None, None)])
def test_a_members_own_row_above_the_households_is_no_assignment(head: Cell, note: Cell) -> None:
    (table,) = read_sheets(
        sheet(
            HEADING,
            (1, "Hoàng Văn Quý", "Trưởng thôn", head, None, None, note),
            ("1.1", None, None, "Giàng A Páo", 1970, "Nà Khà", None),
            ("1.2", None, None, "Lù A Sì", 1980, "Nà Khà", None),
            (2, "Ma Văn Tư", "Đảng viên", head, None, None, note),
            ("2.1", None, None, "Lý A Tú", 1985, "Nà Khà", None),
        )
    ).tables

    assert [(row.row, row.values["member_name"], row.values["head_name"]) for row in table.rows] == [
        (3, "Hoàng Văn Quý", "Giàng A Páo"),
        (4, "Hoàng Văn Quý", "Lù A Sì"),
        (6, "Ma Văn Tư", "Lý A Tú"),
    ]
    assert {row.values["member_position"] for row in table.rows} == {"Trưởng thôn", "Đảng viên"}
    assert [row.row for row in table.ignored if row.why == "group"] == [2, 5]


def test_a_row_with_facts_of_a_household_is_one_whose_heads_name_is_missing() -> None:
    table = sheet(
        ("TT", "Đảng viên phụ trách", "Chủ hộ", "Số khẩu", "Diện hộ"),
        (1, "Hoàng Văn Quý", None, 4, "HN"),
        (2, None, "Lù A Sì", 5, "HN"),
    )

    assert codes(table) == [("head_name", "missing_head_name", "error")]


@pytest.mark.parametrize("words", ["Chưa phân công", "Chưa có", "Không có", "Chưa có người phụ trách"])
def test_nobody_in_charge_is_no_person(words: str) -> None:
    table = sheet(("TT", "Chủ hộ", "Đảng viên phụ trách"), (1, "Lù A Sì", "Chẩu A Páo"), (2, "Lý A Tú", words))

    assert codes(table) == [("member_name", "missing_member_name", "error")]


@pytest.mark.parametrize("year", [19755, "19755"])
def test_a_year_of_five_digits_is_an_error(year: Cell) -> None:
    assert codes(sheet(HOUSEHOLDS, (1, "Giàng A Páo", year, 4))) == [("head_birth_year", "impossible_year", "error")]


def test_a_member_without_households_is_still_reported() -> None:
    assert codes(sheet(HEADING, (1, "Hoàng Văn Quý", "Trưởng thôn", None, None, None, None))) == [
        ("head_name", "missing_head_name", "error")
    ]


def test_a_row_of_data_with_words_of_headings_is_no_heading() -> None:
    heading = ("TT", "Chủ hộ", "Số khẩu", "Đảng viên phụ trách", "Chức vụ", "Cấp")
    (table,) = read_sheets(
        sheet(
            heading,
            (1, "Giàng A Páo", 4, "Hoàng Văn Quý", "Đảng viên", "Huyện"),
            (None, None, None, "Nông Ngọc Mùi", "Đảng viên", "Xã"),
            (2, "Lù A Sì", 5, "Hoàng Văn Quý", "Đảng viên", "Huyện"),
            (None, None, None, "Nông Ngọc Mùi", "Đảng viên", "Xã"),
            merges="A2:A3 B2:B3 C2:C3 A4:A5 B4:B5 C4:C5",
        )
    ).tables

    assert [row.values["tier"] for row in table.rows] == ["district", "commune"] * 2
    assert [row.values["head_name"] for row in table.rows] == ["Giàng A Páo"] * 2 + ["Lù A Sì"] * 2


def test_a_second_carer_under_the_first_is_of_the_same_household() -> None:
    rows = values(
        sheet(
            ("TT", "Chủ hộ", "Số khẩu", "Diện hộ", "Đảng viên phụ trách", "Cấp"),
            (1, "Giàng A Páo", 4, "HN", "Hoàng Văn Quý", "Huyện"),
            (None, None, None, None, "Ma Văn Tư", "Xã"),
            (2, "Lù A Sì", 5, None, "Hoàng Văn Quý", "Huyện"),
        )
    )

    assert [(row["head_name"], row["household_size"], row["poverty"], row["tier"]) for row in rows] == [
        ("Giàng A Páo", 4, "poor", "district"),
        ("Giàng A Páo", 4, "poor", "commune"),
        ("Lù A Sì", 5, "other", "district"),
    ]


def test_a_form_for_each_member_names_them_over_their_households() -> None:
    heading = ("STT", "Họ và tên chủ hộ", "Năm sinh", "Thôn")
    title = ("PHIẾU PHÂN CÔNG ĐẢNG VIÊN PHỤ TRÁCH HỘ - XÃ THỔ BÌNH",)
    roster = read_sheets(
        sheet(
            title,
            ("Họ và tên đảng viên: Hoàng Văn Quý",),
            ("Chức vụ: Trưởng thôn",),
            ("Chi bộ: Chi bộ thôn Nà Khà",),
            heading,
            (1, "Giàng A Páo", 1970, "Nà Khà"),
            (2, "Lù A Sì", 1980, "Nà Khà"),
            (),
            title,
            ("Họ và tên đảng viên: Ma Văn Tư",),
            ("Chức vụ: Công chức Văn phòng - Thống kê",),
            ("Chi bộ: Chi bộ thôn Nà Co",),
            heading,
            (1, "Lý A Tú", 1985, "Nà Co"),
        )
    )

    fields = ("member_name", "member_position", "member_organisation", "head_name")
    assert [tuple(row.values[name] for name in fields) for table in roster.tables for row in table.rows] == [
        ("Hoàng Văn Quý", "Trưởng thôn", "Chi bộ thôn Nà Khà", "Giàng A Páo"),
        ("Hoàng Văn Quý", "Trưởng thôn", "Chi bộ thôn Nà Khà", "Lù A Sì"),
        ("Ma Văn Tư", "Công chức Văn phòng - Thống kê", "Chi bộ thôn Nà Co", "Lý A Tú"),
    ]


@pytest.mark.parametrize("words", ["Hộ {}", "Hộ thứ {}", "Họ tên chủ hộ {}"])
def test_households_in_columns_beside_each_other_are_an_assignment_each(words: str) -> None:
    heading = ("TT", "Họ và tên đảng viên", "Thôn", *(words.format(number) for number in (1, 2, 3)), "Ghi chú")
    (table,) = read_sheets(
        sheet(
            heading,
            (1, "Hoàng Văn Quý", "Nà Khà", "Giàng A Páo", "Lù A Sì", "Lý A Tú", None),
            (2, "Ma Văn Tư", "Nà Co", "Lý A Tý", None, None, None),
        )
    ).tables

    fields = ("member_name", "head_name", "village")
    assert [(row.row, *(row.values[name] for name in fields)) for row in table.rows] == [
        (2, "Hoàng Văn Quý", "Giàng A Páo", "Nà Khà"),
        (2, "Hoàng Văn Quý", "Lù A Sì", "Nà Khà"),
        (2, "Hoàng Văn Quý", "Lý A Tú", "Nà Khà"),
        (3, "Ma Văn Tư", "Lý A Tý", "Nà Co"),
    ]  # fmt: skip
    assert [column.fields for column in table.previews[3:6]] == [("head_name",)] * 3
    assert table.notices == ()


def test_the_only_commune_of_a_table_is_the_households() -> None:
    (row,) = values(
        sheet(
            ("TT", "Xã", "Họ và tên đảng viên", "Họ và tên chủ hộ", "Thôn"),
            (1, "Thổ Bình", "Hoàng Văn Quý", "Giàng A Páo", "Nà Khà"),
        )
    )

    assert (row["village"], row["commune"]) == ("Nà Khà", "Thổ Bình")


@pytest.mark.parametrize("error_text", ["#REF!", "#N/A", "#NAME?"])
def test_an_error_that_became_text_is_an_error(error_text: str) -> None:
    table = sheet(("TT", "Chủ hộ", "Thôn", "Ghi chú"), (1, "Giàng A Páo", error_text, error_text))

    assert codes(table) == [("village", "error_cell", "error"), ("note", "error_cell", "error")]


@pytest.mark.parametrize("words", ["Mang sang", "Trang trước chuyển sang", "Cộng trang", "Chuyển sang trang sau"])
def test_a_sum_carried_over_is_no_person(words: str) -> None:
    rows = values(sheet(HOUSEHOLDS, (1, "Giàng A Páo", 1970, 4), (None, words, None, 40), (2, "Trang A Sì", 1980, 5)))

    assert [row["head_name"] for row in rows] == ["Giàng A Páo", "Trang A Sì"]


def test_a_heading_broken_over_two_rows_is_read_down_its_columns() -> None:
    (table,) = read_sheets(
        sheet(
            ("DANH SÁCH",),
            ("Số", "Họ và tên", "Chức", "Họ và tên", "Năm", "Tên", "Số", "Diện hộ", "Ghi"),
            ("TT", "đảng viên", "vụ", "chủ hộ", "sinh", "thôn", "khẩu", None, "chú"),
            (1, "Hoàng Văn Quý", "Giáo viên", "Giàng A Páo", 1979, "Nà Khà", 5, "HCN", None),
        )
    ).tables

    assert table.rows[0].values == {
        "member_name": "Hoàng Văn Quý",
        "member_position": "Giáo viên",
        "head_name": "Giàng A Páo",
        "head_birth_year": 1979,
        "village": "Nà Khà",
        "household_size": 5,
        "poverty": "near_poor",
    }
    assert (table.top, table.body) == (2, 4)


def test_names_of_data_fields_under_a_heading_are_no_record() -> None:
    (table,) = read_sheets(
        sheet(HOUSEHOLDS, ("stt", "ho_ten_ch", "nam_sinh", "so_khau"), (1, "Giàng A Páo", 1970, 4))
    ).tables

    assert [row.row for row in table.rows] == [3]
    assert {row.row: row.why for row in table.ignored} == {1: "heading", 2: "heading"}


def test_a_bare_name_beside_a_birth_year_is_the_village() -> None:
    (table,) = read_sheets(
        sheet(
            ("TT", "Họ và tên đảng viên", "Các hộ được phân công phụ trách", "Tổng số hộ"),
            (1, "Hoàng Văn Quý", "1. Giàng A Páo (1970, Nà Khà)\n2. Lù A Sì (1980, Lũng Khà)", 2),
        )
    ).tables

    assert [(row.values["head_birth_year"], row.values["village"]) for row in table.rows] == [
        (1970, "Nà Khà"),
        (1980, "Lũng Khà"),
    ]
    assert [row.problems for row in table.rows] == [(), ()]
    assert table.notices == ()


@pytest.mark.parametrize(
    "cell", ["Hoàng Văn Quý\nMa Văn Tư", "1. Hoàng Văn Quý; 2. Ma Văn Tư", "Hoàng Văn Quý; Ma Văn Tư"]
)
def test_of_several_members_in_a_cell_the_first_is_taken_and_said(cell: str) -> None:
    (table,) = read_sheets(sheet(("TT", "Chủ hộ", "Đảng viên phụ trách"), (1, "Lù A Sì", cell))).tables
    (row,) = table.rows

    assert row.values == {"head_name": "Lù A Sì", "member_name": "Hoàng Văn Quý"}
    assert [(problem.code, problem.level) for problem in row.problems] == [("several_members", "warning")]


def test_another_name_of_a_head_is_no_village() -> None:
    (table,) = read_sheets(
        sheet(("TT", "Đảng viên phụ trách", "Chủ hộ"), (1, "Hoàng Văn Quý", "Lù Seo Mẩy (Seo Sính)"))
    ).tables

    assert "village" not in table.rows[0].values
    assert [problem.code for problem in table.rows[0].problems] == ["unread_part"]


def test_a_carers_year_may_stand_in_the_column_of_men_or_women() -> None:
    rows = values(
        sheet(
            ("TT", "Đảng viên phụ trách", "Năm sinh", None, "Chủ hộ", "Năm sinh", None),
            (None, None, "Nam", "Nữ", None, "Nam", "Nữ"),
            (1, "Hoàng Văn Quý", 1970, None, "Ma Thị Hoa", None, 1985),
            (2, "Lý Thị Tú", None, 1975, "Lù A Sì", 1990, None),
            merges="A1:A2 B1:B2 C1:D1 E1:E2 F1:G1",
        )
    )

    facts = [(row["member_birth_year"], row["head_birth_year"], row["sex"]) for row in rows]
    assert facts == [(1970, 1985, "F"), (1975, 1990, "M")]


def test_who_is_not_marked_among_women_is_a_man() -> None:
    heading = ("TT", "Họ và tên", "Năm sinh", "Nữ", "Chức vụ")
    members = ((1, "Ma Thị Hoa", 1970, "x", "Kế toán"), (2, "Lù A Sì", 1980, None, "Đảng viên"))

    assert [row["sex"] for row in values(sheet(heading, *members))] == ["F", "M"]
    assert "sex" not in values(sheet(heading, members[1]))[0]


def test_a_heading_may_explain_the_numbers_under_it() -> None:
    rows = values(
        sheet(
            ("TT", "Chủ hộ", "Thôn", "Loại hộ (1: hộ nghèo; 2: hộ cận nghèo; 3: hộ không nghèo)"),
            (1, "Giàng A Páo", "Nà Khà", 2),
            (2, "Lù A Sì", "Nà Khà", "1"),
            (3, "Lý A Tú", "Nà Khà", 3),
        )
    )

    assert [row["poverty"] for row in rows] == ["near_poor", "poor", "other"]


def test_cells_that_are_all_classes_tell_what_their_column_is() -> None:
    heading = ("TT", "Họ và tên chủ hộ", "Số khẩu", "Kết quả", "Nguyên nhân")
    rows_of_members = (
        (1, "Giàng A Páo", 4, "Nghèo", "Thiếu đất"),
        (2, "Lù A Sì", 5, "Cận nghèo", "Nghèo"),
        (3, "Lý A Tú", 3, "Không nghèo", None),
    )

    assert [row["poverty"] for row in values(sheet(heading, *rows_of_members))] == ["poor", "near_poor", "other"]


@pytest.mark.parametrize("total", [9, "9"])
@pytest.mark.parametrize("village", ["Nà Khà", "NÀ KHÀ", "Đồng Hin"])
def test_a_village_with_a_roman_number_may_have_its_sum_beside_it(village: str, total: Cell) -> None:
    rows = values(
        sheet(
            HOUSEHOLDS,
            ("I", village, None, total),
            (1, "Giàng A Páo", 1970, 4),
            (2, "Lù A Sì", 1980, 5),
            ("II", "Phiêng Mỵ", None, 3),
            (3, "Lý A Tú", 1985, 3),
        )
    )

    place = "Nà Khà" if "N" in village else village
    assert [(row["head_name"], row["village"]) for row in rows] == [
        ("Giàng A Páo", place),
        ("Lù A Sì", place),
        ("Lý A Tú", "Phiêng Mỵ"),
    ]


def test_sheets_may_be_named_for_the_tiers() -> None:
    roster = read_sheets(
        sheet(HEADING, (1, "Hoàng Văn Quý", "Kế toán", "Giàng A Páo", 1970, "Nà Khà", None), name="HUYEN"),
        sheet(HEADING, (1, "Ma Văn Tư", "Đảng viên", "Lù A Sì", 1980, "Nà Khà", None), name="Xã"),
    )

    assert [table.rows[0].values["tier"] for table in roster.tables] == ["district", "commune"]


def test_a_size_may_say_how_many_are_women() -> None:
    assert values(sheet(HOUSEHOLDS, (1, "Giàng A Páo", 1970, "5 (2 nữ)")))[0]["household_size"] == 5
