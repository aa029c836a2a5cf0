"""The plan of an import: what it does to the data, row by row, and what it creates beside the rows.

A plan changes nothing until `writing/apply.py` writes it. The same rows give the same plan as long as the data does
not change.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar, Generic, TypeVar

from django.utils.translation import gettext as _

from assignments.models import Decision
from assignments.rosters.matching.bodies import NewBody
from assignments.rosters.matching.rows import AssignmentRow, HouseholdRow, MemberRow
from assignments.rosters.matching.units import Village
from assignments.rosters.models import RosterImport, RosterKind
from assignments.rosters.rows import TAKEN, Outcome, PlannedRow, SourceTable

UNKNOWN_UNIT = 0
"""The unit of rows whose unit is not known. Only the user who checked the import sees it then."""

Row_co = TypeVar("Row_co", bound=PlannedRow, covariant=True)


@dataclass
class Plan(Generic[Row_co]):
    """All rows of one kind in one file, and the records that the import creates beside them."""

    kind: ClassVar[RosterKind]
    sources: Sequence[SourceTable]
    as_of: date
    units_on: date
    rows: Sequence[Row_co]
    new_villages: list[Village] = field(default_factory=list)
    new_bodies: list[NewBody] = field(default_factory=list)
    decisions: dict[int, Decision] = field(default_factory=dict)
    """The decision in the title of each table, by the table's index."""
    new_decisions: list[Decision] = field(default_factory=list)
    """Those decisions that the import creates."""
    left_out_decisions: list[Decision] = field(default_factory=list)
    """New decisions that the user may not enter."""
    communes: list[int] = field(default_factory=list)
    """Current communes of the rows that are not left out."""
    units_named: list[int] = field(default_factory=list)
    """Current communes of all rows, and UNKNOWN_UNIT if the unit of one is not known."""
    units_compared: list[int] = field(default_factory=list)
    """Units whose records the rows were compared with."""

    @property
    def counts(self) -> dict[str, int]:
        """Number of rows for each outcome."""
        counter = Counter(row.outcome for row in self.rows)
        return {outcome.value: counter[outcome] for outcome in Outcome}

    @property
    def warnings(self) -> int:
        """Number of valid rows with a problem."""
        return sum(1 for row in self.rows if row.all_problems and row.outcome in TAKEN)

    def leave_out_new_decisions(self, *, unless: Callable[[Decision], bool]) -> None:
        """Drop new decisions, `unless` the user may enter them; their assignments are written without a decision."""
        self.left_out_decisions = [decision for decision in self.new_decisions if not unless(decision)]
        self.new_decisions = [decision for decision in self.new_decisions if unless(decision)]
        left_out = {id(decision) for decision in self.left_out_decisions}  # unsaved decisions have no other identity
        self.decisions = {source: d for source, d in self.decisions.items() if id(d) not in left_out}

    def with_outcome(self, outcome: str) -> list[Row_co]:
        return [row for row in self.rows if row.outcome == outcome]

    @property
    def changes_nothing(self) -> bool:
        return all(row.outcome in (Outcome.UNCHANGED, Outcome.LEFT_OUT) for row in self.rows)

    def notes(self) -> list[str]:
        """Messages about the tables, and about the records that the import creates beside the rows."""
        return [
            *(f"{source.sheet}: {notice}" for source in self.sources for notice in source.notices),
            *(_new_unit_note(_("New village: %(name)s"), v.label, v.nearest) for v in self.new_villages),
            *(_new_unit_note(_("New cell or agency: %(name)s"), b.name, b.nearest) for b in self.new_bodies),
            *(_("New decision: %(name)s") % {"name": str(decision)} for decision in self.new_decisions),
            *(_left_out_decision_note(decision) for decision in self.left_out_decisions),
        ]


class MembersPlan(Plan[MemberRow]):
    kind = RosterKind.MEMBERS


class HouseholdsPlan(Plan[HouseholdRow]):
    kind = RosterKind.HOUSEHOLDS


class AssignmentsPlan(Plan[AssignmentRow]):
    kind = RosterKind.ASSIGNMENTS


def summarise(roster_import: RosterImport, plan: Plan[PlannedRow], *, now: datetime) -> None:
    """Set the fields of the import that sum up `plan`."""
    roster_import.units_on, roster_import.checked_at = plan.units_on, now
    roster_import.notes, roster_import.communes, roster_import.warnings = plan.notes(), plan.communes, plan.warnings
    roster_import.units_named, roster_import.units_compared = plan.units_named, plan.units_compared
    for outcome, count in plan.counts.items():
        setattr(roster_import, outcome, count)


def _left_out_decision_note(decision: Decision) -> str:
    text = _(
        "%(name)s is not in the data, and only its issuer's office can enter it: the rows are imported without it."
    )
    return text % {"name": decision}


def _new_unit_note(text: str, name: str, nearest: str) -> str:
    note = text % {"name": name}
    return f"{note} ({_('most similar: %(name)s') % {'name': nearest}})" if nearest else note
