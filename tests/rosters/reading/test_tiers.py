"""Lists that name an assignee of each tier beside one household."""

import pytest

from tests.support.rosters.build import codes, read_sheets, sheet, values

HEADING = ("TT", "Chủ hộ", "Thôn", "Cán bộ huyện phụ trách", "Đơn vị", "Đảng viên xã phụ trách", "Chức vụ", "Chi bộ")


def test_a_carer_of_each_tier_is_an_assignment_of_its_own() -> None:
    roster = read_sheets(
        sheet(
            HEADING,
            (1, "Giàng A Páo", "Nà Khà", "Hoàng Văn Quý", "Công an huyện", "Ma Văn Tư", "Trưởng thôn", "Chi bộ Nà Khà"),
            (2, "Lù A Sì", "Nà Khà", None, None, "Ma Thị Hoa", "Đảng viên", "Chi bộ Nà Khà"),
            (3, "Lý A Tú", "Nà Khà", "Hoàng Văn Quý", "Công an huyện", None, None, None),
        )
    )

    (table,) = roster.tables
    assert [(row.row, row.values) for row in table.rows] == [
        (2, {"head_name": "Giàng A Páo", "village": "Nà Khà", "member_name": "Hoàng Văn Quý",
             "member_organisation": "Công an huyện", "tier": "district"}),
        (2, {"head_name": "Giàng A Páo", "village": "Nà Khà", "member_name": "Ma Văn Tư",
             "member_position": "Trưởng thôn", "member_organisation": "Chi bộ Nà Khà", "tier": "commune"}),
        (3, {"head_name": "Lù A Sì", "village": "Nà Khà", "member_name": "Ma Thị Hoa",
             "member_position": "Đảng viên", "member_organisation": "Chi bộ Nà Khà", "tier": "commune"}),
        (4, {"head_name": "Lý A Tú", "village": "Nà Khà", "member_name": "Hoàng Văn Quý",
             "member_organisation": "Công an huyện", "tier": "district"}),
    ]  # fmt: skip
    assert [problem for row in table.rows for problem in row.problems] == []
    assert roster.is_certain
    assert table.columns["member_name"] == "Cán bộ huyện phụ trách | Đảng viên xã phụ trách"
    assert [column.fields for column in table.previews][3:6] == [
        ("member_name",),
        ("member_organisation",),
        ("member_name",),
    ]


def test_groups_over_the_columns_may_name_the_tiers() -> None:
    rows = values(
        sheet(
            ("TT", "Đảng viên cấp xã", None, "Cán bộ cấp huyện", None, "Chủ hộ", "Số khẩu"),
            (None, "Họ và tên", "Năm sinh", "Họ và tên", "Chức vụ", None, None),
            (1, "Ma Văn Tư", 1970, "Hoàng Văn Quý", "Phó phòng", "Giàng A Páo", 4),
            (2, "nt", None, '"', None, "Lù A Sì", 5),
            merges="A1:A2 B1:C1 D1:E1 F1:F2 G1:G2",
        )
    )

    assert [(row["head_name"], row["tier"], row["member_name"]) for row in rows] == [
        ("Giàng A Páo", "commune", "Ma Văn Tư"),
        ("Giàng A Páo", "district", "Hoàng Văn Quý"),
        ("Lù A Sì", "commune", "Ma Văn Tư"),
        ("Lù A Sì", "district", "Hoàng Văn Quý"),
    ]
    assert (rows[2]["member_birth_year"], rows[3]["member_position"]) == (1970, "Phó phòng")
    assert "member_birth_year" not in rows[1]


@pytest.mark.parametrize("tiers", [("Cấp huyện", "Cấp xã"), ("Huyện", "Xã"), ("Xã phân công", "Huyện phân công")])
def test_tiers_alone_may_stand_under_the_heading_of_the_carers(tiers: tuple[str, str]) -> None:
    rows = values(
        sheet(
            ("TT", "Chủ hộ", "Số khẩu", "Đảng viên phụ trách", None),
            (None, None, None, *tiers),
            (1, "Giàng A Páo", 4, "Hoàng Văn Quý", "Ma Văn Tư"),
            merges="A1:A2 B1:B2 C1:C2 D1:E1",
        )
    )

    expected = ["district", "commune"] if "uyện" in tiers[0] else ["commune", "district"]
    assert [(row["tier"], row["member_name"]) for row in rows] == [
        (expected[0], "Hoàng Văn Quý"),
        (expected[1], "Ma Văn Tư"),
    ]


def test_a_household_without_any_carer_is_reported_once() -> None:
    assert codes(sheet(HEADING, (1, "Giàng A Páo", "Nà Khà", None, None, None, None, None))) == [
        ("member_name", "missing_member_name", "error")
    ]


def test_a_district_carer_is_not_of_the_cell_that_groups_the_rows() -> None:
    rows = values(
        sheet(
            ("TT", "Chủ hộ", "Số khẩu", "Cán bộ huyện phụ trách", "Đảng viên xã phụ trách"),
            ("Chi bộ thôn Nà Khà", None, None, None, None),
            (1, "Giàng A Páo", 4, "Hoàng Văn Quý", "Ma Văn Tư"),
            merges="A2:E2",
        )
    )

    assert [row.get("member_organisation") for row in rows] == [None, "Chi bộ thôn Nà Khà"]


def test_two_carers_whose_tiers_nothing_names_are_asked_about() -> None:
    (table,) = read_sheets(
        sheet(
            ("TT", "Chủ hộ", "Đảng viên phụ trách", "Người giúp đỡ"), (1, "Giàng A Páo", "Ma Văn Tư", "Hoàng Văn Quý")
        )
    ).tables

    assert [notice.code for notice in table.notices] == ["doubled_column"]
    assert [row.values["member_name"] for row in table.rows] == ["Ma Văn Tư"]
