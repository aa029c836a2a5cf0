"""Plan a register of members: compare its rows with the data."""

from assignments.rosters.matching.context import RosterContext
from assignments.rosters.matching.known_members import FIELDS, KnownMember
from assignments.rosters.matching.register_members import RegisterMemberMatcher
from assignments.rosters.matching.rows import MemberRow
from assignments.rosters.planning.plan import MembersPlan
from assignments.rosters.progress import count_rows
from lambinh.lib.name_matching import spelling_key


def plan_members(rows: list[MemberRow], context: RosterContext) -> MembersPlan:
    """Determine for each row whether its member is new, changed or unchanged."""
    plan = MembersPlan(context.sources, context.as_of, context.unit_index.units_on, rows)
    matcher = RegisterMemberMatcher(rows, context)
    for row in count_rows(rows):
        matcher.match(row)
        if row.match is not None:
            _compare(row, row.match)
        row.set_outcome()
    plan.new_villages, plan.new_bodies = context.unit_index.new_villages, matcher.bodies.new_bodies
    return plan


def _compare(row: MemberRow, known: KnownMember) -> None:
    """Record the fields in which the row differs from the data. Fields that the row lacks stay as they are."""
    for name, column in FIELDS.items():
        new, old = row.values.get(name), getattr(known, column)
        if new is not None and not _is_same(name, old, new):
            row.add_change(name, old, new)
    if known.body is None and row.body is not None:
        row.add_change("organisation", "", row.body.name)


def _is_same(name: str, old: str, new: str) -> bool:
    if new == old:
        return True
    if name == "full_name":
        return spelling_key(new) == spelling_key(old)
    return name == "birth_date" and old.startswith(new)  # the row gives less of the date than the data has
