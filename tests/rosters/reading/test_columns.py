"""Headings and the fields that they mean."""

import pytest

from assignments.rosters.parsing.columns.headings import concepts_of, nearest_concept, normal_heading
from tests.support.rosters.build import read_sheets, sheet, values


@pytest.mark.parametrize(
    ("heading", "concepts"),
    [
        ("Họ và tên chủ hộ", ("head",)),
        ("HỌ TÊN CHỦ HỘ ĐƯỢC GIÚP ĐỠ", ("head",)),
        ("Họ và tên chủ hộ được phân công phụ trách", ("head",)),
        ("Đảng viên\nphụ trách", ("member",)),
        ("Cán bộ, đảng viên được phân công", ("member",)),
        ("Ngày, tháng, năm sinh", ("birth",)),
        ("Họ tên chủ hộ, năm sinh", ("head", "birth")),
        ("Chức vụ, đơn vị công tác", ("position", "workplace")),
        ("Giới tính, dân tộc, tôn giáo", ("sex", "ethnicity", "unread")),
        ("Thôn, xã", ("address",)),
        ("Thôn/bản/TDP", ("village",)),
        ("Nơi ở (thôn, bản, xã)", ("address",)),
        ("Số CMND/CCCD", ("citizen_id",)),
        ("Diện hộ (nghèo, cận nghèo)", ("poverty",)),
        ("Thời gian phụ trách (từ - đến)", ("period",)),
        ("ĐT", ("phone",)),
        ("DT", ("ethnicity",)),
        ("H.tên ĐV phụ trách", ("member",)),
        ("Họ tên ĐV PT", ("member",)),
        ("C.vụ", ("position",)),
        ("ĐV công tác", ("workplace",)),
        ("ĐV CT", ("workplace",)),
        ("Người đỡ đầu", ("member",)),
        ("Người nhận đỡ đầu", ("member",)),
        ("Hộ được đỡ đầu", ("head",)),
        ("Hộ nhận đỡ đầu", ("head",)),
        ("MHN", ("code",)),
        ("Giới tính chủ hộ", ("sex",)),
        ("Dân tộc của chủ hộ", ("ethnicity",)),
        ("Số khẩu là nữ", ("unread",)),
        ("Số khẩu trong độ tuổi lao động", ("unread",)),
        ("Số khẩu trong hộ (người)", ("size",)),
        ("Phân công đảng viên phụ trách", ("member",)),
        ("CB, ĐV phụ trách", ("member",)),
        ("Chi bộ trực thuộc", ("cell",)),
        ("Hộ gia đình ông/bà", ("head",)),
        ("Hộ GĐ", ("head",)),
        ("N.sinh", ("birth",)),
        ("NTN sinh", ("birth",)),
        ("Sinh ngày, tháng, năm", ("birth",)),
        ("Sinh ngay, thang, nam", ("birth",)),
        ("G.tính", ("sex",)),
        ("Dân tộc (chủ hộ)", ("ethnicity",)),
        ("Số thẻ CCCD", ("citizen_id",)),
        ("Tổng nhân khẩu", ("size",)),
        ("Họ, chữ đệm và tên", ("name",)),
        ("Thôn đang ở", ("village",)),
        ("Họ tên, chức vụ, đơn vị công tác của đảng viên", ("member", "position", "workplace")),
        ("Nam, nữ", ("sex",)),
        ("Họ tên, năm sinh chủ hộ", ("head", "birth")),
        ("Họ tên, chức vụ đảng viên phụ trách", ("member", "position")),
        ("Số\nkhẩu,\ndiện\nhộ", ("size", "poverty")),
        ("Hộ thứ 1", ("head",)),
        ("Số thẻ đảng viên", ("unread",)),
        ("Thôn Nà Khà", ()),
        ("Giàng A Páo", ()),
    ],
)
def test_a_heading_means_what_offices_mean_by_it(heading: str, concepts: tuple[str, ...]) -> None:
    assert concepts_of(heading) == concepts


def test_a_heading_is_compared_without_marks_capitals_and_signs() -> None:
    assert normal_heading(" Số  CCCD/ĐDCN : ") == "so cccd ddcn"


def test_a_column_of_the_sex_counts_before_the_columns_of_men_and_women() -> None:
    rows = values(
        sheet(
            ("TT", "Họ và tên chủ hộ", "Năm sinh", None, "Giới tính", "Số khẩu"),
            (None, None, "Nam", "Nữ", None, None),
            (1, "Giàng A Páo", 1970, None, "Nữ", 4),
            (2, "Ma Văn Tư", 1980, None, None, 5),
            merges="A1:A2 B1:B2 C1:D1 E1:E2 F1:F2",
        )
    )

    assert [row["sex"] for row in rows] == ["F", "M"]


def test_a_slip_in_a_long_heading_is_still_near() -> None:
    near = nearest_concept("Họ và têm chủ hộ")

    assert near is not None
    assert near[0] == "head"


def test_a_plain_name_before_the_head_is_the_members_and_years_belong_to_the_name_before_them() -> None:
    roster = read_sheets(
        sheet(
            ("TT", "Họ và tên", "Năm sinh", "Chức vụ", "Chủ hộ", "Năm sinh", "Thôn"),
            (1, "Hoàng Văn Quý", 1970, "Trưởng thôn", "Giàng A Páo", 1980, "Nà Khà"),
        )
    )

    (table,) = roster.tables
    assert table.kind == "assignments"
    assert table.rows[0].values == {
        "member_name": "Hoàng Văn Quý",
        "member_birth_year": 1970,
        "member_position": "Trưởng thôn",
        "head_name": "Giàng A Páo",
        "head_birth_year": 1980,
        "village": "Nà Khà",
    }


def test_groups_over_two_plain_names_tell_whose_they_are() -> None:
    roster = read_sheets(
        sheet(
            ("TT", "Người phụ trách", None, "Hộ gia đình", None, None),
            (None, "Họ và tên", "Năm sinh", "Họ và tên", "Năm sinh", "Số khẩu"),
            (1, "Hoàng Văn Quý", 1970, "Giàng A Páo", 1980, 4),
            merges="A1:A2 B1:C1 D1:F1",
        )
    )

    assert roster.tables[0].columns["head_birth_year"] == "Hộ gia đình / Năm sinh"
    assert roster.tables[0].rows[0].values["member_birth_year"] == 1970


def test_a_list_of_members_is_one_although_its_title_speaks_of_households() -> None:
    roster = read_sheets(
        sheet(
            ("DANH SÁCH ĐẢNG VIÊN PHỤ TRÁCH HỘ GIA ĐÌNH",),
            ("TT", "Họ và tên", "Ngày sinh", "Chi bộ"),
            (1, "Hoàng Văn Quý", "7/3/1970", "Chi bộ thôn Nà Khà"),
        )
    )

    assert roster.tables[0].kind == "members"


def test_an_unsure_heading_is_asked_about_and_not_used() -> None:
    (table,) = read_sheets(sheet(("TT", "Họ và tên chủ hộ", "Số khẩu", "Năm sanh"), (1, "Giàng A Páo", 4, 1980))).tables

    assert [notice.code for notice in table.notices] == ["unsure_column"]
    assert "head_birth_year" not in table.columns


def test_two_columns_for_one_field_are_asked_about() -> None:
    (table,) = read_sheets(
        sheet(("TT", "Họ và tên chủ hộ", "Số khẩu", "Tổng số khẩu"), (1, "Giàng A Páo", 4, 5))
    ).tables

    assert [notice.code for notice in table.notices] == ["doubled_column"]


def test_what_a_person_said_about_a_heading_counts() -> None:
    words = {"Người nhận việc": "member_name", "Nhà": "head_name", "Chỗ": "village", "Năm sinh": None}
    roster = read_sheets(
        sheet(
            ("TT", "Người nhận việc", "Nhà", "Năm sinh", "Chỗ"),
            (1, "Hoàng Văn Quý", "Giàng A Páo", 1980, "Nà Khà"),
        ),
        corrections=words,
    )

    assert roster.tables[0].rows[0].values == {
        "member_name": "Hoàng Văn Quý",
        "head_name": "Giàng A Páo",
        "village": "Nà Khà",
    }


def test_a_table_without_names_of_people_is_no_list() -> None:
    roster = read_sheets(sheet(("STT", "Thôn", "Số hộ", "Số khẩu"), (1, "Nà Khà", 30, 120)))

    assert roster.tables == ()
    assert [notice.code for notice in roster.notices] == ["no_table"]
