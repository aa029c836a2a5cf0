"""Rows from top to bottom: records with their groups, ignored rows, and the end of a table."""

from typing import Any

from assignments.rosters.parsing.sheet.grid import Merges
from assignments.rosters.parsing.table.row_classifier import RowClassifier, TableBody
from tests.rosters.parsing.table.build import HOUSEHOLD, block, layout

HEADING = ("TT", "Họ và tên chủ hộ", "Năm sinh", "Số khẩu", None)
RECORD = (*HOUSEHOLD, None)
SECOND = (2, "Lù A Sì", 1980, 5, None)


def classify(*rows: tuple[object, ...], **options: Any) -> TableBody:
    table = options.pop("table", layout())
    settings = {"errors": (), "repeated_headings": (), "is_alone": True} | options
    classifier = RowClassifier([HEADING, *rows], block(table), table, Merges(()), **settings)
    return classifier.classify(1, len(rows) + 1)


def reasons(body: TableBody) -> dict[int, str]:
    return {ignored.row: ignored.why for ignored in body.ignored}


def test_records_have_the_values_of_the_groups_above_them() -> None:
    village, other = ("I", "Thôn Nà Khà", None, None, None), ("II", "Thôn Bản Phú", None, None, None)
    body = classify(RECORD, village, SECOND, ("x", "Giàng Thị Hoa", 1990, 2, None), other, RECORD)

    assert body.records == [1, 3, 4, 6]
    assert body.groups == [{}, {"village": "Nà Khà"}, {"village": "Nà Khà"}, {"village": "Bản Phú"}]
    assert reasons(body) == {3: "group", 6: "group"}
    assert body.notices == []


def test_a_name_with_a_roman_number_may_be_a_group() -> None:
    body = classify(("I", "Nà Khà", None, 9, None), RECORD)

    assert (body.records, body.groups) == ([2], [{"village": "Nà Khà"}])
    assert [(notice.field, notice.code) for notice in body.notices] == [("village", "group_gives_village")]
    assert "Nà Khà" in body.notices[0].message


def test_a_list_without_numbers_has_plain_records_too() -> None:
    body = classify(("Giàng A Páo", 1970, None, None, None), table=layout("head_name", "head_birth_year"))

    assert body.records == [1]


def test_a_group_that_is_not_known_closes_the_one_of_its_rank() -> None:
    body = classify(("I", "Thôn Nà Khà", None, None, None), RECORD, ("II", "Cụm  loa 2", None, None, None), SECOND)

    assert body.groups == [{"village": "Nà Khà"}, {}]
    assert [(notice.field, notice.code) for notice in body.notices] == [(None, "unsure_group")]
    assert "“Cụm loa 2”" in body.notices[0].message


def test_a_summary_under_the_list_goes_on_to_its_end() -> None:
    body = classify(RECORD, ("STT", "Thôn", "Số đảng viên", "Số hộ", None), RECORD, (1, "Nà Khà", 3, 4, None))

    assert body.records == [1]
    assert reasons(body) == {3: "total", 4: "total", 5: "total"}


def test_names_under_a_signature_are_no_records_until_a_numbered_one() -> None:
    body = classify(
        RECORD, (None, "NGƯỜI LẬP BIỂU", None, None, None), (None, "Lù A Sì", 1, 2, None), SECOND,
        (None, "Giàng Thị Hoa", 1990, 2, None),
    )  # fmt: skip

    assert body.records == [1, 4, 5]
    assert reasons(body) == {3: "signature", 4: "signature"}


def test_after_the_last_record_lines_sign_or_are_the_next_title() -> None:
    body = classify(
        RECORD,
        (None, "Cộng", None, 4, None),
        (None, "Cụm loa", None, None, None),
        (None, None, None, None, None),
        (None, "DANH SÁCH HỘ CẬN NGHÈO", None, None, None),
        (None, "Giàng Thị Hoa", None, None, None),
        HEADING,
        repeated_headings={7},
    )

    assert reasons(body) == {
        3: "total", 4: "signature", 5: "blank", 6: "title", 7: "title", 8: "heading",
    }  # fmt: skip
    assert body.titles == [5, 6]
    assert body.notices == []


def test_a_group_after_the_last_record_is_the_title_of_the_next_table() -> None:
    body = classify(RECORD, (None, "Thôn Nà Khà", None, None, None))

    assert (reasons(body), body.titles) == ({3: "title"}, [2])


def test_a_body_that_signs_is_no_title() -> None:
    body = classify(RECORD, (None, "NGƯỜI LẬP", None, None, None), (None, "Chi bộ Nà Khà", None, None, None))

    assert (reasons(body), body.titles) == ({3: "signature", 4: "signature"}, [])


def test_a_group_between_records_is_asked_about_and_one_after_them_is_not() -> None:
    unknown = (None, "Cụm loa 2", None, None, None)

    assert [notice.code for notice in classify(RECORD, unknown, SECOND).notices] == ["unsure_group"]
    assert classify(RECORD, unknown).notices == []
    assert [notice.code for notice in classify(unknown, (None, "Cộng", None, 4, None)).notices] == ["unsure_group"]


def test_cells_right_of_the_headings_belong_to_a_table_alone() -> None:
    row = (None, None, None, None, "đã chuyển đi")

    assert classify(RECORD, row, SECOND).ignored[0].why == "blank"
    assert classify(RECORD, (None, "Lù A Sì", None, None, 5), SECOND, is_alone=True).records == [1, 3]
    assert reasons(classify(RECORD, (*[None] * 4, "Thôn Nà Khà"), SECOND, is_alone=True)) == {3: "group"}
    assert reasons(classify(RECORD, (*[None] * 4, "Thôn Nà Khà"), SECOND, is_alone=False)) == {3: "blank"}


def test_errors_and_repeated_headings_are_told_by_their_rows() -> None:
    assert classify((7, None, None, None, None), errors={(1, 1)}).records == [1]
    assert reasons(classify(RECORD, ("x", "y", "z", None, None), SECOND, repeated_headings={2})) == {3: "heading"}


def test_a_table_without_records_keeps_its_totals() -> None:
    body = classify((None, "Cộng", None, 4, None), (None, "Người lập", None, None, None))

    assert reasons(body) == {2: "total", 3: "signature"}
