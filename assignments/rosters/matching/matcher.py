"""Finding the member and the household that a row of an assignment list names: one, or a question."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db import connection
from django.utils.translation import gettext as _

from assignments.models import Tier
from assignments.rosters.matching.bodies import BodyIndex
from assignments.rosters.matching.known_households import code_elsewhere, codes_taken, label
from assignments.rosters.matching.known_members import KnownMember, known_members
from assignments.rosters.matching.similar_names import SimilarNames
from assignments.rosters.matching.units import UnitIndex, commune_of, nearest
from assignments.rosters.rows import PlannedRow, error
from households.models.scoped import Units, scope_condition_sql, scope_parameter
from lambinh.lib.name_matching import spelling_key
from lambinh.lib.vietnamese import search_key

SHOWN = 5
"""So many candidates are named in a problem."""


class MemberMatcher:
    """All members with a name of the file, fetched once, and the one that a row means."""

    def __init__(self, rows: Iterable[PlannedRow], bodies: BodyIndex, geography: UnitIndex, within: Units) -> None:
        self.bodies, self.geography = bodies, geography
        self.nearby = SimilarNames(within)
        self.by_name: dict[str, list[KnownMember]] = defaultdict(list)
        for member in known_members({search_key(row.values.get("member_name", "")) for row in rows}, within):
            self.by_name[spelling_key(member.full_name)].append(member)

    def find(self, row: PlannedRow, day: date | None) -> KnownMember | None:
        """The one member that fits the row on `day`; none or several is a problem of the row."""
        name = row.values.get("member_name")
        if not name:
            return None  # the reader has said so
        named = self._on(self.by_name.get(spelling_key(name), []), day)
        fitting = self._fitting(row, named)
        if len({m.pk for m in fitting}) == 1:
            return fitting[0]
        row.add(self._nobody(row, name, named) if not fitting else self._several(fitting))
        return None

    def _on(self, named: list[KnownMember], day: date | None) -> list[KnownMember]:
        """Of each member the membership of that day, or the nearest when there was none."""
        if day is None:
            return named
        then = [m for m in named if m.body is not None and m.holds_on(day)]
        there = {m.pk for m in then}
        return then + [m for m in named if m.pk not in there]

    def _fitting(self, row: PlannedRow, named: list[KnownMember]) -> list[KnownMember]:
        """Who fits what the row says of the member; what it does not say excludes nobody."""
        values = row.values
        found = named
        if year := values.get("member_birth_year"):
            found = [m for m in found if not m.birth_date or m.birth_date.startswith(str(year))]
        of_member = values.get("member_commune") or values.get("commune")
        commune = self.geography.commune(of_member) if of_member else None
        if organisation := values.get("member_organisation"):
            of_commune = commune if values.get("tier") != Tier.DISTRICT else None
            fit = {body.pk for body in self.bodies.called(organisation, of_commune)}
            found = [m for m in found if m.body in fit]
        elif values.get("tier") == Tier.DISTRICT:
            found = [m for m in found if self._tier(m) == Tier.DISTRICT] or found
        elif commune is not None:
            found = [m for m in found if self._in_commune(m, commune.pk)]
        return self._told_apart(row, found)

    def _told_apart(self, row: PlannedRow, found: list[KnownMember]) -> list[KnownMember]:
        """Among namesakes, the one who holds the row's position, or whose cell is the row's village's."""
        position = row.values.get("member_position")
        village = row.values.get("member_village") or row.values.get("village")
        if len(found) > 1 and position:
            found = [m for m in found if spelling_key(m.position) == spelling_key(position)] or found
        if len(found) > 1 and village:
            ends = " " + spelling_key(village)
            found = [m for m in found if spelling_key(self._body_name(m)).endswith(ends)] or found
        return found

    def _tier(self, member: KnownMember) -> str:
        body = self.bodies.by_pk.get(member.body or 0)
        return body.tier if body else ""

    def _in_commune(self, member: KnownMember, commune: int) -> bool:
        body = self.bodies.by_pk.get(member.body or 0)
        return body is not None and commune in body.communes

    def _body_name(self, member: KnownMember) -> str:
        body = self.bodies.by_pk.get(member.body or 0)
        return body.name if body else ""

    def _told(self, members: list[KnownMember]) -> str:
        return "; ".join(
            f"{m.full_name} ({', '.join(p for p in (m.birth_date[:4], m.position, self._body_name(m)) if p)})"
            for m in members[:SHOWN]
        )

    def _nobody(self, row: PlannedRow, name: str, named: list[KnownMember]) -> Any:
        candidates = self._told(named) or self.nearby.members(name, self._bodies_meant(row))
        if named:
            text = _("No member “%(name)s” fits this row. Of this name there are: %(candidates)s.")
        elif candidates:
            text = _("There is no member “%(name)s”. The nearest are: %(candidates)s. Correct the name.")
        else:
            text = _(
                "There is no member “%(name)s” in the data. Correct the name, or import the register of members first."
            )
        return error("member_name", "member_not_found", text, name=name, candidates=candidates)

    def _bodies_meant(self, row: PlannedRow) -> set[int]:
        """The cells and agencies in which the row's member can be: those it names, else all of its commune."""
        name, commune = row.values.get("member_commune") or row.values.get("commune"), None
        if name and row.values.get("tier") != Tier.DISTRICT:
            commune = self.geography.commune(name)
        if organisation := row.values.get("member_organisation"):
            return {body.pk for body in self.bodies.called(organisation, commune)}
        of_district = commune is None
        return {
            pk
            for pk, body in self.bodies.by_pk.items()
            if (of_district and body.tier == Tier.DISTRICT) or (commune and commune.pk in body.communes)
        }

    def _several(self, found: list[KnownMember]) -> Any:
        return error(
            "member_name",
            "member_ambiguous",
            _("More than one member fits: %(candidates)s. Enter the cell, birth year or position."),
            candidates=self._told(found),
        )


class HouseholdResidence(NamedTuple):
    """A household with one of its residences."""

    pk: int
    code: str | None
    head_name: str
    head_birth_year: int | None
    village: int | None
    village_name: str | None
    commune: int | None


KNOWN = """
    WITH wanted AS (
        SELECT coalesce(merged_into_id, id) AS id, code FROM households_household WHERE code = ANY(%(codes)s)
        UNION
        SELECT id, code FROM households_household WHERE search_key = ANY(%(names)s) AND merged_into_id IS NULL
    )
    SELECT h.id, wanted.code, h.head_name, h.head_birth_year, r.village_id, v.name, h.commune_id
    FROM wanted JOIN households_household h USING (id)
    LEFT JOIN households_residence r ON r.household_id = h.id
    LEFT JOIN households_unit v ON v.id = r.village_id
    WHERE {within}
    ORDER BY h.id
""".format(within=scope_condition_sql("h.commune_id"))  # noqa: S608 a condition of ours


class HouseholdMatcher:
    """All households with a code or a name of the file, fetched once, and the one that a row means."""

    def __init__(self, rows: Sequence[PlannedRow], geography: UnitIndex, within: Units) -> None:
        self.geography = geography
        self.nearby = SimilarNames(within)
        self.by_code: dict[str, HouseholdResidence] = {}
        self.by_name: dict[str, list[HouseholdResidence]] = defaultdict(list)
        codes = {code for row in rows if (code := row.values.get("household_code"))}
        names = {search_key(row.values.get("head_name", "")) for row in rows if not row.values.get("household_code")}
        with connection.cursor() as cursor:
            cursor.execute(KNOWN, {"codes": sorted(codes), "names": sorted(names), "within": scope_parameter(within)})
            for household in map(HouseholdResidence._make, cursor.fetchall()):
                if household.code:
                    self.by_code[household.code] = household
                self.by_name[spelling_key(household.head_name)].append(household)
        unknown = sorted(codes - self.by_code.keys())
        self.elsewhere = codes_taken(unknown) if unknown and within is not None else set()

    def find(self, row: PlannedRow) -> HouseholdResidence | None:
        """The one household that the row means; none or several is a problem of the row."""
        if code := row.values.get("household_code"):
            return self._by_code(row, code)
        name = row.values.get("head_name")
        if not name:
            return None  # the reader has said so
        villages = self._villages(row)
        if villages is None:
            return None  # the place is not known, and the row says so
        named = self.by_name.get(spelling_key(name), [])
        fitting = self._fitting(row, named, villages)
        if len({h.pk for h in fitting}) == 1:
            return fitting[0]
        row.add(self._several(fitting) if fitting else self._none(name, named, villages))
        return None

    def _by_code(self, row: PlannedRow, code: str) -> HouseholdResidence | None:
        found = self.by_code.get(code)
        name = row.values.get("head_name")
        if code in self.elsewhere:
            row.add(code_elsewhere(code))
        elif found is None:
            row.add(
                error(
                    "household_code",
                    "household_not_found",
                    _("There is no household with the code %(code)s. Correct it, or import the register first."),
                    code=code,
                )
            )
        elif name and spelling_key(name) != spelling_key(found.head_name):
            row.add(
                error(
                    "head_name",
                    "head_is_another",
                    _("Household %(code)s is %(known)s in the data, not %(name)s. Correct the code or the name."),
                    code=code,
                    known=found.head_name,
                    name=name,
                )
            )
        return found

    def _fitting(
        self, row: PlannedRow, named: list[HouseholdResidence], villages: set[int]
    ) -> list[HouseholdResidence]:
        if year := row.values.get("head_birth_year"):
            named = [h for h in named if h.head_birth_year in (None, year)]
        return [h for h in named if h.village in villages] if villages else named

    def _villages(self, row: PlannedRow) -> set[int] | None:
        """The villages that the row may mean: of its name, or all of its commune; none when it names no place.

        None where the place that it names is not known, which is a problem of the row.
        """
        name, commune = row.values.get("village"), None
        if row.values.get("commune") and (commune := commune_of(row, self.geography)) is None:
            return None
        if not name:
            return self.geography.villages_of(commune) if commune else set()
        villages = self.geography.villages(name, commune)
        if not villages:
            row.add(self._unknown_village(name, commune))
            return None
        return {village.pk for village in villages if village.pk}

    def _unknown_village(self, name: str, commune: Any) -> Any:
        near = nearest(name, self.geography.village_names(commune))
        if near:
            text = _("There is no village “%(name)s”; the nearest known is “%(near)s”. Correct the name.")
            return error("village", "village_unknown", text, name=name, near=near)
        text = _("There is no village “%(name)s”. An assignment list makes none: import the register first.")
        return error("village", "village_unknown", text, name=name)

    def _told(self, households: list[HouseholdResidence]) -> str:
        return "; ".join(f"{label(h)}, {h.village_name or '?'}" for h in households[:SHOWN])

    def _none(self, name: str, named: list[HouseholdResidence], villages: set[int]) -> Any:
        candidates = self.nearby.heads(name, villages) or self._told(named)
        if named:
            text = _("No household of “%(name)s” fits this row. Candidates are: %(candidates)s.")
        elif candidates:
            text = _("There is no household of “%(name)s”. The nearest are: %(candidates)s. Correct the name.")
        else:
            text = _(
                "There is no household of “%(name)s”. Correct the name, or import the register of households first."
            )
        return error("head_name", "household_not_found", text, name=name, candidates=candidates)

    def _several(self, found: list[HouseholdResidence]) -> Any:
        return error(
            "head_name",
            "household_ambiguous",
            _("More than one household fits: %(candidates)s. Enter the household code."),
            candidates=self._told(found),
        )
