"""Tables, and the user's choices for them."""

import pytest

from assignments.rosters.parsing.problems import problem
from assignments.rosters.parsing.records import Choices, Memory, Roster, SheetChoice, Table


def table(*codes: str) -> Table:
    return Table("A", "households", {}, {}, [], notices=tuple(problem(None, code) for code in codes))


@pytest.mark.parametrize(
    ("tables", "expected"),
    [
        ((), False),
        ((table(),), True),
        ((table(), table("no_name_column")), False),
        ((table("no_table"),), True),
        ((table("unsure_kind"),), False),
    ],
)
def test_a_roster_is_certain_when_nobody_has_to_be_asked(tables: tuple[Table, ...], expected: bool) -> None:
    assert Roster("x", tables).is_certain is expected


CHOICE = SheetChoice(heading=(3, 4), kind="members", columns={5: None, 2: "village"}, exchanged=frozenset({7, 6}))
DATA = {
    "skip": False,
    "heading": [3, 4],
    "kind": "members",
    "columns": {"2": "village", "5": None},
    "exchanged": [6, 7],
}


def test_choices_are_stored_as_plain_data() -> None:
    assert Choices({"A": CHOICE}).as_data() == {"sheets": {"A": DATA}}
    assert list(CHOICE.as_data()["columns"]) == ["2", "5"]
    assert Choices.from_data({"sheets": {"A": DATA}}) == Choices({"A": CHOICE})
    assert Choices().as_data() == {}
    assert Choices.from_data({}) == Choices()


def test_missing_data_is_no_choice() -> None:
    assert SheetChoice.from_data({}) == SheetChoice()
    assert SheetChoice().as_data() == {"skip": False, "heading": None, "kind": None, "columns": {}, "exchanged": []}
    assert SheetChoice.from_data({"skip": True, "heading": ["3", "4"]}) == SheetChoice(skip=True, heading=(3, 4))


def test_a_sheet_without_a_choice_has_an_empty_one() -> None:
    assert Choices({"A": CHOICE}).of("A") is CHOICE
    assert Choices({"A": CHOICE}).of("B") == SheetChoice()


def test_a_remembered_heading_is_noted_as_the_sheet_has_it() -> None:
    memory = Memory({"cot la": "village", "khac": None})

    assert memory.used == {}
    assert memory.use(" Cột\n lạ ", "cot la") == "village"
    assert memory.used == {"Cột lạ": "village"}
