from datetime import date
from pathlib import Path

import pytest

from assignments.rosters.fields import FIELDS
from assignments.rosters.parsing import read_roster
from assignments.rosters.parsing.columns.fields import CHOICES
from lambinh.lib.spreadsheets.reader import read_workbook
from tests.support.rosters import layouts

FAULTY = [number for number, layout in layouts.LAYOUTS.items() if "fault" in layout.name]


@pytest.mark.parametrize("kind", CHOICES)
def test_every_column_that_can_be_chosen_has_a_name_for_people(kind: str) -> None:
    assert [name for name in CHOICES[kind] if name not in FIELDS] == []


@pytest.mark.parametrize("number", [*FAULTY, 13, 17, 18, 19, 42])
def test_every_field_of_a_row_and_of_a_problem_has_a_name_for_people(number: int, tmp_path: Path) -> None:
    path, _truth = layouts.make(number, 0, tmp_path)

    roster = read_roster(read_workbook(path), today=date(2026, 11, 1))

    rows = [row for table in roster.tables for row in table.rows]
    fields = {name for row in rows for name in row.values}
    fields |= {problem.field for row in rows for problem in row.problems if problem.field}
    assert {name for name in fields if name not in FIELDS} == set()
