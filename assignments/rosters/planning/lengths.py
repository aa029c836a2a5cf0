"""Texts longer than the data has room for: a problem of the row, before the database refuses the whole import."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from assignments.models import Assignment, Body, Member, Membership
from assignments.rosters.matching.known_households import FIELDS as HOUSEHOLD_FIELDS
from assignments.rosters.matching.known_members import FIELDS as MEMBER_FIELDS
from assignments.rosters.models import RosterKind
from assignments.rosters.planning.assignments import TEXT_FIELDS
from assignments.rosters.rows import PlannedRow, error
from households.models import Household, Unit

_SHOWN = 40


def _room(model: type, fields: dict[str, str]) -> dict[str, int]:
    lengths = {name: model._meta.get_field(column).max_length for name, column in fields.items()}  # type: ignore[attr-defined]
    return {name: longest for name, longest in lengths.items() if longest}


_PLACE = _room(Unit, {"village": "name", "village_prefix": "prefix"})
_OF_MEMBER = {name: column for name, column in MEMBER_FIELDS.items() if name != "position"}
ROOM: dict[RosterKind, dict[str, int]] = {
    RosterKind.HOUSEHOLDS: _room(Household, HOUSEHOLD_FIELDS) | _PLACE,
    RosterKind.MEMBERS: _room(Member, _OF_MEMBER)
    | _room(Membership, {"position": "position"})
    | _room(Body, {"organisation": "name"})
    | _PLACE,
    RosterKind.ASSIGNMENTS: _room(Assignment, TEXT_FIELDS) | _room(Body, {"member_organisation": "name"}),
}
"""How many characters each field of a roster may have."""


def note_lengths(kind: RosterKind, rows: Sequence[PlannedRow]) -> None:
    """Add a problem to each row with a text that is too long."""
    for row in rows:
        for name, longest in ROOM[kind].items():
            value = row.values.get(name)
            if isinstance(value, str) and len(value) > longest:
                row.add(
                    error(
                        name,
                        "too_long",
                        _("“%(value)s…” has %(count)s characters; at most %(longest)s can be stored. Shorten it."),
                        value=value[:_SHOWN],
                        count=len(value),
                        longest=longest,
                    )
                )
