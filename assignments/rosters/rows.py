"""A row of a roster on its way into the data, the table it comes from, and its problems.

`matching/rows.py` has the three kinds of rows, each with its match in the data.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from assignments.rosters.models import RosterKind, RosterRow
from assignments.rosters.parsing import Problem

Outcome = RosterRow.Outcome

TAKEN = frozenset({Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED})
"""Outcomes of rows that belong to the import: neither invalid nor left out."""
WRITTEN = frozenset({Outcome.NEW, Outcome.CHANGED})
"""Outcomes of rows that change the data."""

Values = dict[str, Any]


@dataclass(frozen=True)
class SourceTable:
    """A table of a file: its sheet, the headings read for its fields, and the facts in its title."""

    sheet: str
    kind: str
    columns: dict[str, str]
    context: Values
    notices: tuple[str, ...] = ()
    """Messages about the table as a whole."""
    places: dict[str, int] = field(default_factory=dict)
    """The 0-based column of each field, used to mark faulty cells in the workbook."""


@dataclass(slots=True, eq=False)
class PlannedRow(ABC):
    """A row of a roster with its values, its problems and its effect on the data."""

    position: int
    source: int
    """Index of its table among the tables of the import."""
    number: int
    """Row number that Excel shows."""
    values: Values
    problems: tuple[Problem, ...]
    """Problems that the file alone shows."""
    plan_problems: tuple[Problem, ...] = ()
    """Problems that the comparison with the data shows."""
    outcome: str = ""
    changes: dict[str, list[object]] = field(default_factory=dict)
    match: object | None = None
    """The record in the data that the row is about."""
    original_values: Values = field(default_factory=dict)
    """Values of the file that a user replaced."""

    @property
    @abstractmethod
    def unit_ids(self) -> set[int]:
        """Units that the row's records belong to; empty if they are not known."""

    @abstractmethod
    def previous_values(self) -> dict[str, object]:
        """The data that the written row replaces, as its undo needs it: ids and dates, not labels."""

    def add_problem(self, problem: Problem) -> None:
        self.plan_problems = (*self.plan_problems, problem)

    @property
    def all_problems(self) -> tuple[Problem, ...]:
        return self.problems + self.plan_problems

    @property
    def is_invalid(self) -> bool:
        problems = self.all_problems
        return bool(problems) and any(problem.level == "error" for problem in problems)  # most rows have no problem

    def add_change(self, name: str, old: object, new: object) -> None:
        self.changes[name] = [old, new]

    def set_outcome(self) -> None:
        """Derive the outcome from the row's problems, match and changes. Call it after the last stage."""
        if self.is_invalid:
            self.outcome = Outcome.INVALID
        elif self.match is None:
            self.outcome = Outcome.NEW
        else:
            self.outcome = Outcome.CHANGED if self.changes else Outcome.UNCHANGED


@dataclass(frozen=True)
class RosterRows:
    """The rows of one kind in a file, and their tables."""

    kind: RosterKind
    sources: Sequence[SourceTable]
    rows: Sequence[PlannedRow]

    @property
    def included(self) -> list[PlannedRow]:
        """The rows that are not left out of the import."""
        return [row for row in self.rows if row.outcome != Outcome.LEFT_OUT]


def error(name: str | None, code: str, message: str, /, **params: object) -> Problem:
    return Problem(name, code, message % params, "error")


def warning(name: str | None, code: str, message: str, /, **params: object) -> Problem:
    return Problem(name, code, message % params, "warning")
