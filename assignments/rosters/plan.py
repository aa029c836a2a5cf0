"""What an import would do: each row of a roster compared with the data.

A plan changes nothing. `apply.py` writes it; the same rows planned again give the same plan as long as the data
has not changed.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from assignments.models import Body, Decision
from assignments.rosters.geography import Geography, Village
from assignments.rosters.models import RosterKind, RosterRow
from assignments.rosters.reading import Problem, Roster
from households.models import Unit

Outcome = RosterRow.Outcome
TAKEN = {Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED}
Values = dict[str, Any]
UNKNOWN_UNIT = 0
"""Stands for the unit of a row of which nobody can say it: only who checked such an import sees it."""


@dataclass(frozen=True)
class Source:
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
    typed: dict[str, Any] = field(default_factory=dict)
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


@dataclass
class NewBody:
    """A cell or agency that this import will make."""

    name: str
    kind: Body.Kind
    tier: str
    unit: Unit | Village
    nearest: str = ""
    pk: int | None = None


@dataclass
class Plan:
    """All rows of one kind in one file, and what would be made beside them."""

    kind: RosterKind
    sources: Sequence[Source]
    as_of: date
    units_on: date
    rows: list[PlannedRow]
    villages: list[Village] = field(default_factory=list)
    bodies: list[NewBody] = field(default_factory=list)
    decisions: dict[int, Decision] = field(default_factory=dict)
    """The decision that each table's title names."""
    made_decisions: list[Decision] = field(default_factory=list)
    """Those of them that are not in the data yet."""
    decisions_left_out: list[Decision] = field(default_factory=list)
    """Those that would have to be made, by somebody who may not enter decisions."""
    communes: list[int] = field(default_factory=list)
    """The communes of the rows that are not left out, as they are today."""
    units_named: list[int] = field(default_factory=list)
    """The units of all rows; UNKNOWN_UNIT where one has none."""
    units_compared: list[int] = field(default_factory=list)
    """The units whose records the rows were compared with."""

    @property
    def counts(self) -> dict[str, int]:
        """How many rows there are of each outcome."""
        counted = Counter(row.outcome for row in self.rows)
        return {outcome.value: counted[outcome] for outcome in Outcome}

    @property
    def warnings(self) -> int:
        """How many rows that would be written are to be looked at."""
        return sum(1 for row in self.rows if row.all_problems and row.outcome in TAKEN)

    def leave_out_new_decisions(self, *, unless: Callable[[Decision], bool]) -> None:
        """Enter the assignments without those decisions that are not in the data yet."""
        self.decisions_left_out = [one for one in self.made_decisions if not unless(one)]
        self.made_decisions = [one for one in self.made_decisions if unless(one)]
        left_out = {id(one) for one in self.decisions_left_out}
        self.decisions = {source: one for source, one in self.decisions.items() if id(one) not in left_out}

    def of(self, outcome: str) -> list[PlannedRow]:
        return [row for row in self.rows if row.outcome == outcome]

    @property
    def is_refused(self) -> bool:
        return any(row.outcome == Outcome.INVALID for row in self.rows)

    @property
    def changes_nothing(self) -> bool:
        return all(row.outcome in (Outcome.UNCHANGED, Outcome.LEFT_OUT) for row in self.rows)

    def notes(self) -> list[str]:
        """What would be made beside the rows, in words."""
        return [
            *(f"{source.sheet}: {notice}" for source in self.sources for notice in source.notices),
            *(_new_unit_note(_("New village: %(name)s"), v.label, v.nearest) for v in self.villages),
            *(_new_unit_note(_("New cell or agency: %(name)s"), b.name, b.nearest) for b in self.bodies),
            *(_("New decision: %(name)s") % {"name": str(decision)} for decision in self.made_decisions),
            *(_decision_left_out(decision) for decision in self.decisions_left_out),
        ]


def _decision_left_out(decision: Decision) -> str:
    text = _("%(name)s is not entered yet, and only the office of its issuer enters it: the rows will name none.")
    return text % {"name": decision}


def _new_unit_note(text: str, name: str, nearest: str) -> str:
    said = text % {"name": name}
    return f"{said} ({_('nearest known: %(name)s') % {'name': nearest}})" if nearest else said


def rows_by_kind(roster: Roster) -> dict[RosterKind, tuple[list[Source], list[PlannedRow]]]:
    """The rows of a read file, apart by kind, each kind with its tables."""
    kinds: dict[RosterKind, tuple[list[Source], list[PlannedRow]]] = {}
    for table in roster.tables:
        sources, rows = kinds.setdefault(RosterKind(table.kind), ([], []))
        about_all = roster.notices if table is roster.tables[0] else ()
        notices = tuple(notice.message for notice in (*about_all, *table.notices))
        columns, context, places = dict(table.columns), dict(table.context), dict(getattr(table, "places", {}))
        sources.append(Source(table.name, table.kind, columns, context, notices, places))
        start, source = len(rows), len(sources) - 1
        rows.extend(
            PlannedRow(start + i, source, row.row, row.values, row.problems) for i, row in enumerate(table.rows)
        )
    return kinds


def error(name: str | None, code: str, message: str, /, **words: object) -> Problem:
    return Problem(name, code, message % words, "error")


def warning(name: str | None, code: str, message: str, /, **words: object) -> Problem:
    return Problem(name, code, message % words, "warning")


def commune_of(row: PlannedRow, geography: Geography) -> Unit | None:
    """The commune that the row names; a problem of the row when it names none that is known."""
    name = row.values.get("commune")
    if not name:
        row.add(error("commune", "commune_missing", _("Enter the commune.")))
        return None
    commune = geography.commune(name)
    if commune is None:
        row.add(
            error(
                "commune",
                "commune_unknown",
                _("There is no commune “%(name)s”. Enter one of: %(known)s."),
                name=name,
                known=", ".join(geography.commune_names()[:30]),
            )
        )
    return commune


def several_villages(name: str, villages: Iterable[Village]) -> Problem:
    return error(
        "village",
        "village_ambiguous",
        _("More than one village “%(name)s” fits: %(candidates)s. Import the file as of a day on which it is clear."),
        name=name,
        candidates="; ".join(village.label for village in villages),
    )
