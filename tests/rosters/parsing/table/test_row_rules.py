"""The rules that tell records from other rows: an example for each, and the limits of some."""

from collections.abc import Collection
from datetime import date

import pytest

from assignments.rosters.parsing.columns.headings import normal_heading
from assignments.rosters.parsing.columns.layout import TableLayout
from assignments.rosters.parsing.rules import first_rule
from assignments.rosters.parsing.sheet.grid import Merges
from assignments.rosters.parsing.table.group_rows import GroupFinder
from assignments.rosters.parsing.table.lines import KeyColumns
from assignments.rosters.parsing.table.row_rules import REASONS, ROW_RULES, RowCase, TableState, Verdict, is_person
from lambinh.lib.spreadsheets.types import Area
from tests.rosters.parsing.table.build import HOUSEHOLD, block, layout, line
from tests.support.rosters.rule_tables import check_rules

HEADINGS = frozenset(map(normal_heading, ("TT", "Họ và tên chủ hộ", "Năm sinh", "Số khẩu")))


def case(
    *cells: object,
    table: TableLayout | None = None,
    errors: Collection[int] = (),
    records: Collection[int] = (),
    merges: Collection[Area] = (),
    repeated: Collection[int] = (),
    is_in_summary: bool = False,
    is_under_signature: bool = False,
) -> RowCase:
    """A line in row 1 (0-based) of a table of households."""
    table = table or layout()
    columns, areas = KeyColumns.of(table, block(table)), Merges(tuple(merges))
    state = TableState(
        columns,
        GroupFinder(table, areas, columns),
        areas,
        HEADINGS,
        frozenset(repeated),
        is_in_summary,
        is_under_signature,
        list(records),
    )
    return RowCase(line(*cells, of=columns, errors=errors), state)


NAMES_ONLY = layout("head_name", "head_birth_year")
ASSIGNEE_RIGHT = layout(None, "head_name", "head_birth_year", "member_name", kind="assignments")
ASSIGNEE_LEFT = layout(None, "member_name", "head_name", "head_birth_year", kind="assignments")
EXAMPLES = {
    "empty": (case(None, " ", None, None), Verdict.BLANK),
    "heading on a later page": (case(*HOUSEHOLD, repeated={1}), Verdict.HEADING),
    "numbers of columns": (case("(1)", "(2)", "(3)", "(4)"), Verdict.HEADING),
    "heading repeated": (case("TT", "Họ và tên chủ hộ", "Năm sinh", None), Verdict.HEADING),
    "row of a summary": (case(*HOUSEHOLD, is_in_summary=True), Verdict.SUMMARY),
    "heading of a summary": (case("STT", "Thôn", "Số đảng viên", "Số hộ"), Verdict.SUMMARY),
    "total": (case(None, "Cộng", None, 9), Verdict.TOTAL),
    "under a signature": (case(None, "Nguyễn Thị Hồng", 1970, 4, is_under_signature=True), Verdict.SIGNATURE),
    "signature": (case(None, "NGƯỜI LẬP BIỂU", None, "T/M ĐẢNG ỦY"), Verdict.SIGNATURE),
    "error for the name, with values": (case(None, None, 1970, 4, errors={1}), Verdict.RECORD),
    "named group": (case(None, "Thôn Nà Khà", None, None), Verdict.GROUP),
    "place with sums": (case("I", "Nà Khà", None, 32), Verdict.BARE_PLACE),
    "person with facts": (case(*HOUSEHOLD), Verdict.RECORD),
    "next name of a list without numbers": (
        case("Giàng A Páo", None, table=NAMES_ONLY, records=[0]),
        Verdict.RECORD,
    ),
    "second assignee": (case(None, None, None, "Lù A Sì", table=ASSIGNEE_RIGHT, records=[0]), Verdict.RECORD),
    "error for the name, with a number": (case(7, None, None, None, errors={1}), Verdict.RECORD),
    "error for the name alone": (case(None, None, None, None, errors={1}), Verdict.BLANK),
    "name merged from above": (case(None, None, 1971, None, merges=[Area(0, 1, 1, 1)]), Verdict.RECORD),
    "name and facts": (case(None, "X1", 1970, None), Verdict.RECORD),
    "name and number": (case(7, "X1", None, None), Verdict.RECORD),
    "number and facts": (case(7, None, 1970, None), Verdict.RECORD),
    "facts without a name": (case(None, None, "chưa rõ", 4), Verdict.RECORD),
    "sums only": (case(None, None, 1970, 4), Verdict.TOTAL),
    "no text": (case(None, None, None, 4), Verdict.BLANK),
    "remark": (case(None, "Ghi chú: hộ mới", None, None), Verdict.BLANK),
    "place without its kind": (case("I", "Nà Khà", None, None), Verdict.BARE_PLACE),
    "group that is not known": (case(None, "Cụm loa số 2", None, None), Verdict.UNKNOWN_GROUP),
    "text beside the names": (case(None, None, None, "đã chuyển đi"), Verdict.BLANK),
}


def test_every_rule_decides_its_example() -> None:
    check_rules(ROW_RULES, EXAMPLES)


@pytest.mark.parametrize(
    ("row", "name"),
    [
        pytest.param(case(None, None, None, None, errors={2}), "no text", id="an error is not empty"),
        pytest.param(case("TT", None, None, None), "group that is not known", id="one heading is not repeated"),
        pytest.param(case("TT", 5, None, None), "group that is not known", id="a number is no heading"),
        pytest.param(
            case("TT", "Họ và tên", None, None), "group that is not known", id="another heading is not repeated"
        ),
        pytest.param(case(1, "Cộng", 1970, 4), "name and facts", id="a numbered line is no total"),
        pytest.param(
            case(*HOUSEHOLD, is_under_signature=True), "person with facts", id="a numbered person ends a signature"
        ),
        pytest.param(
            case(1, "Giàng A Páo", None, None, is_under_signature=True), "under a signature", id="but needs a value"
        ),
        pytest.param(case(1, "X1", 1970, 4, is_under_signature=True), "under a signature", id="and must be a person"),
        pytest.param(case(1, "NGƯỜI LẬP BIỂU", None, None), "person with facts", id="a numbered line signs nothing"),
        pytest.param(case(None, "Người lập biểu", 5, None), "person with facts", id="a line with values signs nothing"),
        pytest.param(
            case(None, None, 1970, None, errors={1}),
            "error for the name, with a number",
            id="an error and one value make a record",
        ),
        pytest.param(case(None, None, None, None, errors={1, 2}), "error for the name, with a number", id="two errors"),
        pytest.param(case("I", "Giàng A Páo", None, 32), "person with facts", id="a person with a roman number"),
        pytest.param(case("I", "Nà Khà", date(2018, 1, 1), 32), "person with facts", id="a date is no sum"),
        pytest.param(case("I", "Nà Khà", "?", 32), "person with facts", id="text beside a place is no sum"),
        pytest.param(case("1", "Nà Khà", None, 32), "person with facts", id="a place with sums has a roman number"),
        pytest.param(
            case("Nà Khà", 32, table=NAMES_ONLY), "person with facts", id="without numbers a place has no sums"
        ),
        pytest.param(case(None, "Giàng A Páo", None, None), "group that is not known", id="a name alone"),
        pytest.param(case(7, "Giàng A Páo", None, None), "person with facts", id="a numbered name alone"),
        pytest.param(
            case(None, None, "Giàng A Páo", None, table=ASSIGNEE_LEFT),
            "person with facts",
            id="a name alone beside assignees",
        ),
        pytest.param(
            case("Giàng A Páo", None, table=NAMES_ONLY, records=[]),
            "group that is not known",
            id="a name alone under no record",
        ),
        pytest.param(
            case("Giàng A Páo", None, table=NAMES_ONLY, records=[1]),
            "group that is not known",
            id="a name alone not right under a record",
        ),
        pytest.param(
            case("Ước Văn Mẩy", None, table=NAMES_ONLY, records=[0]),
            "group that is not known",
            id="a name alone without a surname",
        ),
        pytest.param(
            case(None, "Lù A Sì", None, None, table=layout(None, "member_name", "head_name", "head_birth_year")),
            "group that is not known",
            id="an assignee left of the household",
        ),
        pytest.param(
            case(None, None, None, "Lù A Sì", table=ASSIGNEE_RIGHT),
            "group that is not known",
            id="a second assignee under no record",
        ),
        pytest.param(
            case(None, None, None, "Ước Mẩy", table=ASSIGNEE_RIGHT, records=[0]),
            "group that is not known",
            id="a second assignee without a surname",
        ),
        pytest.param(
            case(None, None, None, None, merges=[Area(0, 1, 1, 1)], errors={2}), "name merged from above", id="error"
        ),
        pytest.param(
            case(None, None, 1971, None, merges=[Area(1, 1, 2, 1)]), "no text", id="merged with the row below"
        ),
        pytest.param(case(7, "Chi bộ Nà Khà", None, None), "named group", id="a numbered group"),
        pytest.param(case(7, None, None, None), "no text", id="a number alone"),
        pytest.param(case(None, None, "chưa rõ", None), "text beside the names", id="one fact"),
        pytest.param(case(None, 12, None, None), "no text", id="a number for a name"),
        pytest.param(case("* Lưu ý", None, None, None), "remark", id="a remark before the names"),
        pytest.param(case("Cụm loa số 2", None, None, None), "group that is not known", id="a text before the names"),
        pytest.param(
            case(None, None, "Cụm loa số 2", None, table=ASSIGNEE_LEFT),
            "group that is not known",
            id="a text over names",
        ),
    ],
)
def test_the_limits_of_the_rules(row: RowCase, name: str) -> None:
    rule = first_rule(ROW_RULES, row)

    assert rule is not None
    assert rule.name == name


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Giàng A Páo", True),
        ("Ước Văn Mẩy", True),
        ("Chi bộ Nà Khà", False),
        ("Thôn 3", False),
        (12, False),
        (None, False),
    ],
)
def test_persons_are_told_from_groups(cell: object, expected: bool) -> None:
    assert is_person(cell) is expected


def test_an_ignored_row_says_why() -> None:
    assert {verdict: REASONS[verdict] for verdict in Verdict if verdict.value != REASONS[verdict]} == {
        Verdict.SUMMARY: "total",
        Verdict.BARE_PLACE: "group",
        Verdict.UNKNOWN_GROUP: "group",
    }
