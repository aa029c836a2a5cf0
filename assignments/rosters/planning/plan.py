"""What an import would do: each row of a roster compared with the data.

A plan changes nothing. `apply.py` writes it; the same rows planned again give the same plan as long as the data
has not changed.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from assignments.models import Body, Decision
from assignments.rosters.matching.units import Village
from assignments.rosters.models import RosterKind
from assignments.rosters.rows import TAKEN, Outcome, PlannedRow, SourceTable
from households.models import Unit

UNKNOWN_UNIT = 0
"""Stands for the unit of a row of which nobody can say it: only who checked such an import sees it."""


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
    sources: Sequence[SourceTable]
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
