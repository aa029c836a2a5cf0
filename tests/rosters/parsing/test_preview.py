"""The columns of a table as the user sees them."""

from assignments.rosters.parsing.cells.parsed_column import ColumnResult, ParsedColumn
from assignments.rosters.parsing.cells.parsers import ParsedCell
from assignments.rosters.parsing.columns.layout import Column, HeaderBlock, TableLayout
from assignments.rosters.parsing.preview import cols_of_fields, column_previews
from assignments.rosters.parsing.problems import problem
from assignments.rosters.parsing.records import ColumnPreview


def parsed_column(col: int, *results: ColumnResult) -> ParsedColumn:
    return ParsedColumn(("x",), list(results), Column(col, ("x",)), [])


def test_fields_stand_in_their_first_column_or_in_that_of_the_cell() -> None:
    layout = TableLayout(
        "households",
        [
            Column(3, ("Nam",), fields=("male",)),
            Column(4, ("Nữ",), fields=("female",)),
            Column(5, ("Địa chỉ",), fields=("address",)),
            Column(6, ("Thôn",), fields=("village",)),
            Column(7, ("Thời gian",), fields=("period",)),
            Column(8, ("Thành viên",), fields=("person",)),
            Column(9, ("Ghi chú",), fields=("note",)),
        ],
        0,
    )
    beside = ParsedCell(
        {"head_birth_year": 1970}, (problem("phone", "bad_phone", value="x"), problem(None, "no_table"))
    )
    columns = [parsed_column(1, None, "x", beside), parsed_column(2, [ParsedCell({"phone": "1", "ethnicity": "Dao"})])]

    assert cols_of_fields(layout, columns) == {
        "sex": 3, "address": 5, "village": 5, "commune": 5, "period": 7, "starts_on": 7, "ends_on": 7,
        "person": 8, "head_name": 8, "note": 9, "head_birth_year": 1, "phone": 1, "ethnicity": 2,
    }  # fmt: skip


ROWS = [
    ("TT", "Chủ hộ", None, "Năm sinh", "?", None, "x"),
    (1, "Giàng  A Páo", "y", 1970, None, None, None),
    (2, "-", None, None, None, None, "z"),
    (3, "Sì", None, 1980, None, None, None),
    (4, "Hoa", None, 1990, None, None, None),
    (5, "Mẩy", None, None, None, None, None),
]
NAMES = Column(1, ("Chủ hộ",), fields=("head_name",), extra_cols=(2,))
BLOCK = HeaderBlock(
    0, 0, 1, [NAMES, Column(3, ("Năm sinh",), fields=("head_birth_year",)), Column(4, ("?",), guess="village")], 1, 5
)


def previews(*, is_alone: bool) -> tuple[ColumnPreview, ...]:
    return column_previews(ROWS, [1, 2, 3, 4, 5], BLOCK, {(2, 3): "#N/A"}, is_alone=is_alone)


def test_every_column_with_a_heading_or_a_value_is_shown_with_three_cells() -> None:
    assert previews(is_alone=False) == (
        ColumnPreview(1, "Chủ hộ", ("head_name",), None, ("Giàng A Páo", "Sì", "Hoa")),
        ColumnPreview(3, "Năm sinh", ("head_birth_year",), None, ("1970", "#N/A", "1980")),
        ColumnPreview(4, "?", (), "village", ()),
    )


def test_a_table_alone_has_the_columns_right_of_its_headings_too() -> None:
    assert previews(is_alone=True)[3:] == (ColumnPreview(6, "", (), None, ("z",)),)


def test_the_second_column_of_a_heading_has_the_fields_of_the_first() -> None:
    block = HeaderBlock(0, 0, 1, [NAMES, Column(2, ("Tên",))], 1, 2)

    assert column_previews(ROWS, [1], block, {}, is_alone=False)[1] == ColumnPreview(
        2, "Tên", ("head_name",), None, ("y",)
    )
