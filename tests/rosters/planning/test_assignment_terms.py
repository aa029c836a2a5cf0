from datetime import date
from typing import Any

import pytest

from assignments.rosters.matching.context import RosterContext
from assignments.rosters.matching.rows import AssignmentRow
from assignments.rosters.planning.assignment_terms import end, first_day
from assignments.rosters.rows import SourceTable

START = date(2018, 11, 1)


def row(**values: Any) -> AssignmentRow:
    return AssignmentRow(0, 0, 2, values, ())


def context(**title: Any) -> RosterContext:
    return RosterContext(
        [SourceTable("A", "assignments", {}, title)], unit_index=None, as_of=START, readable_units=None
    )  # type: ignore[arg-type]


TITLE = {
    "starts_on": "2018-11-02",
    "decision": {"issued_on": "2018-11-03"},
    "document_date": "2018-11-04",
}


@pytest.mark.parametrize(("missing", "expected"), [(0, 2), (1, 3), (2, 4)])
def test_the_first_day_of_a_row_without_one_is_that_of_its_title(missing: int, expected: int) -> None:
    title = dict(list(TITLE.items())[missing:])

    assert first_day(row(starts_on="2018-11-01"), context(**title)) == START
    assert first_day(row(), context(**title)) == date(2018, 11, expected)


def test_a_title_without_a_whole_day_gives_no_first_day() -> None:
    assert first_day(row(), context()) is None
    assert first_day(row(), context(document_date="2018-11")) is None


def test_a_row_needs_whole_days() -> None:
    partial = row(starts_on="2018-11", ends_on="2019")

    assert first_day(partial, context(**TITLE)) is None
    assert end(partial, START) is None
    assert [problem.code for problem in partial.plan_problems] == ["start_incomplete", "end_incomplete"]


def test_an_assignment_ends_on_the_day_after_its_last_one() -> None:
    assert end(row(), START) is None
    assert end(row(ends_on="2018-11-01"), START) == date(2018, 11, 2)


def test_a_last_day_before_the_first_one_is_a_problem() -> None:
    wrong = row(ends_on="2018-10-31")

    assert end(wrong, START) is None
    assert [problem.code for problem in wrong.plan_problems] == ["ends_before_start"]
