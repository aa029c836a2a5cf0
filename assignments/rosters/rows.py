"""PlannedRow, SourceTable, problem helpers."""

from dataclasses import dataclass, field
from typing import Any

from assignments.rosters.models import RosterRow
from assignments.rosters.parsing import Problem

Outcome = RosterRow.Outcome


TAKEN = {Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED}


Values = dict[str, Any]


@dataclass(frozen=True)
class SourceTable:
    """A table of a file: where its rows stand, how its columns were read, what its title said."""

    sheet: str
    kind: str
    columns: dict[str, str]
    context: dict[str, Any]
    notices: tuple[str, ...] = ()
    """What the reader noticed about the whole table, in words."""
    places: dict[str, int] = field(default_factory=dict)
    """The column of each field, counted from 0, so that a faulty cell can be shown in the workbook."""


@dataclass(slots=True, eq=False)
class PlannedRow:
    """A row of a roster, what is wrong with it, and what would become of it."""

    position: int
    source: int
    number: int
    values: Values
    problems: tuple[Problem, ...]
    planned: tuple[Problem, ...] = ()
    outcome: str = ""
    changes: dict[str, list[Any]] = field(default_factory=dict)
    found: Any = None
    """The known record that the row is about."""
    place: Any = None
    """The village, cell or carers that the row's names were found to mean."""
    original_values: dict[str, Any] = field(default_factory=dict)
    """What the file had where a person wrote something else."""

    def add(self, problem: Problem) -> None:
        self.planned = (*self.planned, problem)

    @property
    def all_problems(self) -> tuple[Problem, ...]:
        return self.problems + self.planned

    @property
    def is_invalid(self) -> bool:
        return any(problem.level == "error" for problem in self.all_problems)

    def change(self, name: str, old: Any, new: Any) -> None:
        self.changes[name] = [old, new]

    def conclude(self) -> None:
        """Settle the outcome once all stages have looked at the row."""
        if self.is_invalid:
            self.outcome = Outcome.INVALID
        elif self.found is None:
            self.outcome = Outcome.NEW
        else:
            self.outcome = Outcome.CHANGED if self.changes else Outcome.UNCHANGED


def error(name: str | None, code: str, message: str, /, **words: object) -> Problem:
    return Problem(name, code, message % words, "error")


def warning(name: str | None, code: str, message: str, /, **words: object) -> Problem:
    return Problem(name, code, message % words, "warning")
