"""Lines that name the assignee of the households below them."""

import pytest

from assignments.rosters.parsing.cells.assignee_lines import assignee_in_form, assignee_in_line

NAME = {"member_name": "Vũ Thị Mẩy"}


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("Đ/c Vũ Thị Mẩy – Giáo viên – phụ trách các hộ:", {**NAME, "member_position": "Giáo viên"}),
        ("1. Đ/c Vũ Thị Mẩy phụ trách 3 hộ", NAME),
        ("II/ Ông Vũ Thị Mẩy được phân công giúp đỡ", NAME),
        ("Đảng viên phụ trách: Vũ Thị Mẩy", NAME),
        ("Cán bộ được phân công theo dõi các hộ: Vũ Thị Mẩy (Trưởng phòng, Công an huyện)",
         {**NAME, "member_position": "Trưởng phòng", "member_organisation": "Công an huyện"}),
        ("Người giúp đỡ hộ: Vũ Thị Mẩy, Công an huyện", {**NAME, "member_organisation": "Công an huyện"}),
        ("Đồng chí: Vũ Thị Mẩy nhận đỡ đầu các hộ", NAME),
        ("Vũ Thị Mẩy phụ trách các hộ", {}),  # without a title it may be any sentence
        ("Đ/c Vũ Thị Mẩy", {}),
        ("Đ/c Mẩy phụ trách", {}),
        ("Đảng viên phụ trách:", {}),
        ("Danh sách hộ nghèo", {}),
        ("", {}),
    ],
)  # fmt: skip
def test_a_line_may_name_its_assignee(line: str, values: dict[str, str]) -> None:
    assert assignee_in_line(line) == values


@pytest.mark.parametrize(
    ("lines", "values"),
    [
        (["Họ và tên đảng viên: Vũ Thị Mẩy"], NAME),
        (["Họ tên cán bộ phụ trách: VŨ THỊ MẨY", "Chức vụ : Bí thư", "Chi bộ sinh hoạt: Nà Khà"],
         {**NAME, "member_position": "Bí thư", "member_organisation": "Nà Khà"}),
        (["Đảng viên: Hoàng A Páo", "Người được phân công: Vũ Thị Mẩy", "Đơn vị công tác: Công an"],
         {**NAME, "member_organisation": "Công an"}),
        (["Đảng viên: Vũ Thị Mẩy (1980)"], {}),  # more than a name
        (["Đảng viên: Mẩy"], {}),
        (["Chức vụ: Bí thư"], {}),
        ([], {}),
    ],
)  # fmt: skip
def test_a_form_names_its_assignee_in_labelled_lines(lines: list[str], values: dict[str, str]) -> None:
    assert assignee_in_form(lines) == values
