"""The preview of a table: its columns with their first cells, and the column of each field."""

from assignments.rosters.parsing import ColumnPreview
from tests.support.rosters.build import read_sheets, sheet


def test_every_field_knows_its_column() -> None:
    (table,) = read_sheets(
        sheet(
            ("DANH SÁCH HỘ NGHÈO",),
            ("TT", "Chủ hộ", "Năm sinh", None, "Diện hộ", None, "Địa chỉ"),
            (None, None, "Nam", "Nữ", "Nghèo", "Cận nghèo", None),
            (1, "Giàng A Páo", 1970, None, "x", None, "Nà Khà, Thổ Bình"),
            merges="A2:A3 B2:B3 C2:D2 E2:F2 G2:G3",
        )
    ).tables

    assert table.places == {
        "head_name": 1,
        "sex": 2,
        "head_birth_year": 2,
        "poverty": 4,
        "address": 6,
        "village": 6,
        "commune": 6,
    }
    assert (table.top, table.body) == (2, 4)


def test_a_fact_beside_a_name_stands_in_the_column_of_names() -> None:
    (table,) = read_sheets(
        sheet(("TT", "Đảng viên phụ trách", "Chủ hộ"), (1, "Hoàng Văn Quý (1970)", "Giàng A Páo\n(4 khẩu)"))
    ).tables

    assert table.places["member_birth_year"] == 1
    assert table.places["household_size"] == 2


def test_every_column_is_shown_with_its_first_cells() -> None:
    (table,) = read_sheets(
        sheet(
            ("TT", "Họ và tên chủ hộ", "Số khẩu", None, "Ký nhận"),
            (1, "Giàng A Páo", 4, "a", None),
            (2, "Lù A Sì", None, None, None),
            (3, "Lý A Tú", 6, "b", None),
            (4, "Lý A Tý", 7, None, None),
            (5, "Lý A Tò", 8, None, None),
            errors={(2, 2): "#REF!"},
        )
    ).tables

    assert table.previews == (
        ColumnPreview(0, "TT", (), None, ("1", "2", "3")),
        ColumnPreview(1, "Họ và tên chủ hộ", ("head_name",), None, ("Giàng A Páo", "Lù A Sì", "Lý A Tú")),
        ColumnPreview(2, "Số khẩu", ("household_size",), None, ("4", "#REF!", "6")),
        ColumnPreview(3, "", (), None, ("a", "b")),
        ColumnPreview(4, "Ký nhận", (), None, ()),
    )


def test_an_unsure_column_tells_what_it_may_be() -> None:
    (table,) = read_sheets(
        sheet(
            ("TT", "Họ và tên chủ hộ", "Số khẩu", "Tổng số khẩu", "Năm sanh"),
            (1, "Giàng A Páo", 4, 5, 1980),
        )
    ).tables

    assert [(column.fields, column.guess) for column in table.previews[2:]] == [
        (("household_size",), None),
        ((), "household_size"),
        ((), "head_birth_year"),
    ]
