"""The three kinds of rows: each with the record it matches, and what its names resolve to."""

from collections.abc import Mapping
from dataclasses import dataclass

from assignments.rosters.matching.assignment_timeline import AssignmentSpan, ResolvedAssignment
from assignments.rosters.matching.bodies import KnownBody, NewBody
from assignments.rosters.matching.known_households import FIELDS as HOUSEHOLD_FIELDS
from assignments.rosters.matching.known_households import HouseholdResidence, KnownHousehold
from assignments.rosters.matching.known_members import FIELDS as MEMBER_FIELDS
from assignments.rosters.matching.known_members import KnownMember
from assignments.rosters.matching.units import Village
from assignments.rosters.models import RosterKind
from assignments.rosters.rows import WRITTEN, PlannedRow
from assignments.rosters.storage.citizen_ids import FIELD as CITIZEN_ID

_MEMBERSHIP = ("body", "position", "is_exempt", "lower")
MEMBER_COLUMNS = {name: (column,) for name, column in MEMBER_FIELDS.items()} | {
    "organisation": _MEMBERSHIP,
    "position": _MEMBERSHIP,
}
HOUSEHOLD_COLUMNS = {name: (column,) for name, column in HOUSEHOLD_FIELDS.items()} | {
    CITIZEN_ID: (CITIZEN_ID,),
    "village": ("village", "village_since"),
    "poverty": ("poverty", "poverty_since", "poverty_year"),
}
"""A field of a roster, and the values of the match to keep when it changes: of a dated fact its first day as well."""


@dataclass(slots=True, eq=False)
class MemberRow(PlannedRow):
    """A row of a register of members."""

    match: KnownMember | None = None
    body: KnownBody | NewBody | None = None
    """The member's cell or agency."""

    @property
    def unit_ids(self) -> set[int]:
        return {self.body.answering_unit} if self.body else set()

    @property
    def valid_body(self) -> KnownBody | NewBody:
        """The body of a valid row."""
        assert self.body is not None, f"row {self.number} has no body"
        return self.body

    def previous_values(self) -> dict[str, object]:
        return _previous_values(self, MEMBER_COLUMNS)


@dataclass(slots=True, eq=False)
class HouseholdRow(PlannedRow):
    """A row of a register of households."""

    match: KnownHousehold | None = None
    village: Village | None = None

    @property
    def unit_ids(self) -> set[int]:
        known = {self.match.commune} if self.match and self.match.commune else set()
        return known | ({self.village.commune.pk} if self.village else set())

    @property
    def village_id(self) -> int:
        """The village of a valid row; a new village has an id once it is created."""
        assert self.village is not None and self.village.pk is not None, f"row {self.number} has no village"
        return self.village.pk

    def previous_values(self) -> dict[str, object]:
        return _previous_values(self, HOUSEHOLD_COLUMNS)


@dataclass(slots=True, eq=False)
class AssignmentRow(PlannedRow):
    """A row of a list of assignments."""

    match: AssignmentSpan | None = None
    """The assignment that the row repeats or ends."""
    member: KnownMember | None = None
    household: HouseholdResidence | None = None
    assignment: ResolvedAssignment | None = None
    """The assignment that the row asks for."""

    @property
    def unit_ids(self) -> set[int]:
        return {self.assignment.commune} if self.assignment and self.assignment.commune else set()

    @property
    def resolved(self) -> ResolvedAssignment:
        """The assignment of a valid row."""
        assert self.assignment is not None, f"row {self.number} has no assignment"
        return self.assignment

    @property
    def replaced(self) -> AssignmentSpan | None:
        """The assignment that ends because this row's member takes over."""
        return self.assignment.ends if self.assignment else None

    @property
    def repeated(self) -> AssignmentSpan | None:
        """The assignment that this row repeats, perhaps with another last day or other texts."""
        return None if self.replaced else self.match

    def previous_values(self) -> dict[str, object]:
        if self.outcome not in WRITTEN or self.assignment is None:
            return {}
        old = {"assignment": self.match.pk, "end": self.match.stored_end} if self.match else {}
        return old | {"wrote": [self.assignment.new.start, self.assignment.new.end]}


def _previous_values(row: PlannedRow, columns: Mapping[str, tuple[str, ...]]) -> dict[str, object]:
    if row.outcome not in WRITTEN:
        return {}
    return {column: getattr(row.match, column) for name in row.changes for column in columns.get(name, ())}


ROW_TYPES: dict[RosterKind, type[PlannedRow]] = {
    RosterKind.MEMBERS: MemberRow,
    RosterKind.HOUSEHOLDS: HouseholdRow,
    RosterKind.ASSIGNMENTS: AssignmentRow,
}
