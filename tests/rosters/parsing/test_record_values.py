"""Values of one record, and households that share a cell."""

from assignments.rosters.parsing.cells.parsed_column import ColumnResult, ParsedColumn
from assignments.rosters.parsing.cells.parsers import ParsedCell
from assignments.rosters.parsing.columns.layout import Column
from assignments.rosters.parsing.problems import problem
from assignments.rosters.parsing.record_values import (
    SHARING_RULES,
    PartResult,
    RecordValues,
    SharedCell,
    Sharing,
    split_record,
)
from tests.support.rosters.rule_tables import check_rules

PAO, SI = ParsedCell({"head_name": "Giàng A Páo"}), ParsedCell({"head_name": "Lù A Sì"})
WRONG = ParsedCell({}, (problem("phone", "bad_phone", value="x"),))


def parse(cell: object) -> ColumnResult:
    """Parse numbers as numbers, "?" as a problem, "-" as nothing, any other text as a note."""
    text = str(cell)
    if text == "?":
        return WRONG
    return None if text == "-" else int(text) if text.isdigit() else ParsedCell({"note": text})


def parsed_column(field: str, raw: object, *, is_parsed: bool = True) -> ParsedColumn:
    return ParsedColumn((field,), [None], Column(0, (field,)), [raw], parse if is_parsed else None)


def shared_cell(field: str, raw: object, *, is_parsed: bool = True) -> SharedCell:
    return SharedCell(parsed_column(field, raw, is_parsed=is_parsed), raw, 2)


def test_every_rule_decides_its_example() -> None:
    check_rules(
        SHARING_RULES,
        {
            "name": (shared_cell("head_name", "Páo; Sì"), Sharing.VALUE_OF_ALL),
            "column without cells of its own": (shared_cell("sex", "a; b", is_parsed=False), Sharing.VALUE_OF_ALL),
            "an item for each": (shared_cell("village", "Nà Khà; Bản Phú"), Sharing.LISTED),
            "blank": (shared_cell("phone", " "), Sharing.VALUE_OF_ALL),
            "field of one household": (shared_cell("phone", "0912345678"), Sharing.UNCLEAR),
            "value of all": (shared_cell("village", "Nà Khà"), Sharing.VALUE_OF_ALL),
        },
    )


def test_a_member_in_charge_of_several_households_is_that_of_all() -> None:
    assert shared_cell("member_name", "A; B").is_of_name()
    assert not shared_cell("village", "A; B").is_of_name()


def test_items_lose_their_numbers() -> None:
    assert shared_cell("phone", "1. 12;\n2) 34 ; ").items == ["12", "34"]
    assert shared_cell("phone", "12. 5").items == ["5"]
    assert shared_cell("phone", "123. 5").items == ["123. 5"]
    assert shared_cell("phone", 5).items == []


def test_results_are_values_parts_or_heads() -> None:
    record = RecordValues()
    for name, result in (("village", "Nà Khà"), ("household_size", 4), ("phone", WRONG), ("note", None)):
        record.add(name, result, frozenset({name}))
    record.add("head_name", [PAO, SI], frozenset({"head_name"}))

    assert record == RecordValues(
        {"village": "Nà Khà", "household_size": 4}, [PartResult(WRONG, frozenset({"phone"}))], [PAO, SI]
    )


def test_a_record_without_a_column_keeps_the_others() -> None:
    parts = [PartResult(WRONG, frozenset({"phone"})), PartResult(PAO, frozenset({"head_name"}))]
    record = RecordValues({"phone": "1", "village": "Nà Khà"}, parts, [PAO])

    assert record.without(parsed_column("phone", "x")) == RecordValues({"village": "Nà Khà"}, parts[1:], [PAO])


def test_each_household_has_its_items_and_the_values_of_all() -> None:
    columns = [
        parsed_column("head_name", "Páo; Sì"),
        parsed_column("household_size", "4; 5"),
        parsed_column("village", "Nà Khà"),
        parsed_column("household_code", "LB01"),
        parsed_column("relation", "-; x"),
        parsed_column("citizen_id", "?; -"),
    ]
    beside = PartResult(ParsedCell({"note": "x"}), frozenset({"note"}))
    record = RecordValues(
        {"household_size": 9, "village": "Nà Khà", "household_code": "LB01"},
        [PartResult(WRONG, frozenset({"household_size"})), beside],
    )

    first, second = split_record(columns, 0, record, [PAO, SI])

    assert first.values == {"village": "Nà Khà", "household_size": 4}
    assert second.values == {"village": "Nà Khà", "household_size": 5, "note": "x"}
    for share, head, faults in ((first, PAO, ["bad_phone"]), (second, SI, [])):
        assert share.parts[:2] == [beside, PartResult(head, frozenset({"head_name"}))]
        assert [fault.code for fault in share.parts[2].cell.problems] == [*faults, "unread_part"]
        assert share.parts[2].cell.problems[-1].field == "household_code"
        assert "LB01" in share.parts[2].cell.problems[-1].message
        assert len(share.parts) == 3
        assert share.heads is None
    assert record.values["household_size"] == 9


def test_a_column_without_raw_cells_is_shared() -> None:
    column = ParsedColumn(("sex",), [None], Column(0, ("Nam",)), [])

    (share,) = split_record([column], 0, RecordValues({"sex": "male"}), [PAO])

    assert share.values == {"sex": "male"}
