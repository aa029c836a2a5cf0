"""One cell of a known field → its value."""

from datetime import date, datetime
from typing import Any

import pytest

from assignments.rosters.parsing.cells.parsers import (
    as_text,
    citizen_id_parser,
    class_of,
    code_of,
    ethnicity_of,
    is_blank,
    is_ditto,
    is_mark,
    phone_parser,
    sex_of,
    size_of,
    text_of,
    tier_in_text,
    tier_of,
)
from tests.rosters.parsing.cells.build import outcome


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ('"', True), ("''", True), ("-//-", True), ("nt", True), ("-n/t-", True), ("n.t. trên", True),
        ("Như trên", True), ("như tr.", True), ("cùng trên", True), ("nhu hang tren", True), ("NHƯ DÒNG TRÊN", True),
        ("-", False), ("'", False), ("", False), ("ntn", False), ("như trên, 5", False),
        ('"            "', True), ('"             "', False),  # fourteen characters at most
    ],
)  # fmt: skip
def test_ditto_marks_are_signs_or_words(text: str, is_one: bool) -> None:
    assert is_ditto(text) is is_one


def test_blank_cells_hold_nothing_or_what_stands_for_nothing() -> None:
    assert all(map(is_blank, (None, "", " \u00a0", "…", "-", "___", ".\n")))
    assert not any(map(is_blank, (0, "0", "x", "?")))


def test_a_cell_is_a_text() -> None:
    assert as_text(datetime(2018, 3, 7, 12, 5)) == "07/03/2018"
    assert as_text(date(2018, 3, 7)) == "07/03/2018"
    assert as_text(5) == "5"
    assert text_of("  a  b ") == "a b"
    assert text_of(" ") is None


def test_a_code_keeps_its_zeros_and_signs() -> None:
    assert code_of("0012") == "0012"
    assert code_of(12) == "12"
    assert code_of(" HN-01; ") == "HN-01"
    assert code_of(" . ") is None


SIZE = "household_size"


@pytest.mark.parametrize(
    ("cell", "result"),
    [
        (4, (4, [])), ("4", (4, [])), ("4 khẩu", (4, [])), ("04 người (2 nữ)", (4, [])), ("4,0", (4, [])),
        ("4 nk.", (4, [])), (1, (1, [])), (25, (25, [])),
        (26, ({SIZE: 26}, [f"{SIZE}: large_size"])), (200, ({SIZE: 200}, [f"{SIZE}: large_size"])),
        (201, ({}, [f"{SIZE}: not_a_size"])), (0, ({}, [f"{SIZE}: not_a_size"])), (-1, ({}, [f"{SIZE}: not_a_size"])),
        (True, ({}, [f"{SIZE}: not_a_size"])), ("bốn", ({}, [f"{SIZE}: not_a_size"])),
        ("4 x", ({}, [f"{SIZE}: not_a_size"])),
    ],
)  # fmt: skip
def test_a_size_is_a_number_of_persons(cell: object, result: Any) -> None:
    assert outcome(size_of(cell)) == result


PADDED, BAD = ["citizen_id: padded_citizen_id"], ["citizen_id: bad_citizen_id"]


@pytest.mark.parametrize(
    ("cell", "result"),
    [
        ("008070123456", ("008070123456", [])),
        ("070123456", ("070123456", [])),
        ("008 070.123-456'", ("008070123456", [])),
        ("008070123456.0", ("008070123456", [])),
        (123456789, ("123456789", [])),
        (123456789012, ("123456789012", [])),
        (8070123456, ({"citizen_id": "008070123456"}, PADDED)),
        (80701234567, ({"citizen_id": "080701234567"}, PADDED)),
        (70123456, ({"citizen_id": "070123456"}, PADDED)),
        ("70123456", ({"citizen_id": "070123456"}, PADDED)),
        ("8070123456", ({}, BAD)),
        (1234567, ({}, BAD)),
        ("1234567890123", ({}, BAD)),
        ("12345678a", ({}, BAD)),
        ("²²²²²²²²²", ({}, BAD)),
        ("chưa có", (None, [])),
        ("Không.", (None, [])),
        ("k", (None, [])),
        ("ko", (None, [])),
        ("không có", (None, [])),
        ("(chưa cấp)", (None, [])),
        ("mất", ({}, BAD)),
    ],
)
def test_a_citizen_id_has_nine_or_twelve_digits(cell: object, result: Any) -> None:
    assert outcome(citizen_id_parser(shortened=frozenset({8}))(cell)) == result


def test_problems_of_citizen_ids_show_four_digits_only() -> None:
    from assignments.rosters.parsing.cells.parsers import ParsedCell

    bad = citizen_id_parser(shortened=frozenset())("12345 67")
    cell = citizen_id_parser(shortened=frozenset())(8070123456)

    assert isinstance(bad, ParsedCell)
    assert isinstance(cell, ParsedCell)
    assert "…5 67" in bad.problems[0].message
    assert " 7 " in bad.problems[0].message
    assert "…3456" in cell.problems[0].message


@pytest.mark.parametrize(
    ("cell", "result"),
    [
        ("0912345678", ("0912345678", [])),
        ("0912 345 678", ("0912345678", [])),
        ("0912.345.678", ("0912345678", [])),
        ("+84 912 345 678", ("0912345678", [])),
        ("(+84)912345678", ("0912345678", [])),
        ("0084912345678", ("0912345678", [])),
        ("84912345678", ("0912345678", [])),
        ("+84 0912345678", ("0912345678", [])),
        (912345678, ({"phone": "0912345678"}, ["phone: padded_phone"])),
        ("912345678.0", ({"phone": "0912345678"}, ["phone: padded_phone"])),
        ("01234567890", ("01234567890", [])),
        ("012345678901", ({}, ["phone: bad_phone"])),
        ("091234567", ({}, ["phone: bad_phone"])),
        ("8412345678", ({}, ["phone: bad_phone"])),
        ("0912345678; 0987654321", ({"phone": "0912345678"}, ["phone: several_phones"])),
        ("912345678 hoặc 0987654321", (
            {"phone": "0912345678"}, ["phone: padded_phone", "phone: several_phones"])),
        ("0912 - 345 - 678", ("0912345678", [])),  # separators inside one number
        ("0912/345", ({}, ["phone: bad_phone"])),
        ("0912345678 ,", ("0912345678", [])),
        ("không có", (None, [])),
        (";", ({}, ["phone: bad_phone"])),
        ("hỏi thôn", ({}, ["phone: bad_phone"])),
    ],
)  # fmt: skip
def test_a_phone_number_has_ten_or_eleven_digits(cell: object, result: Any) -> None:
    assert outcome(phone_parser("phone")(cell)) == result


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("k", "other"), ("Hộ KN", "other"), ("htb", "other"), ("Hộ trung bình khá", "other"), ("giàu", "other"),
        ("bình thường", "other"), ("khác", "other"), ("dự án", "other"), ("không thuộc diện", "other"), ("o", "other"),
        ("hcn", "near_poor"), ("h cn", "near_poor"), ("cận ng", "near_poor"), ("c.nghèo", "near_poor"),
        ("hmtn", "escaped"), ("TN", "escaped"), ("mới thoát", "escaped"),
        ("hng", "poor"), ("H.N", "poor"), ("ĐBKK", "poor"), ("tái nghèo", "poor"), ("đặc biệt khó khăn", "poor"),
        ("HN năm 2018", "poor"), ("HN 1918", None), ("không có", None), ("Không rõ nghèo", None), ("mồ côi", None),
    ],
)  # fmt: skip
def test_words_name_a_class(words: str, kind: str | None) -> None:
    assert class_of(words) == kind


@pytest.mark.parametrize(
    ("cell", "mark"),
    [
        (None, False), (1, True), (0, False), (2, None), (True, True), (False, False), ("x", True), ("(x)", True),
        ("1", True), ("✓", True), ("Có", True), ("true", True), ("", False), (" ", False), ("0", False), ("-", False),
        ("Không", False), ("ko", False), ("?", None), ("2019", None), ("xy", None),
    ],
)  # fmt: skip
def test_a_cell_is_marked_or_not(cell: object, mark: bool | None) -> None:
    assert is_mark(cell) is mark


@pytest.mark.parametrize(
    ("cell", "sex"),
    [
        *((word, "M") for word in ("Nam", "m", "Trai", "Male", "Ông", "NAM.")),
        *((word, "F") for word in ("Nữ", "f", "gái", "Female", "Bà", " nữ ")),
    ],
)
def test_words_name_a_sex(cell: str, sex: str) -> None:
    assert sex_of(cell) == sex


def test_other_words_are_no_sex() -> None:
    assert outcome(sex_of("n")) == ({}, ["sex: unknown_sex"])


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("Tày", "Tày"),
        ("TÀY", "Tày"),
        ("tày", "Tày"),
        ("dân tộc: Dao", "Dao"),
        ("DT. H'MÔNG", "H'Mông"),
        ("Cao lan;", "Cao lan"),
        (".", None),
    ],
)
def test_an_ethnic_group_is_in_name_case(cell: str, value: str | None) -> None:
    assert ethnicity_of(cell) == value


@pytest.mark.parametrize(
    ("cell", "tier"),
    [
        *((word, "district") for word in ("Huyện", "H", "cấp huyện", "district", "Tỉnh, huyện", "do cấp ủy huyện giao",
                                          "huyện phân công", "Huyện quản lý")),
        *((word, "commune") for word in ("Xã", "x", "Cấp xã", "xã, thị trấn", "Thị trấn", "commune", "Cơ sở", "TT",
                                         "cấp ủy xã giao", "xã phân công", "xã quản lý", "thuộc cấp cơ sở")),
    ],
)  # fmt: skip
def test_words_name_a_tier(cell: str, tier: str) -> None:
    assert tier_of(cell) == tier


def test_a_text_names_one_tier_or_none() -> None:
    assert tier_in_text("Đảng viên cấp xã") == "commune"
    assert tier_in_text("Huyện") is None
    assert tier_in_text("cấp huyện và cấp xã") is None
    assert outcome(tier_of("tỉnh")) == ({}, ["tier: unknown_level"])
