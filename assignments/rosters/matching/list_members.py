"""The member that a row of an assignment list names."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from assignments.models import Tier
from assignments.rosters.matching.bodies import BodyIndex
from assignments.rosters.matching.context import RosterContext
from assignments.rosters.matching.known_members import KnownMember, known_members, prefer
from assignments.rosters.matching.rows import AssignmentRow
from assignments.rosters.matching.similar_names import SimilarNames
from assignments.rosters.parsing import Problem
from assignments.rosters.rows import error
from households.models import Unit
from lambinh.lib.name_matching import spelling_key
from lambinh.lib.vietnamese import search_key

MAX_CANDIDATES = 5
"""So many candidates are listed in a problem."""


class MemberMatcher:
    """All members with a name of the file, fetched once."""

    def __init__(self, rows: Iterable[AssignmentRow], bodies: BodyIndex, context: RosterContext) -> None:
        self._bodies, self._unit_index = bodies, context.unit_index
        self._similar_names = SimilarNames(context.readable_units)
        self._by_name: dict[str, list[KnownMember]] = defaultdict(list)
        names = {search_key(row.values.get("member_name", "")) for row in rows}
        for member in known_members(names, context.readable_units):
            self._by_name[spelling_key(member.full_name)].append(member)

    def match(self, row: AssignmentRow, day: date | None) -> KnownMember | None:
        """The only member who fits the row on `day`; None after adding a problem to the row."""
        name = row.values.get("member_name")
        if not name:
            return None  # the parser has added a problem
        namesakes = _current_memberships(self._by_name.get(spelling_key(name), []), day)
        candidates = self._candidates(row, namesakes)
        if len({m.pk for m in candidates}) == 1:
            return candidates[0]
        row.add_problem(self._several(candidates) if candidates else self._not_found(row, name, namesakes))
        return None

    def _candidates(self, row: AssignmentRow, members: list[KnownMember]) -> list[KnownMember]:
        """Those of `members` who fit the row. A field that the row lacks excludes nobody."""
        members = self._with_body(row, _with_birth_year(row, members))
        # Position and village only choose among namesakes, so they come after the filters that exclude.
        return self._of_village(row, _with_position(row, members)) if len(members) > 1 else members

    def _with_body(self, row: AssignmentRow, members: list[KnownMember]) -> list[KnownMember]:
        """Members of the body that the row names, else of its tier or commune."""
        if row.values.get("member_organisation"):
            bodies = self._named_bodies(row)
            return [m for m in members if m.body in bodies]
        if _is_district(row):
            return prefer(members, lambda member: self._tier(member) == Tier.DISTRICT)
        commune = self._commune(row)
        return [m for m in members if self._is_in(m, commune)] if commune else members

    def _of_village(self, row: AssignmentRow, members: list[KnownMember]) -> list[KnownMember]:
        """Among namesakes, the member of the cell of the row's village."""
        village = row.values.get("member_village") or row.values.get("village")
        if not village:
            return members
        suffix = " " + spelling_key(village)
        return prefer(members, lambda member: spelling_key(self._body_name(member)).endswith(suffix))

    def _commune(self, row: AssignmentRow) -> Unit | None:
        name = row.values.get("member_commune") or row.values.get("commune")
        return self._unit_index.commune(name) if name else None

    def _named_bodies(self, row: AssignmentRow) -> set[int]:
        commune = None if _is_district(row) else self._commune(row)
        return {body.pk for body in self._bodies.by_name(row.values["member_organisation"], commune)}

    def _tier(self, member: KnownMember) -> str:
        body = self._bodies.of_member(member)
        return body.tier if body else ""

    def _is_in(self, member: KnownMember, commune: Unit) -> bool:
        body = self._bodies.of_member(member)
        return body is not None and commune.pk in body.communes

    def _body_name(self, member: KnownMember) -> str:
        body = self._bodies.of_member(member)
        return body.name if body else ""

    def _labels(self, members: list[KnownMember]) -> str:
        return "; ".join(map(self._label, members[:MAX_CANDIDATES]))

    def _label(self, member: KnownMember) -> str:
        details = (member.birth_date[:4], member.position, self._body_name(member))
        return f"{member.full_name} ({', '.join(filter(None, details))})"

    def _not_found(self, row: AssignmentRow, name: str, namesakes: list[KnownMember]) -> Problem:
        candidates = self._labels(namesakes) or self._similar_names.members(name, self._possible_bodies(row))
        if namesakes:
            text = _("No member “%(name)s” fits this row. Members of this name: %(candidates)s.")
        elif candidates:
            text = _("There is no member “%(name)s”. The most similar are: %(candidates)s. Correct the name.")
        else:
            text = _(
                "There is no member “%(name)s” in the data. Correct the name, or import the register of members first."
            )
        return error("member_name", "member_not_found", text, name=name, candidates=candidates)

    def _possible_bodies(self, row: AssignmentRow) -> set[int]:
        """The bodies whose members the row may mean: those it names, else all of its commune or district."""
        if row.values.get("member_organisation"):
            return self._named_bodies(row)
        commune = None if _is_district(row) else self._commune(row)
        if commune is None:
            return {pk for pk, body in self._bodies.by_pk.items() if body.tier == Tier.DISTRICT}
        return {pk for pk, body in self._bodies.by_pk.items() if commune.pk in body.communes}

    def _several(self, members: list[KnownMember]) -> Problem:
        return error(
            "member_name",
            "member_ambiguous",
            _("More than one member fits: %(candidates)s. Enter the cell, birth year or position."),
            candidates=self._labels(members),
        )


def _is_district(row: AssignmentRow) -> bool:
    return bool(row.values.get("tier") == Tier.DISTRICT)


def _current_memberships(members: list[KnownMember], day: date | None) -> list[KnownMember]:
    """The membership of each member on `day`; all of them for a member who had none on that day."""
    if day is None:
        return members
    current = [m for m in members if m.body is not None and m.is_member_on(day)]
    current_ids = {m.pk for m in current}
    return current + [m for m in members if m.pk not in current_ids]


def _with_birth_year(row: AssignmentRow, members: list[KnownMember]) -> list[KnownMember]:
    year = row.values.get("member_birth_year")
    return [m for m in members if not m.birth_date or m.birth_date.startswith(str(year))] if year else members


def _with_position(row: AssignmentRow, members: list[KnownMember]) -> list[KnownMember]:
    """Among namesakes, the one who holds the row's position."""
    position = row.values.get("member_position")
    if not position:
        return members
    return prefer(members, lambda member: spelling_key(member.position) == spelling_key(position))
