"""Lines that are no records."""

import pytest

from assignments.rosters.parsing.table.line_patterns import (
    BEFORE_GROUP,
    COUNT,
    NUMBER,
    ROMAN,
    TITLE,
    TOTAL,
    heads_a_summary,
    is_plain_person,
    is_signature,
)


@pytest.mark.parametrize("text", ["Tổng cộng", "CỘNG", "* Tổng số", "Toàn xã", "Mang sang", "Trang sau", "Bình quân"])
def test_totals(text: str) -> None:
    assert TOTAL.match(text)


@pytest.mark.parametrize("text", ["Tổng công ty", "Công", "Thôn tổng", "Toàn"])
def test_no_totals(text: str) -> None:
    assert not TOTAL.match(text)


@pytest.mark.parametrize("text", ["12 hộ", "12 hộ, 48 khẩu", "(12 đ/c)", "3 hộ nghèo", "12,5 %", "1.234", "45"])
def test_counts(text: str) -> None:
    assert COUNT.fullmatch(text)


@pytest.mark.parametrize("text", ["hộ", "12 nhà", "Hộ 3", "12 hộ mới"])
def test_no_counts(text: str) -> None:
    assert not COUNT.fullmatch(text)


def test_numbers_and_marks() -> None:
    assert all(map(NUMBER.fullmatch, ("1", " 12. ", "3)", "12345")))
    assert not any(map(NUMBER.fullmatch, ("", "123456", "I", "1a")))
    assert all(map(ROMAN.fullmatch, ("I", "XIV.", "(C)", "A", "H.")))
    assert not any(map(ROMAN.fullmatch, ("1", "AB", "K", "i", "")))
    assert all(map(BEFORE_GROUP.fullmatch, ("I.", "a)", "(b.", "*", "+", "●")))
    assert not any(map(BEFORE_GROUP.fullmatch, ("1.", "a", "x", "")))


@pytest.mark.parametrize(
    "text", ["danh sach ho ngheo", "ubnd xa", "phu bieu 1", "phan ii", "i. tong hop", "doc lap tu do"]
)
def test_titles(text: str) -> None:
    assert TITLE.fullmatch(text)


@pytest.mark.parametrize("text", ["thon na kha", "phan cong", "x. thon"])
def test_no_titles(text: str) -> None:
    assert not TITLE.fullmatch(text) or text == "x. thon"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Giàng A Páo", True),
        ("Hộ Giàng A Páo", False),
        ("Thôn Nà Khà", False),
        ("TRƯỜNG Tiểu Học", False),
        ("nt", False),
        ("Giàng A Páo (1970)", False),
        (12, False),
        (None, False),
    ],
)
def test_plain_names_of_persons(value: object, expected: bool) -> None:
    assert is_plain_person(value) is expected


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("STT", "Thôn", "Số đảng viên", "Số hộ"), True),
        (("STT", "Thôn", "Số hộ"), True),
        (("STT", "Số hộ"), False),
        (("STT", "Thôn", "Xã"), False),
        (("STT", "Thôn", "Số hộ", 12), False),
        (("STT", "Cụm loa", "Số hộ"), False),
        (("TT", "Thôn", "Số khẩu"), True),
    ],
)
def test_the_heading_of_a_summary(cells: tuple[object, ...], expected: bool) -> None:
    assert heads_a_summary(cells) is expected


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("NGƯỜI LẬP BIỂU",), True),
        (("NGƯỜI LẬP BIỂU", "T/M ĐẢNG ỦY"), True),
        (("NGƯỜI LẬP BIỂU", "Bí thư"), True),
        (("NGƯỜI LẬP BIỂU", "Giàng A Páo"), False),
        (("Bí thư", "Chủ tịch", "Trưởng thôn"), True),
        (("Bí thư", "Chủ tịch", "Trưởng thôn", "Kế toán"), False),
        (("Bí thư", "Giàng A Páo"), False),
        (("Chi bộ Trường học",), False),
        (("Lâm Bình, ngày 5 tháng 3 năm 2018",), True),
        (("Ký, ghi rõ họ tên",), True),
        (("Bí thư " + "x" * 300,), True),
        (("x" * 200 + " ký tên",), False),
    ],
)
def test_the_line_over_signatures(texts: tuple[str, ...], expected: bool) -> None:
    assert is_signature(texts) is expected
