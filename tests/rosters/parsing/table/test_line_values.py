"""The values that one line names."""

import pytest

from assignments.rosters.parsing.table.line_values import bare_group, group_of, place_names_in


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Xã Thổ Bình", {"commune": "Thổ Bình"}),
        ("XÃ THỔ BÌNH", {"commune": "Thổ Bình"}),
        ("cán bộ cấp xã phụ trách", {"tier": "commune"}),
        ("Xã: Thổ Bình, huyện Lâm Bình", {"commune": "Thổ Bình", "district": "Lâm Bình"}),
        ("Thị trấn Vĩnh Lộc", {"commune": "Vĩnh Lộc"}),
        ("Xã Thổ Bình Nà Khà Phú", {"commune": "Thổ Bình Nà Khà"}),
        ("Xã Thổ Bình thôn Nà Khà", {"commune": "Thổ Bình", "village": "Nà Khà"}),
        (
            "Xã Thổ Bình Chi bộ thôn Nà Khà",
            {"commune": "Thổ Bình", "organisation": "Chi bộ thôn Nà Khà", "cell_village": "Nà Khà"},
        ),
        ("Thôn Nà Khà 2", {"village": "Nà Khà 2"}),
        ("Thôn Nà Khà 2018", {"village": "Nà Khà"}),
        ("Thôn 12", {}),
        ("Tổ dân phố 3", {}),
        ("Bản Nà Khà", {"village": "Nà Khà"}),
        ("Văn bản Nà Khà", {}),
        ("Trưởng thôn Nà Khà", {}),
        ("Thôn Nà-Khà", {"village": "Nà"}),
        ("Cộng hòa xã hội chủ nghĩa Việt Nam, xã Thổ Bình", {}),
        ("Đảng Cộng sản Việt Nam xã Thổ Bình", {}),
        ("Chi bộ thôn Nà Khà", {"organisation": "Chi bộ thôn Nà Khà", "cell_village": "Nà Khà"}),
        ("Thôn Nà Khà, Chi bộ Trường học", {"organisation": "Chi bộ Trường học", "village": "Nà Khà"}),
        ("Chi bộ: Chi bộ Trường học", {"organisation": "Chi bộ Trường học"}),
        ("Chi bộ Trường học năm 2018", {"organisation": "Chi bộ Trường học"}),
        ("Chi bộ Trường học - xã Thổ Bình", {"commune": "Thổ Bình", "organisation": "Chi bộ Trường học"}),
        ("Chi bộ Trường học xã Thổ Bình", {"commune": "Thổ Bình", "organisation": "Chi bộ Trường học"}),
        ("Chi bộ", {}),
        ("Chi bộ 5", {"organisation": "Chi bộ 5"}),
        ("Chi bộ trực thuộc Đảng ủy", {}),
    ],
)
def test_places_and_bodies_of_a_line(line: str, names: dict[str, str]) -> None:
    assert place_names_in(line) == names


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("I. Thôn Nà Khà (12 đồng chí):", "Thôn Nà Khà"),
        ("1) Thôn Nà Khà: 12 hộ", "Thôn Nà Khà"),
        ("- Thôn Nà Khà", "Thôn Nà Khà"),
        ("I - Thôn Nà Khà", "Thôn Nà Khà"),
        ("3 thôn Nà Khà", "thôn Nà Khà"),
        ("Thôn Nà Khà (cũ) (mới)", "Thôn Nà Khà"),
        ("Thôn Nà Khà (a) (b) (c)", "Thôn Nà Khà (a)"),
        ("Thôn Nà Khà, 12 khẩu trở lên", "Thôn Nà Khà"),
        ("I.", ""),
    ],
)
def test_a_group_without_its_number_and_count(text: str, bare: str) -> None:
    assert bare_group(text) == bare


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("", {}),
        ("I.", {}),
        ("Xã Thổ Bình, huyện Lâm Bình", {"commune": "Thổ Bình"}),
        ("Huyện Lâm Bình", {}),
        ("bản nà khà", {"village": "Nà Khà"}),
        ("Thôn 12", {"village": "Thôn 12"}),
        ("Tổ 3A", {"village": "Tổ 3A"}),
        ("Chi bộ tổ 3", {"organisation": "Chi bộ tổ 3"}),
        ("Hộ nghèo", {"poverty": "poor"}),
        ("Các hộ cận nghèo: 5 hộ", {"poverty": "near_poor"}),
        ("Hộ giàu", {}),
        ("Trường Tiểu học", {"organisation": "Trường Tiểu học"}),
        ("Cụm loa", {}),
    ],
)
def test_a_group_gives(text: str, values: dict[str, str]) -> None:
    assert group_of(text) == values
