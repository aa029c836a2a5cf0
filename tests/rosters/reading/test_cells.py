"""The values that are read from single cells."""

from datetime import date

import pytest

from assignments.rosters.parsing.cells.field_parsers import place_parser, single_parser
from assignments.rosters.parsing.cells.names import looks_like_person, normalise_name, split_people, split_person
from assignments.rosters.parsing.cells.parsers import ParsedCell, class_of, is_ditto, is_mark, tier_in_text
from assignments.rosters.parsing.cells.places import (
    normalise_commune,
    normalise_organisation,
    normalise_village,
    parse_address,
    split_position,
)
from assignments.rosters.parsing.table.line_values import group_of
from assignments.rosters.parsing.table.titles import context_of

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Đ/c Hoàng A Páo", "Hoàng A Páo"),
        ("đồng chí  Hoàng\u00a0A Páo", "Hoàng A Páo"),
        ("ông: Lù A Sì", "Lù A Sì"),
        ("Bà Nguyễn Thị Hoa", "Nguyễn Thị Hoa"),
        ("1. Giàng A Páo", "Giàng A Páo"),
        ("Hộ ông Giàng A Páo", "Giàng A Páo"),
        ("GIÀNG A PÁO", "Giàng A Páo"),
        ("H'MI", "H'Mi"),
        ("SÙNG H'MỶ", "Sùng H'Mỷ"),
        ("nguyễn văn an", "Nguyễn Văn An"),
        ("Ðặng Thị Ðào", "Đặng Thị Đào"),
        ("Ma Văn Hoà", "Ma Văn Hoà"),
        ("Vũ Thị ánh", "Vũ Thị Ánh"),
        ("Ông Văn Bảy", "Ông Văn Bảy"),
        ("Lù Ấn", "Lù Ấn"),
    ],
)
def test_names_lose_titles_and_capitals_and_keep_their_spelling(typed: str, name: str) -> None:
    assert normalise_name(typed) == name


@pytest.mark.parametrize(
    ("cell", "name", "rest"),
    [
        ("Hoàng A Páo (1975)", "Hoàng A Páo", ("1975",)),
        ("Hoàng A Páo\n(Bí thư chi bộ)", "Hoàng A Páo", ("Bí thư chi bộ",)),
        ("Hoàng A Páo - 1975", "Hoàng A Páo", ("1975",)),
        ("Hoàng A Páo, sinh năm 1975", "Hoàng A Páo", ("sinh năm 1975",)),
        ("Ma Văn Quý\nCông chức Văn phòng - Thống kê", "Ma Văn Quý", ("Công chức Văn phòng - Thống kê",)),
        ("Nguyễn Thị\nHồng", "Nguyễn Thị Hồng", ()),
    ],
)
def test_a_name_is_told_from_what_stands_beside_it(cell: str, name: str, rest: tuple[str, ...]) -> None:
    assert split_person(cell) == (name, rest)


@pytest.mark.parametrize(
    ("cell", "count"),
    [
        ("1. Giàng A Páo\n2. Sùng A Lử", 2),
        ("Giàng A Páo; Sùng A Lử; Lù Thị Mẩy", 3),
        ("Giàng A Páo\nSùng A Lử", 2),
        ("1) Lý Văn Minh 2) Ma Thị Hoa", 2),
        ("Lý Văn Minh (1980), Ma Thị Hoa (1990)", 2),
        ("Giàng A Páo, Nà Cọn", 1),
        ("Giàng A Páo\n(Trưởng thôn)", 1),
        ("Giàng A Páo", 1),
    ],
)
def test_several_people_in_a_cell_are_parted(cell: str, count: int) -> None:
    assert len(split_people(cell)) == count


def test_a_person_has_two_words_of_letters() -> None:
    assert looks_like_person("Lù Ấn")
    assert looks_like_person("H'Mi")
    assert not looks_like_person("Nguyễn 2")
    assert not looks_like_person("Cộng")


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Hộ nghèo", "poor"), ("HN", "poor"), ("N", "poor"), ("hộ nghèo ĐBKK", "poor"), ("Tái nghèo", "poor"),
        ("Cận nghèo", "near_poor"), ("HCN", "near_poor"), ("CN", "near_poor"), ("hộ CN", "near_poor"),
        ("Thoát nghèo", "escaped"), ("Hộ mới thoát nghèo", "escaped"),
        ("HN 2018", "poor"), ("HCN năm 2018", "near_poor"), ("Hộ thoát nghèo 2017", "escaped"),
        ("K", "other"), ("Không", "other"), ("Không nghèo", "other"), ("Hộ trung bình", "other"), ("Khá", "other"),
        ("Mồ côi", None), ("??", None),
    ],
)  # fmt: skip
def test_the_class_of_a_household_is_read_from_words_and_abbreviations(words: str, kind: str | None) -> None:
    assert class_of(words) == kind


def test_marks_and_their_absence() -> None:
    assert all(is_mark(mark) for mark in ("x", "X", 1, "1", "✓", " x ", "có"))
    assert not any(is_mark(mark) for mark in (None, "", 0, "-", "không"))
    assert is_mark("?") is None


@pytest.mark.parametrize(
    "mark",
    [
        "nt",
        "-nt-",
        "như trên",
        "Như trên",
        '"',
        "''",
        "〃",
        "-//-",
        ",,",
        "“",
        "n/t",
        "như dòng trên",
        "Như hàng trên",
        "„",
        "„„",
        "nt trên",
    ],
)
def test_ditto_marks_are_known(mark: str) -> None:
    assert is_ditto(mark)


@pytest.mark.parametrize("text", ["-", "Nt Hoa", "Nà", "", ".", "x", "CN"])
def test_other_short_texts_are_no_ditto(text: str) -> None:
    assert not is_ditto(text)


@pytest.mark.parametrize(
    ("typed", "village"),
    [
        ("Thôn Nà Khà", "Nà Khà"), ("thôn: Nà Khà", "Nà Khà"), ("TDP Nà Khà", "Nà Khà"), ("Xóm Nà Khà", "Nà Khà"),
        ("Bản Lầu", "Bản Lầu"), ("Thôn Bản Lầu", "Bản Lầu"), ("Bản Nà Khà", "Nà Khà"), ("THÔN BẢN LẦU", "Bản Lầu"),
        ("Thôn 5", "Thôn 5"), ("T. Nà Khà", "Nà Khà"), ("T.Nà Khà", "Nà Khà"), ("T.Bản Luông", "Bản Luông"),
    ],
)  # fmt: skip
def test_a_village_stands_without_its_kind_but_ban_may_be_the_name(typed: str, village: str) -> None:
    assert normalise_village(typed) == village


def test_communes_and_bodies() -> None:
    assert normalise_commune("XÃ THỔ BÌNH") == "Thổ Bình"
    assert normalise_commune("Thị trấn Lăng Can") == "Lăng Can"
    assert normalise_organisation("CHI BỘ THÔN NÀ KHÀ") == "Chi bộ thôn Nà Khà"
    assert normalise_organisation("CÔNG AN HUYỆN") == "Công an huyện"
    assert normalise_organisation("CB thôn Nà Khà") == "Chi bộ thôn Nà Khà"


@pytest.mark.parametrize(
    "cell", ["thôn Nà Cọn, xã Thổ Bình", "Nà Cọn, Thổ Bình", "Nà Cọn - Thổ Bình", "Thôn Nà Cọn\nXã Thổ Bình"]
)
def test_an_address_is_village_and_commune(cell: str) -> None:
    assert parse_address(cell) == ("Nà Cọn", "Thổ Bình")
    assert place_parser(("address",))(cell) == ParsedCell({"village": "Nà Cọn", "commune": "Thổ Bình"})


@pytest.mark.parametrize(
    ("cell", "position", "organisation"),
    [
        ("Đại úy, Đội phó, Công an huyện", "Đại úy, Đội phó", "Công an huyện"),
        ("Trưởng phòng, Cơ quan Tổ chức - Nội vụ", "Trưởng phòng", "Cơ quan Tổ chức - Nội vụ"),
        ("Bí thư chi bộ - Chi bộ thôn Nà Khà", "Bí thư chi bộ", "Chi bộ thôn Nà Khà"),
        ("Công an huyện", None, "Công an huyện"),
        ("Công chức Văn phòng - Thống kê", "Công chức Văn phòng - Thống kê", None),
    ],
)
def test_a_position_may_name_the_agency_after_it(cell: str, position: str | None, organisation: str | None) -> None:
    assert split_position(cell) == (position, organisation)


@pytest.mark.parametrize(("typed", "size"), [(5, 5), ("05", 5), ("5 khẩu", 5), ("5 người", 5), (" 12 nhân khẩu", 12)])
def test_a_size_is_a_number_with_or_without_its_word(typed: object, size: int) -> None:
    assert single_parser("household_size", TODAY)(typed) == size


@pytest.mark.parametrize("typed", [-2, 0, "năm", "-3", 5.5, "abc"])
def test_a_size_that_is_no_number_is_an_error(typed: object) -> None:
    assert _problems("household_size", typed) == [("not_a_size", "error")]


def test_citizen_ids_get_their_zeros_back_only_when_typed_as_numbers() -> None:
    assert single_parser("citizen_id", TODAY)("008070123456") == "008070123456"
    assert single_parser("citizen_id", TODAY)("070123456") == "070123456"
    cell = single_parser("citizen_id", TODAY)(8070123456)
    assert isinstance(cell, ParsedCell)
    assert cell.values == {"citizen_id": "008070123456"}
    assert _problems("citizen_id", 80701234567) == [("padded_citizen_id", "warning")]
    assert _problems("citizen_id", "08070123456") == [("bad_citizen_id", "error")]
    assert "08070123456" not in _messages("citizen_id", "08070123456")


def test_phones() -> None:
    assert single_parser("phone", TODAY)("0987.654.321") == "0987654321"
    assert single_parser("phone", TODAY)("+84 987 654 321") == "0987654321"
    assert _problems("phone", 987654321) == [("padded_phone", "warning")]
    assert _problems("phone", "0987654321/0912345678") == [("several_phones", "warning")]
    assert _problems("phone", "123") == [("bad_phone", "warning")]


def test_births() -> None:
    assert single_parser("head_birth_year", TODAY)("7/3/1975") == 1975
    assert single_parser("birth_date", TODAY)("3/1975") == "1975-03"
    assert _problems("birth_date", "31/02/1980") == [("no_such_day", "error")]
    assert _problems("birth_date", 2030) == [("future_year", "error")]
    assert _problems("birth_date", "24/11/2026") == [("future_year", "error")]
    assert _problems("birth_date", "7/3/75") == [("two_digit_year", "warning")]
    assert _problems("head_birth_year", "1799") == [("no_such_day", "error")]


def test_a_period_that_begins_or_ends_in_a_far_future_is_an_error() -> None:
    assert single_parser("period", TODAY)("1/2018 - 12/2030") == ParsedCell(
        {"starts_on": "2018-01", "ends_on": "2030-12"}
    )
    assert _problems("period", "1/2018 - 12/2081") == [("future_year", "error")]
    assert _problems("period", "1/2081 - 12/2081") == [("future_year", "error")]


def _problems(field: str, typed: object) -> list[tuple[str, str]]:
    cell = single_parser(field, TODAY)(typed)
    assert isinstance(cell, ParsedCell)
    return [(problem.code, problem.level) for problem in cell.problems]


def _messages(field: str, typed: object) -> str:
    cell = single_parser(field, TODAY)(typed)
    assert isinstance(cell, ParsedCell)
    return " ".join(problem.message for problem in cell.problems)


def test_tiers_are_named_by_words_and_not_when_both_are() -> None:
    assert tier_in_text("A. CÁN BỘ CẤP HUYỆN") == "district"
    assert tier_in_text("Đảng viên cấp xã") == "commune"
    assert tier_in_text("cấp huyện, cấp xã") is None


@pytest.mark.parametrize(
    ("text", "gives"),
    [
        ("I. Thôn Nà Khà", {"village": "Nà Khà"}),
        ("THÔN BẢN LẦU (45 hộ)", {"village": "Bản Lầu"}),
        ("Xã Thổ Bình", {"commune": "Thổ Bình"}),
        ("Thôn Nà Khà, xã Thổ Bình", {"village": "Nà Khà", "commune": "Thổ Bình"}),
        ("Chi bộ thôn Nà Khà (12 đồng chí)", {"organisation": "Chi bộ thôn Nà Khà", "cell_village": "Nà Khà"}),
        ("CB thôn Nà Khà", {"organisation": "Chi bộ thôn Nà Khà", "cell_village": "Nà Khà"}),
        ("B. ĐẢNG VIÊN CẤP XÃ", {"tier": "commune"}),
        ("II. CÔNG AN HUYỆN", {"organisation": "Công an huyện"}),
        ("I. HỘ NGHÈO", {"poverty": "poor"}),
        ("Giàng A Páo", {}),
    ],
)
def test_a_group_row_gives_what_it_names(text: str, gives: dict[str, str]) -> None:
    assert group_of(text) == gives


def test_a_title_block_tells_commune_decision_and_dates() -> None:
    context = context_of(
        [
            "ĐẢNG BỘ HUYỆN LÂM BÌNH",
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "ĐẢNG ỦY XÃ THỔ BÌNH",
            "Thổ Bình, ngày 05 tháng 11 năm 2018",
            "DANH SÁCH PHÂN CÔNG ĐẢNG VIÊN NĂM 2019",
            "(Kèm theo Nghị quyết số 89-NQ/HU, ngày 17/10/2018 của Ban Chấp hành Đảng bộ huyện)",
        ]
    )

    assert context == {
        "district": "Lâm Bình",
        "commune": "Thổ Bình",
        "issuer_tier": "commune",
        "document_date": "2018-11-05",
        "year": 2019,
        "decision": {"number": "89-NQ/HU", "issued_on": "2018-10-17", "issuer": "Ban Chấp hành Đảng bộ huyện"},
    }
