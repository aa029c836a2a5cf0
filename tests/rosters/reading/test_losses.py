"""Values that an earlier reader lost or misread without a message."""

import pytest

from lambinh.lib.spreadsheets.types import Cell
from tests.support.rosters.build import codes, read_sheets, sheet, values

NAMES = [("Giàng A", "Páo"), ("Hoàng Thị", "Mẩy"), ("Lù Văn", "Sì"), ("Ma Thu", "Hoài"), ("Triệu", "Sơn")]


@pytest.mark.parametrize(
    ("heading", "field"), [("Họ và tên chủ hộ", "head_name"), ("Họ và tên đảng viên", "full_name")]
)
def test_given_names_under_no_heading_belong_to_the_names_beside_them(heading: str, field: str) -> None:
    rows = [(number, family, given_name, 1970 + number) for number, (family, given_name) in enumerate(NAMES, 1)]

    read = values(sheet(("TT", heading, None, "Năm sinh"), *rows), file_format="csv")

    assert [row[field] for row in read] == [f"{family} {given_name}" for family, given_name in NAMES]


@pytest.mark.parametrize("words", [("Tày", "Dao", "Mông", "Tày", "Kinh"), ("Páo", "Mẩy", "Sì", "Hoài", "Sơn")])
def test_a_word_beside_whole_names_is_no_part_of_them(words: tuple[str, ...]) -> None:
    names = ["Giàng A Páo", "Hoàng Thị Mẩy", "Lù Văn Sì", "Ma Thu Hoài", "Triệu Sơn"]
    rows = [(number, name, word, 1970 + number) for number, (name, word) in enumerate(zip(names, words, strict=True))]

    read = values(sheet(("TT", "Họ và tên chủ hộ", None, "Năm sinh"), *rows), file_format="csv")

    assert [row["head_name"] for row in read] == names


@pytest.mark.parametrize("rest", [("Nà Khà", 4), (None, 4), ("Nà Khà", None)])
def test_a_row_whose_heads_name_is_an_error_is_reported(rest: tuple[Cell, ...]) -> None:
    member_cell = "Lý A Tư, Trưởng Ban công tác Mặt trận, Chi bộ thôn Nà Khà"
    heading = ("TT", "Họ tên, chức vụ, đơn vị công tác của đảng viên", "Chủ hộ", "Thôn", "Số khẩu")
    rows = [
        (1, member_cell, "Giàng A Páo", "Nà Khà", 4),
        (2, member_cell, None, *rest),
        (3, member_cell, "Lù A Sì", "Nà Khà", 4),
    ]

    assert codes(sheet(heading, *rows, errors={(2, 2): "#REF!"})) == [("head_name", "error_cell", "error")]


def test_the_year_in_a_heading_of_birth_is_no_column_of_men() -> None:
    heading = ("TT", "Họ và tên", "Sinh ngày, tháng, năm", "Giới tính (Nam/Nữ)", "Chi bộ")

    (row,) = values(sheet(heading, (1, "Hoàng Thị Mẩy", "7/3/1975", "Nữ", "Chi bộ Nà Khà")))

    assert (row["sex"], row["birth_date"]) == ("F", "1975-03-07")


def test_whose_names_a_heading_asks_for_counts_before_where_it_stands() -> None:
    heading = ("TT", "Thôn", "Họ tên, năm sinh chủ hộ", "Họ tên, chức vụ đảng viên phụ trách")

    (row,) = values(sheet(heading, (1, "Nà Khà", "Giàng A Páo, 1975", "Hoàng Văn Quý, Trưởng thôn")))

    assert (row["head_name"], row["member_name"]) == ("Giàng A Páo", "Hoàng Văn Quý")
    assert (row["head_birth_year"], row["member_position"]) == (1975, "Trưởng thôn")


@pytest.mark.parametrize("digits", [8, 10, 11])
def test_a_citizen_id_that_lost_its_zeros_in_a_csv_is_completed_and_told(digits: int) -> None:
    row = _with_ids("8070123456789"[:digits])

    assert row == ("0" * ((9 if digits == 8 else 12) - digits) + "8070123456789"[:digits], ["padded_citizen_id"])


def test_of_ids_that_kept_their_zeros_in_a_csv_one_without_both_is_completed() -> None:
    assert _with_ids("8070123456", "008080001234") == ("008070123456", ["padded_citizen_id"])
    assert _with_ids("00807012345", "008080001234") == (None, ["bad_citizen_id"])
    assert _with_ids("80701234567", "008080001234") == (None, ["bad_citizen_id"])


@pytest.mark.parametrize("mark", ["*", "-", "+", "•", "II", "a)"])
def test_a_village_behind_any_mark_groups_the_rows_under_it(mark: str) -> None:
    heading = ("TT", "Họ và tên đảng viên", "Chủ hộ", "Số khẩu")
    rows = [("I", "Thôn Nà Khà"), (1, "Lý A Páo", "Ma Thị Hoa", 4), (mark, "Bản Hin"), (2, "Lý A Pó", "Ma Thị Hoài", 3)]

    assert [row["village"] for row in values(sheet(heading, *rows))] == ["Nà Khà", "Bản Hin"]


@pytest.mark.parametrize("file_format", ["xlsx", "csv"])
@pytest.mark.parametrize("year", [1970, "x"])
def test_an_error_among_marks_of_sex_is_one_of_sex_and_among_years_one_of_birth(year: Cell, file_format: str) -> None:
    heading = [("TT", "Họ và tên chủ hộ", "Giới tính", None, "Thôn"), (None, None, "Nam", "Nữ", None)]
    rows = [(1, "Lý A Páo", year, None, "Nà Khà"), (2, "Ma Văn Tư", "#REF!", None, "Nà Khà")]

    problems = _problems(*heading, *rows, merges="A1:A2 B1:B2 C1:D1 E1:E2", file_format=file_format)

    assert problems == [("sex" if year == "x" else "head_birth_year", "error_cell")]


@pytest.mark.parametrize(("line", "village"), [(("II", "Những hộ ở nơi khác"), None), (("*", "Nhóm 2"), "Nà Khà")])
def test_a_group_that_is_not_understood_ends_one_with_the_same_kind_of_number(
    line: tuple[Cell, ...], village: str | None
) -> None:
    heading = ("TT", "Họ và tên đảng viên", "Chủ hộ", "Số khẩu")
    rows = [("I", "Thôn Nà Khà"), (1, "Lý A Páo", "Ma Thị Hoa", 4), line, (2, "Lý A Pó", "Ma Thị Hoài", 3)]

    (table,) = read_sheets(sheet(heading, *rows)).tables

    assert [row.values.get("village") for row in table.rows] == ["Nà Khà", village]
    assert [notice.code for notice in table.notices] == ["unsure_group"]


def test_an_error_in_a_column_of_addresses_is_one_of_the_village() -> None:
    heading = ("TT", "Họ và tên chủ hộ", "Chỗ ở hiện nay", "Số khẩu")
    rows = [(1, "Lý A Páo", "thôn Nà Khà, xã Thổ Bình", 4), (2, "Ma Văn Tư", "#REF!", 3)]

    assert _problems(heading, *rows) == [("village", "error_cell")]


def test_a_mark_for_as_above_under_a_faulty_cell_is_told_too() -> None:
    heading = ("TT", "Đảng viên phụ trách", "Chủ hộ", "Thôn", "Từ ngày")
    rows = [(1, "Lý A Páo", "Ma Thị Hoa", "Nà Khà", "31/02/2019"), (2, "Lý A Pó", "Ma Thị Hoài", "Nà Khà", "nt")]

    assert _problems(heading, *rows) == [("starts_on", "no_such_day"), ("starts_on", "ditto_of_fault")]


@pytest.mark.parametrize(
    ("cell", "position", "expected"),
    [
        ("Lý A Su (Páo)", None, ["unread_part"]),
        ("Lý A Su (hưu)", "hưu", []),
        ("Lý A Su (BTCB)", "BTCB", []),
        ("Lý A Su (Giáo viên)", "Giáo viên", []),
    ],
)
def test_another_name_of_a_member_is_no_position(cell: str, position: str | None, expected: list[str]) -> None:
    (table,) = read_sheets(sheet(("TT", "Đảng viên phụ trách", "Chủ hộ"), (1, cell, "Ma Thị Hoa"))).tables

    assert table.rows[0].values["member_name"] == "Lý A Su"
    assert table.rows[0].values.get("member_position") == position
    assert [problem.code for problem in table.rows[0].problems] == expected


@pytest.mark.parametrize(("mark", "none"), [("TRUE", "FALSE"), ("True", "False"), ("Đúng", "Sai"), (True, False)])
def test_check_boxes_that_became_words_are_marks(mark: Cell, none: Cell) -> None:
    heading = ("TT", "Họ và tên chủ hộ", "Hộ nghèo", "Hộ cận nghèo")
    rows = [(1, "Lý A Páo", mark, none), (2, "Ma Văn Tư", none, mark), (3, "Lù A Sì", none, none)]

    assert [row["poverty"] for row in values(sheet(heading, *rows))] == ["poor", "near_poor", "other"]
    assert _problems(heading, *rows) == []


def test_an_error_in_a_merged_cell_is_one_of_every_row_that_it_covers() -> None:
    heading = ("TT", "Đảng viên phụ trách", "Chủ hộ", "Thôn", "Diện hộ")
    rows = [(1, "Lý A Páo", "Ma Thị Hoa", "Nà Khà", None), (2, "Lý A Pó", "Ma Thị Hoài", "Nà Khà", None)]

    (table,) = read_sheets(sheet(heading, *rows, errors={(1, 4): "#REF!"}, merges="E2:E3")).tables

    assert [[(problem.field, problem.code) for problem in row.problems] for row in table.rows] == [
        [("poverty", "error_cell")]
    ] * 2
    assert not any("poverty" in row.values for row in table.rows)


def test_a_faulty_class_is_not_taken_for_none_in_the_row_of_a_second_carer() -> None:
    heading = ("TT", "Chủ hộ", "Thôn", "Diện hộ", "Người phụ trách")
    rows = [(1, "Ma Thị Hoa", "Nà Khà", "#REF!", "Lý A Páo"), (None, None, None, None, "Lý A Pó")]
    last = (2, "Ma Thị Hoài", "Nà Khà", "HN", "Lý A Pá")

    (table,) = read_sheets(sheet(heading, *rows, last)).tables

    assert [row.values.get("poverty") for row in table.rows] == [None, None, "poor"]


def test_an_error_in_the_name_of_a_head_among_persons_is_one_of_the_head() -> None:
    heading = ("TT", "Họ và tên", "Quan hệ với chủ hộ", "Năm sinh", "Thôn", "Số khẩu")
    rows = [(1, "Lý A Páo", "Chủ hộ", 1960, "Nà Khà", 2), (None, "Lý A Pó", "Con", 1990, None, None)]

    problems = _problems(heading, *rows, (2, "#REF!", "Chủ hộ", 1970, "Nà Khà", 1))

    assert problems == [("head_name", "error_cell")]


def _problems(*rows: tuple[Cell, ...], merges: str = "", file_format: str = "xlsx") -> list[tuple[str | None, str]]:
    tables = read_sheets(sheet(*rows, merges=merges), file_format=file_format).tables
    return [(problem.field, problem.code) for table in tables for row in table.rows for problem in row.problems]


def test_numbers_that_a_csv_shows_with_decimals_are_read() -> None:
    heading = ("TT", "Họ và tên chủ hộ", "Năm sinh", "Số CCCD", "Điện thoại", "Số khẩu")
    (row,) = values(
        sheet(heading, ("1", "Lý A Páo", "1951.0", "8070123456.0", "367106257.0", "5.0")), file_format="csv"
    )

    assert (row["head_birth_year"], row["household_size"]) == (1951, 5)
    assert (row["citizen_id"], row["phone"]) == ("008070123456", "0367106257")


def _with_ids(*ids: str) -> tuple[str | int | None, list[str]]:
    """Citizen id and problem codes of the first row of a CSV file with these ids."""
    rows = [(str(number), "Giàng A Páo", text, "4") for number, text in enumerate(ids, 1)]
    heading = ("TT", "Họ và tên chủ hộ", "Số CCCD", "Số khẩu")
    (table,) = read_sheets(sheet(heading, *rows), file_format="csv").tables
    first = table.rows[0]
    return first.values.get("citizen_id"), [problem.code for problem in first.problems]
