"""Reject texts that are too long for their column, before the database refuses the whole import."""

from collections.abc import Sequence

from django.db.models import Field, Model
from django.utils.translation import gettext as _

from assignments.models import Assignment, Body, Member, Membership
from assignments.rosters.matching.known_households import FIELDS as HOUSEHOLD_FIELDS
from assignments.rosters.matching.known_members import FIELDS as MEMBER_FIELDS
from assignments.rosters.models import RosterKind
from assignments.rosters.parsing import Problem
from assignments.rosters.planning.assignments import TEXT_FIELDS
from assignments.rosters.rows import PlannedRow, error
from households.models import Household, Unit

MAX_QUOTED = 40


def _max_lengths(model: type[Model], fields: dict[str, str]) -> dict[str, int]:
    columns = {name: model._meta.get_field(column) for name, column in fields.items()}
    return {
        name: column.max_length for name, column in columns.items() if isinstance(column, Field) and column.max_length
    }


_VILLAGE = _max_lengths(Unit, {"village": "name", "village_prefix": "prefix"})
_MEMBER_FIELDS = {name: column for name, column in MEMBER_FIELDS.items() if name != "position"}
MAX_LENGTHS: dict[RosterKind, dict[str, int]] = {
    RosterKind.HOUSEHOLDS: _max_lengths(Household, HOUSEHOLD_FIELDS) | _VILLAGE,
    RosterKind.MEMBERS: _max_lengths(Member, _MEMBER_FIELDS)
    | _max_lengths(Membership, {"position": "position"})
    | _max_lengths(Body, {"organisation": "name"})
    | _VILLAGE,
    RosterKind.ASSIGNMENTS: _max_lengths(Assignment, TEXT_FIELDS) | _max_lengths(Body, {"member_organisation": "name"}),
}
"""Maximum number of characters for each field of a roster."""


def check_lengths(kind: RosterKind, rows: Sequence[PlannedRow]) -> None:
    """Add a problem to each row for each text that is too long."""
    limits = MAX_LENGTHS[kind].items()
    for row in rows:
        for name, limit in limits:
            value = row.values.get(name)
            if isinstance(value, str) and len(value) > limit:
                row.add_problem(_too_long(name, value, limit))


def _too_long(name: str, value: str, limit: int) -> Problem:
    text = _("“%(value)s…” has %(count)s characters; at most %(longest)s can be stored. Shorten it.")
    return error(name, "too_long", text, value=value[:MAX_QUOTED], count=len(value), longest=limit)
