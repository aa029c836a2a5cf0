"""Cells of a workbook become rows: structure, repeated values, values from groups and titles."""

import json
import unicodedata
from datetime import date
from pathlib import Path

import pytest

from assignments.rosters.parsing import read_roster
from lambinh.lib.spreadsheets.reader import read_workbook
from tests.support.rosters.build import TODAY, codes, read_sheets, sheet, values

SAMPLES = Path(__file__).parents[2] / "support/rosters/samples"
CLASSIC = ("TT", "Họ và tên đảng viên", "Họ và tên chủ hộ", "Năm sinh", "Số khẩu", "Thôn")


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.xlsx")), ids=lambda path: path.stem)
def test_every_row_of_a_sample_is_right_and_none_is_invented(path: Path) -> None:
    truth = json.loads(path.with_name(path.name + ".truth.json").read_text(encoding="utf-8"))
    roster = read_roster(read_workbook(path), today=TODAY)

    read = {(table.name, row.row): row for table in roster.tables for row in table.rows}
    assert {table.kind for table in roster.tables} == {truth["kind"]}
    assert sorted(read) == sorted((row["sheet"], row["row"]) for row in truth["rows"])
    for row in truth["rows"]:
        actual = read[row["sheet"], row["row"]]
        assert {name: actual.values.get(name) for name in row["values"]} == row["values"]
        assert actual.problems == ()


def test_every_row_of_a_sheet_is_a_record_or_says_why_not() -> None:
    (table,) = read_sheets(
        sheet(
            ("DANH SÁCH HỘ NGHÈO XÃ THỔ BÌNH",),
            (),
            ("TT", "Họ và tên chủ hộ", "Năm sinh", "Số khẩu"),
            ("(1)", "(2)", "(3)", "(4)"),
            ("I", "Thôn Nà Khà", None, 9),
            (1, "Giàng A Páo", 1970, 4),
            (2, "Lù A Sì", 1980, 5),
            (None, "Cộng", None, 9),
            (),
            (None, "NGƯỜI LẬP BIỂU", None, "T/M ĐẢNG ỦY"),
            (None, "Nguyễn Thị Hồng", None, "Hoàng Văn Quý"),
            merges="A1:D1",
        )
    ).tables

    assert [row.row for row in table.rows] == [6, 7]
    assert {row.row: row.why for row in table.ignored} == {
        1: "title", 2: "blank", 3: "heading", 4: "heading", 5: "group", 8: "total", 9: "blank",
        10: "signature", 11: "signature",
    }  # fmt: skip
    assert table.rows[0].values["village"] == "Nà Khà"
    assert table.rows[0].values["commune"] == "Thổ Bình"


def test_a_member_written_once_holds_for_the_rows_below() -> None:
    rows = values(
        sheet(
            CLASSIC,
            (1, "Hoàng Văn Quý", "Giàng A Páo", 1970, 4, "Nà Khà"),
            (None, None, "Lù A Sì", 1971, 5, "Nà Khà"),
            (2, "Ma Văn Tư", "Lý A Tú", 1972, 6, "Nà Khà"),
        )
    )

    assert [row["member_name"] for row in rows] == ["Hoàng Văn Quý", "Hoàng Văn Quý", "Ma Văn Tư"]


def test_a_merged_member_cell_holds_for_its_rows() -> None:
    rows = values(
        sheet(
            ("TT", "Đảng viên phụ trách", "Chức vụ", "Chủ hộ"),
            (1, "Hoàng Văn Quý", "Trưởng thôn", "Giàng A Páo"),
            (2, None, None, "Lù A Sì"),
            (3, "Ma Văn Tư", None, "Lý A Tú"),
            merges="B2:B3 C2:C3",
        )
    )

    assert [row.get("member_position") for row in rows] == ["Trưởng thôn", "Trưởng thôn", None]


def test_ditto_marks_repeat_what_stands_above() -> None:
    rows = values(
        sheet(
            CLASSIC,
            (1, "Hoàng Văn Quý", "Giàng A Páo", 1970, 4, "Nà Khà"),
            (2, "nt", "Lù A Sì", 1971, 5, '"'),
            (3, "-nt-", "Lý A Tú", 1972, 6, "như trên"),
        )
    )

    assert {(row["member_name"], row["village"]) for row in rows} == {("Hoàng Văn Quý", "Nà Khà")}


def test_a_ditto_mark_under_nothing_is_an_error() -> None:
    assert codes(sheet(CLASSIC, (1, "nt", "Giàng A Páo", 1970, 4, "Nà Khà"))) == [
        ("member_name", "ditto_without_above", "error")
    ]


def test_a_blank_carer_in_a_list_of_households_is_filled_and_said() -> None:
    problems = codes(
        sheet(
            ("TT", "Chủ hộ", "Thôn", "Đảng viên phụ trách"),
            (1, "Giàng A Páo", "Nà Khà", "Hoàng Văn Quý"),
            (2, "Lù A Sì", "Nà Khà", None),
        )
    )

    assert problems == [("member_name", "filled_from_above", "warning")]


def test_only_heads_of_a_list_of_families_are_households() -> None:
    (table,) = read_sheets(
        sheet(
            ("TT", "Họ và tên", "Quan hệ với chủ hộ", "Năm sinh", "Số khẩu"),
            (1, "Giàng A Páo", "Chủ hộ", 1970, 2),
            (None, "Sùng Thị Mai", "Vợ", 1972, None),
            (2, "Lù A Sì", "CH", 1960, 1),
        )
    ).tables

    assert [row.values["head_name"] for row in table.rows] == ["Giàng A Páo", "Lù A Sì"]
    assert [(row.row, row.why) for row in table.ignored] == [(1, "heading"), (3, "member_of_household")]


def test_several_households_of_a_cell_share_the_row_and_part_its_lines() -> None:
    (table,) = read_sheets(
        sheet(
            ("TT", "Đảng viên phụ trách", "Hộ được phụ trách", "Năm sinh", "Thôn"),
            (1, "Hoàng Văn Quý", "1. Giàng A Páo\n2. Lù A Sì", "1970\n1980", "Nà Khà"),
            (2, "Ma Văn Tư", "Lý A Tú; Lý A Tý", None, "Nà Tông"),
        )
    ).tables

    assert [(row.row, row.values["head_name"], row.values.get("head_birth_year")) for row in table.rows] == [
        (2, "Giàng A Páo", 1970),
        (2, "Lù A Sì", 1980),
        (3, "Lý A Tú", None),
        (3, "Lý A Tý", None),
    ]
    assert {row.values["village"] for row in table.rows[:2]} == {"Nà Khà"}


def test_one_size_for_several_households_is_said_and_not_shared() -> None:
    problems = codes(
        sheet(
            ("TT", "Đảng viên phụ trách", "Chủ hộ", "Số khẩu"),
            (1, "Hoàng Văn Quý", "Lý A Tú; Lý A Tý", 5),
        )
    )

    assert problems == [("household_size", "unread_part", "warning")] * 2


def test_a_village_does_not_leak_into_the_next_commune() -> None:
    rows = values(
        sheet(
            ("TT", "Chủ hộ", "Năm sinh"),
            ("A", "XÃ THỔ BÌNH"),
            ("I", "Thôn Nà Khà"),
            (1, "Giàng A Páo", 1970),
            ("B", "XÃ BÌNH AN"),
            (2, "Lù A Sì", 1980),
        )
    )

    assert rows[1] == {"head_name": "Lù A Sì", "head_birth_year": 1980, "commune": "Bình An"}


def test_each_table_of_a_sheet_has_its_own_tier() -> None:
    heading = ("TT", "Họ và tên", "Chức vụ", "Chủ hộ", "Thôn")
    roster = read_sheets(
        sheet(
            ("DANH SÁCH PHÂN CÔNG PHỤ TRÁCH HỘ XÃ THỔ BÌNH",),
            ("A. CÁN BỘ CẤP HUYỆN",),
            heading,
            (1, "Hoàng Văn Quý", "Phó phòng", "Giàng A Páo", "Nà Khà"),
            (None, "Cộng", None, "1 hộ"),
            (),
            ("B. ĐẢNG VIÊN CẤP XÃ",),
            heading,
            (1, "Ma Văn Tư", "Trưởng thôn", "Lù A Sì", "Nà Tông"),
        )
    )

    assert [table.rows[0].values["tier"] for table in roster.tables] == ["district", "commune"]
    assert [table.rows[0].values["commune"] for table in roster.tables] == ["Thổ Bình"] * 2


def test_a_heading_printed_again_goes_on_with_its_table() -> None:
    heading = ("TT", "Chủ hộ", "Số khẩu")
    (table,) = read_sheets(
        sheet(
            heading,
            ("I", "Thôn Nà Khà"),
            (1, "Giàng A Páo", 4),
            heading,
            (2, "Lù A Sì", 5),
        )
    ).tables

    assert [row.values["village"] for row in table.rows] == ["Nà Khà", "Nà Khà"]


def test_tables_beside_each_other_are_both_read() -> None:
    rows = values(
        sheet(
            ("TT", "Chủ hộ", "Số khẩu", None, "TT", "Chủ hộ", "Số khẩu"),
            (1, "Giàng A Páo", 4, None, 2, "Lù A Sì", 5),
        )
    )

    assert rows == [{"head_name": "Giàng A Páo", "household_size": 4}, {"head_name": "Lù A Sì", "household_size": 5}]


def test_a_summary_below_is_not_read() -> None:
    (table,) = read_sheets(
        sheet(
            ("TT", "Chủ hộ", "Số khẩu", "Thôn"),
            (1, "Giàng A Páo", 4, "Nà Khà"),
            (),
            ("STT", "Thôn", "Số đảng viên", "Số hộ"),
            (1, "Nà Khà", 3, 1),
        )
    ).tables

    assert [row.row for row in table.rows] == [2]


def test_a_sheet_named_for_a_village_gives_it_and_says_so() -> None:
    heading = ("TT", "Chủ hộ", "Số khẩu")
    roster = read_sheets(
        sheet(("SỔ THEO DÕI",), ("ĐẢNG ỦY XÃ XUÂN LẬP",), name="Bìa"),
        sheet(heading, (1, "Giàng A Páo", 4), name="Khuổi Trang"),
        sheet(heading, (1, "Lù A Sì", 5), name="Thôn Nà Co"),
        sheet(heading, (1, "Lý A Tú", 5), name="Cũ", hidden=True),
    )

    assert [table.rows[0].values["village"] for table in roster.tables] == ["Khuổi Trang", "Nà Co"]
    assert {table.rows[0].values["commune"] for table in roster.tables} == {"Xuân Lập"}
    assert [notice.code for notice in roster.tables[0].notices] == ["sheet_gives_village"]
    assert [notice.code for notice in roster.notices] == ["hidden_sheet"]


def test_the_village_of_a_cell_is_taken_with_a_notice() -> None:
    (table,) = read_sheets(
        sheet(
            ("TT", "Đảng viên phụ trách", "Chủ hộ"),
            ("Chi bộ thôn Nà Khà (12 đồng chí)",),
            (1, "Hoàng Văn Quý", "Giàng A Páo"),
            merges="A2:C2",
        )
    ).tables

    assert table.rows[0].values["member_organisation"] == "Chi bộ thôn Nà Khà"
    assert table.rows[0].values["village"] == "Nà Khà"
    assert [notice.code for notice in table.notices] == ["cell_gives_village"]


def test_a_birth_year_in_the_column_of_women_tells_the_sex() -> None:
    rows = values(
        sheet(
            ("TT", "Họ và tên chủ hộ", "Năm sinh", None, "Số khẩu"),
            (None, None, "Nam", "Nữ", None),
            (1, "Giàng A Páo", 1970, None, 4),
            (2, "Sùng Thị Mai", None, "1975", 3),
            merges="A1:A2 B1:B2 C1:D1 E1:E2",
        )
    )

    assert [(row["sex"], row["head_birth_year"]) for row in rows] == [("M", 1970), ("F", 1975)]


def test_classes_are_marked_in_columns_and_no_mark_means_other() -> None:
    table = sheet(
        ("TT", "Chủ hộ", "Hộ nghèo", "Hộ cận nghèo"),
        (1, "Giàng A Páo", "x", None),
        (2, "Lù A Sì", None, 1),
        (3, "Lý A Tú", None, None),
        (4, "Lý A Tý", "x", "x"),
        (5, "Lý A Tò", "?", None),
    )

    assert [row.get("poverty") for row in values(table)] == ["poor", "near_poor", "other", None, None]
    assert codes(table) == [("poverty", "conflicting_class", "error"), ("poverty", "unknown_mark", "warning")]


def test_error_cells_and_formulas_without_result_are_problems_of_their_rows() -> None:
    problems = codes(
        sheet(
            ("TT", "Chủ hộ", "Năm sinh", "Số khẩu"),
            (1, None, 1970, 4),
            (2, "Lù A Sì", None, 5),
            errors={(1, 1): "#REF!", (2, 2): "formula"},
        )
    )

    assert problems == [("head_name", "error_cell", "error"), ("head_birth_year", "formula_without_value", "error")]


def test_one_code_for_two_heads_is_an_error_of_both_rows() -> None:
    table = sheet(
        ("Mã hộ", "Chủ hộ", "Số khẩu"),
        ("H1", "Giàng A Páo", 4),
        ("H1", "Lù A Sì", 5),
        ("H2", "Ma Văn Hòa", 5),
        ("H2", "Ma Văn Hoà", 5),
    )

    assert codes(table) == [("household_code", "same_code", "error")] * 2


def test_a_missing_name_is_an_error() -> None:
    assert codes(sheet(CLASSIC, (1, "Hoàng Văn Quý", None, 1970, 4, "Nà Khà"))) == [
        ("head_name", "missing_head_name", "error")
    ]


def test_an_end_before_the_start_is_an_error() -> None:
    problems = codes(
        sheet(
            ("TT", "Đảng viên phụ trách", "Chủ hộ", "Từ ngày", "Đến ngày"),
            (1, "Hoàng Văn Quý", "Giàng A Páo", "1/11/2018", "1/2018"),
        )
    )

    assert problems == [("ends_on", "ends_before_start", "error")]


def test_exchanged_days_and_months_are_asked_about_once() -> None:
    (table,) = read_sheets(
        sheet(
            ("TT", "Họ và tên", "Ngày sinh", "Chi bộ"),
            *[(n, "Hoàng Văn Quý", date(1980, 3, n), "Chi bộ A") for n in range(1, 6)],
            *[(n, "Hoàng Văn Quý", f"{n}/3/1980", "Chi bộ A") for n in range(14, 19)],
        )
    ).tables

    assert [notice.code for notice in table.notices] == ["date_order"]


def test_ids_of_a_csv_that_lost_their_zeros_are_completed() -> None:
    rows = values(
        sheet(("TT", "Chủ hộ", "Số CCCD"), ("1", "Giàng A Páo", "8070123456"), ("2", "Lù A Sì", "8071123456")),
        file_format="csv",
    )

    assert [row["citizen_id"] for row in rows] == ["008070123456", "008071123456"]


def test_text_of_old_fonts_is_converted_and_only_that() -> None:
    (table,) = read_sheets(
        sheet(
            ("TT", "Hä vµ tªn chñ hé", "Th«n"),
            (1, "NguyÔn V¨n Hïng", "Nµ Khµ"),
            (2, "Nguyễn Văn Hưởng", "Nà Khà"),
            (3, "T\xad Lµ", "B¶n LÇu"),
        )
    ).tables

    assert [row.values["head_name"] for row in table.rows] == ["Nguyễn Văn Hùng", "Nguyễn Văn Hưởng", "Tư Là"]
    assert [row.values["village"] for row in table.rows] == ["Nà Khà", "Nà Khà", "Bản Lầu"]
    assert [notice.code for notice in table.notices] == ["converted_tcvn3"]


def test_a_sheet_of_unicode_with_stray_signs_is_left_alone() -> None:
    (table,) = read_sheets(sheet(("TT", "Chủ hộ", "Ghi chú"), (1, "Hà Văn Tú", "25 m² · nhà sàn"))).tables

    assert table.rows[0].values["note"] == "25 m² · nhà sàn"
    assert table.notices == ()


def test_a_heading_merged_over_two_columns_is_one_name() -> None:
    rows = values(
        sheet(
            ("TT", "Họ và tên", None, "Ngày sinh", "Chi bộ"),
            (1, "Nguyễn Văn", "An", "7/3/1980", "Chi bộ thôn Nà Khà"),
            merges="B1:C1",
        )
    )

    assert rows == [{"full_name": "Nguyễn Văn An", "birth_date": "1980-03-07", "organisation": "Chi bộ thôn Nà Khà"}]


def test_family_name_and_given_name_in_two_columns_are_one_name() -> None:
    rows = values(sheet(("TT", "Họ đệm", "Tên", "Chi bộ"), (1, "Nguyễn Văn", "An", "Chi bộ thôn Nà Khà")))

    assert rows == [{"full_name": "Nguyễn Văn An", "organisation": "Chi bộ thôn Nà Khà"}]


def test_what_a_merged_member_has_once_holds_for_all_its_rows() -> None:
    rows = values(
        sheet(
            ("TT", "Đảng viên phụ trách", "Chức vụ", "Chi bộ", "Chủ hộ"),
            (1, "Hoàng Văn Quý", "Trưởng thôn", "Chi bộ A", "Giàng A Páo"),
            (2, None, None, None, "Lù A Sì"),
            merges="B2:B3",
        )
    )

    assert (rows[1]["member_position"], rows[1]["member_organisation"]) == ("Trưởng thôn", "Chi bộ A")


def test_a_role_before_a_name_is_told_from_it() -> None:
    rows = values(sheet(("TT", "Đảng viên phụ trách", "Chủ hộ"), (1, "Trưởng thôn Hà Văn Quý", "Hộ bà Lý Thị Tú")))

    assert rows == [{"member_name": "Hà Văn Quý", "member_position": "Trưởng thôn", "head_name": "Lý Thị Tú"}]


def test_decomposed_letters_are_read_as_composed_ones() -> None:
    cells = [
        ("TT", "Họ và tên chủ hộ", "Số khẩu"),
        ("I", "Thôn Nặm Mỵ", None),
        (1, "Đặng Thị Hường", 4),
        (None, "Tổng cộng", 4),
    ]
    loose = [
        tuple(unicodedata.normalize("NFD", cell) if isinstance(cell, str) else cell for cell in row) for row in cells
    ]

    assert values(sheet(*loose)) == [{"head_name": "Đặng Thị Hường", "household_size": 4, "village": "Nặm Mỵ"}]


def test_the_title_of_the_sheet_holds_for_tables_that_have_none() -> None:
    heading = ("TT", "Chủ hộ", "Số khẩu")
    rows = values(
        sheet(
            ("DANH SÁCH HỘ NGHÈO XÃ THỔ BÌNH",),
            ("Thôn Nà Khà",),
            heading,
            (1, "Giàng A Páo", 4),
            (),
            ("Thôn Bản Hin",),
            heading,
            (1, "Lù A Sì", 5),
            (),
            ("DANH SÁCH HỘ CẬN NGHÈO XÃ THỔ BÌNH",),
            heading,
            (1, "Lý A Tú", 6),
        )
    )

    assert [(row["poverty"], row.get("village")) for row in rows] == [
        ("poor", "Nà Khà"),
        ("poor", "Bản Hin"),
        ("near_poor", None),
    ]


def test_an_agency_to_the_left_of_its_people_is_written_once_for_them() -> None:
    rows = values(
        sheet(
            ("TT", "Cơ quan, đơn vị", "Họ và tên", "Chức vụ", "Họ và tên chủ hộ", "Địa chỉ"),
            (1, "Công an huyện", "Hà Văn Quý", "Đội phó", "Lý A Tú", "Thôn Nà Cọn, xã Thổ Bình"),
            (2, None, "Hà Văn Tư", "Cán bộ", "Lý A Tý", "Nà Khà, Thổ Bình"),
            (3, "Hạt Kiểm lâm", "Hà Văn Sơn", "Cán bộ", "Lý A Tò", "Bản Hin - Bình An"),
        )
    )

    assert [row["member_organisation"] for row in rows] == ["Công an huyện", "Công an huyện", "Hạt Kiểm lâm"]
    assert [(row["village"], row["commune"]) for row in rows] == [
        ("Nà Cọn", "Thổ Bình"),
        ("Nà Khà", "Thổ Bình"),
        ("Bản Hin", "Bình An"),
    ]


def test_places_before_the_members_are_the_households() -> None:
    rows = values(
        sheet(
            ("Xã", "Thôn", "Họ tên đảng viên", "Chủ hộ"),
            ("Thổ Bình", "Nà Khà", "Hà Văn Quý", "Lý A Tú"),
            (None, "Bản Hin", "Hà Văn Tư", "Lý A Tý"),
            merges="A2:A3",
        )
    )

    assert [(row["village"], row["commune"]) for row in rows] == [("Nà Khà", "Thổ Bình"), ("Bản Hin", "Thổ Bình")]


def test_counts_of_men_and_women_tell_no_sex() -> None:
    (table,) = read_sheets(
        sheet(
            ("TT", "Chủ hộ", "Số khẩu", "Trong đó", None),
            (None, None, None, "Nam", "Nữ"),
            (1, "Lý A Tú", 4, 2, 2),
            merges="A1:A2 B1:B2 C1:C2 D1:E1",
        )
    ).tables

    assert table.rows[0].values == {"head_name": "Lý A Tú", "household_size": 4}
    assert table.rows[0].problems == ()


def test_a_name_alone_in_a_list_without_numbers_is_a_record() -> None:
    rows = values(sheet(("Chủ hộ", "Diện"), ("Lý A Tú", "HN"), ("Lý A Tý", None), ("Lý A Tò", "CN")))

    assert [row["poverty"] for row in rows] == ["poor", "other", "near_poor"]


def test_a_blank_end_stays_open_and_a_start_beside_the_member_holds_for_its_households() -> None:
    heading = ("TT", "Họ và tên đảng viên", "Họ và tên chủ hộ", "Ngày phân công", "Ngày kết thúc")
    rows = values(
        sheet(
            heading,
            (1, "Hà Văn Quý", "Lý A Tú", 43405, "31/12/2019"),
            (None, None, "Lý A Tý", None, None),
            (2, "Hà Văn Tư", "Lý A Tò", "1/12/2018", None),
            (3, "Hà Văn Sơn", "Lý A Tỵ", "2/12/2018", None),
        )
    )

    assert [row["starts_on"] for row in rows] == ["2018-11-01", "2018-11-01", "2018-12-01", "2018-12-02"]
    assert [row.get("ends_on") for row in rows] == ["2019-12-31", None, None, None]
