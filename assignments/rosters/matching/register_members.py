"""The member that a row of a register is about."""

from collections import defaultdict
from collections.abc import Collection

from django.utils.translation import gettext as _

from assignments.rosters.matching.bodies import KnownBody
from assignments.rosters.matching.context import RosterContext
from assignments.rosters.matching.known_members import KnownMember, known_members, prefer
from assignments.rosters.matching.register_bodies import RegisterBodyMatcher
from assignments.rosters.matching.rows import MemberRow
from assignments.rosters.parsing import Problem
from assignments.rosters.rows import error
from lambinh.lib.name_matching import spelling_key
from lambinh.lib.vietnamese import search_key

RowKey = int | tuple[str, int, str | None]


class RegisterMemberMatcher:
    """Matches rows to members by name, cell and birth date as far as it is known."""

    def __init__(self, rows: Collection[MemberRow], context: RosterContext) -> None:
        self.bodies = RegisterBodyMatcher(context)
        self._by_name: dict[str, list[KnownMember]] = defaultdict(list)
        self._first_rows: dict[RowKey, MemberRow] = {}
        names = {search_key(row.values.get("full_name", "")) for row in rows}
        for member in known_members(names, context.readable_units):
            if member.body is None or member.is_member_on(context.as_of):
                self._by_name[spelling_key(member.full_name)].append(member)

    def match(self, row: MemberRow) -> None:
        """Set the body and the match of `row`, or add a problem."""
        row.body = self.bodies.match(row)
        if row.body is None:
            return
        candidates = self._candidates(row)
        if len(candidates) > 1:
            row.add_problem(_several_members(candidates))
        elif candidates:
            row.match = candidates[0]
        self._reject_duplicate(row)

    def _candidates(self, row: MemberRow) -> list[KnownMember]:
        """Members who fit the row. Birth date and position distinguish namesakes."""
        namesakes = self._by_name.get(spelling_key(row.values.get("full_name", "")), ())
        birth_date, position = row.values.get("birth_date", ""), row.values.get("position")
        fitting = [m for m in namesakes if _can_be_equal(birth_date, m.birth_date) and _fits_body(m, row)]
        if birth_date:
            fitting = prefer(fitting, lambda member: member.birth_date == birth_date)
        return prefer(fitting, lambda member: member.position == position)

    def _reject_duplicate(self, row: MemberRow) -> None:
        values, match = row.values, row.match
        key: RowKey = (spelling_key(values.get("full_name", "")), id(row.body), values.get("birth_date"))
        first = self._first_rows.setdefault(match.pk if match else key, row)
        if first is row:
            return
        if match is not None or values.get("position") == first.values.get("position"):
            row.add_problem(
                error(
                    "full_name",
                    "twice_in_file",
                    _("Row %(row)d has the same member. Remove one of the two rows."),
                    row=first.number,
                )
            )


def _can_be_equal(date: str, other: str) -> bool:
    """Whether two partial dates (2018, 2018-11, 2018-11-01) can be the same day."""
    return date.startswith(other) or other.startswith(date)


def _fits_body(member: KnownMember, row: MemberRow) -> bool:
    """Whether the member belongs to the row's body, or to none."""
    return member.body is None or (isinstance(row.body, KnownBody) and member.body == row.body.pk)


def _several_members(members: list[KnownMember]) -> Problem:
    return error(
        "full_name",
        "member_ambiguous",
        _("More than one member fits: %(candidates)s. Enter the birth date."),
        candidates="; ".join(f"{m.full_name} ({m.birth_date or '?'}, {m.position})" for m in members),
    )
