"""Comparing a register of members with the data."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from assignments.models import Body, Tier
from assignments.rosters.matching.bodies import BodyIndex, KnownBody, body_key, district_of, is_cell
from assignments.rosters.matching.known_members import FIELDS, KnownMember, known_members
from assignments.rosters.matching.units import UnitIndex, Village, commune_of, several_villages
from assignments.rosters.models import RosterKind
from assignments.rosters.planning.plan import NewBody, Plan
from assignments.rosters.progress import count_rows
from assignments.rosters.rows import PlannedRow, SourceTable, error
from households.models import Unit
from households.models.scoped import Units
from lambinh.lib.name_matching import spelling_key
from lambinh.lib.vietnamese import search_key


def plan_members(
    sources: Sequence[SourceTable], rows: list[PlannedRow], geography: UnitIndex, as_of: date, within: Units
) -> Plan:
    """Say of each row of a register whether its member is new, changed or unchanged as of `as_of`."""
    plan = Plan(RosterKind.MEMBERS, sources, as_of, geography.units_on, rows)
    places = _Places(plan, geography)
    by_name: dict[str, list[KnownMember]] = defaultdict(list)
    for member in known_members({search_key(row.values.get("full_name", "")) for row in rows}, within):
        if member.body is None or member.holds_on(as_of):
            by_name[spelling_key(member.full_name)].append(member)
    taken: dict[Any, PlannedRow] = {}
    for row in count_rows(rows):
        row.place = places.body(row)
        if row.place is not None:
            _find(row, by_name)
            _refuse_twice(row, taken)
        if row.found is not None:
            _compare(row, places.bodies)
        row.conclude()
    return plan


class _Places:
    """Settles the cell or agency of each row; makes those that are not known yet."""

    def __init__(self, plan: Plan, geography: UnitIndex) -> None:
        self.plan, self.geography = plan, geography
        self.bodies = BodyIndex(geography)
        self.made: dict[Any, NewBody] = {}
        self._districts: dict[str | None, Unit | None] = {}

    def body(self, row: PlannedRow) -> KnownBody | NewBody | None:
        name = row.values.get("organisation")
        if not name:
            row.add(error("organisation", "organisation_missing", _("Enter the cell or agency.")))
            return None
        tier = row.values.get("tier") or (Tier.COMMUNE if self._has_commune(row) else Tier.DISTRICT)
        if tier == Tier.DISTRICT and not is_cell(name):
            return self._of_district(row, name)
        commune = commune_of(row, self.geography)
        return self._of_commune(row, name, commune) if commune else None

    def _has_commune(self, row: PlannedRow) -> bool:
        return bool(row.values.get("commune")) or is_cell(row.values["organisation"])

    def _of_district(self, row: PlannedRow, name: str) -> KnownBody | NewBody | None:
        district = self._district(row)
        if district is None:
            row.add(error("organisation", "district_unclear", _("The file does not say which district this is.")))
            return None
        known = [b for b in self.bodies.called(name, None) if b.unit == district.pk]
        return known[0] if known else self._make(name, Body.Kind.AGENCY, Tier.DISTRICT, district)

    def _district(self, row: PlannedRow) -> Unit | None:
        name = self.plan.sources[row.source].context.get("district")
        if name not in self._districts:
            communes = [c for key in sorted(self.geography.named) if (c := self.geography.commune(key))]
            self._districts[name] = district_of(communes, name, self.geography.units_on)
        return self._districts[name]

    def _of_commune(self, row: PlannedRow, name: str, commune: Unit) -> KnownBody | NewBody | None:
        village = self._village(row, name, commune)
        if row.is_invalid:
            return None
        known = [b for b in self.bodies.called(name, commune) if b.tier == Tier.COMMUNE]
        at_village = [b for b in known if village is not None and b.unit == village.pk]
        if len(known) > 1 and len(at_village) != 1:
            row.add(
                error(
                    "organisation",
                    "organisation_ambiguous",
                    _("More than one cell “%(name)s” fits: enter the village too."),
                    name=name,
                )
            )
            return None
        if known:
            return (at_village or known)[0]
        kind = Body.Kind.CELL if is_cell(name) else Body.Kind.AGENCY
        return self._make(name, kind, Tier.COMMUNE, village or commune)

    def _village(self, row: PlannedRow, cell: str, commune: Unit) -> Village | None:
        """The village that the row names, else the one that gives the cell its name."""
        name = row.values.get("village")
        if not name:
            of_cell = self.geography.villages(body_key(cell).removeprefix("chi bộ "), commune)
            return of_cell[0] if len(of_cell) == 1 else None
        found = self.geography.villages(name, commune)
        if len(found) > 1:
            row.add(several_villages(name, found))
        if not found:
            found = [self.geography.add(name, commune, row.values.get("village_prefix", ""))]
            self.plan.villages.append(found[0])
        return found[0]

    def _make(self, name: str, kind: Body.Kind, tier: Tier, unit: Unit | Village) -> NewBody:
        key = (body_key(name), id(unit) if isinstance(unit, Village) else unit.pk)
        if key not in self.made:
            self.made[key] = NewBody(name, kind, tier, unit, self.bodies.nearest(name))
            self.plan.bodies.append(self.made[key])
        return self.made[key]


def _find(row: PlannedRow, by_name: dict[str, list[KnownMember]]) -> None:
    """Find the member by name, cell and birth date, as far as it is known; the position tells namesakes apart."""
    born = row.values.get("birth_date", "")
    known = [
        member
        for member in by_name.get(spelling_key(row.values.get("full_name", "")), ())
        if _same_birth(born, member.birth_date)
        and (member.body is None or (isinstance(row.place, KnownBody) and member.body == row.place.pk))
    ]
    if len(known) > 1:
        known = [m for m in known if born and m.birth_date == born] or known
    if len(known) > 1:
        known = [m for m in known if m.position == row.values.get("position")] or known
    if len(known) > 1:
        row.add(
            error(
                "full_name",
                "member_ambiguous",
                _("More than one member fits: %(candidates)s. Enter the birth date."),
                candidates="; ".join(f"{m.full_name} ({m.birth_date or '?'}, {m.position})" for m in known),
            )
        )
    elif known:
        row.found = known[0]


def _same_birth(one: str, other: str) -> bool:
    """Whether two partial dates can be the same day."""
    return one.startswith(other) or other.startswith(one)


def _refuse_twice(row: PlannedRow, taken: dict[Any, PlannedRow]) -> None:
    """A member may stand in the file once only."""
    values = row.values
    key = (
        row.found.pk
        if row.found is not None
        else (spelling_key(values.get("full_name", "")), id(row.place), values.get("birth_date"))
    )
    first = taken.setdefault(key, row)
    if first is not row and (row.found is not None or values.get("position") == first.values.get("position")):
        row.add(
            error(
                "full_name",
                "twice_in_file",
                _("The same member stands in row %(row)d already. Remove one of the two rows."),
                row=first.number,
            )
        )


def _compare(row: PlannedRow, bodies: BodyIndex) -> None:
    """Note what the row says otherwise than the data; what the row leaves out stays as it is."""
    known: KnownMember = row.found
    for name, column in FIELDS.items():
        said, old = row.values.get(name), getattr(known, column)
        if said is None or said == old or (name == "full_name" and spelling_key(said) == spelling_key(old)):
            continue
        if name == "birth_date" and old.startswith(said):
            continue  # less is said than is known
        row.change(name, old, said)
    if known.body is None and row.place is not None:
        row.change("organisation", "", row.place.name)
