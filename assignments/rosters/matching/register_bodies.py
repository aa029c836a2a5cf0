"""The cell or agency that a row of a register of members names."""

from django.utils.translation import gettext as _

from assignments.models import Body, Tier
from assignments.rosters.matching.bodies import BodyIndex, KnownBody, NewBody, body_key, district_of, is_cell
from assignments.rosters.matching.context import RosterContext
from assignments.rosters.matching.rows import MemberRow
from assignments.rosters.matching.units import Village, commune_of, several_villages
from assignments.rosters.rows import error
from households.models import Unit


class RegisterBodyMatcher:
    """Matches rows to cells and agencies, and collects those that the import creates."""

    def __init__(self, context: RosterContext) -> None:
        self._context, self._unit_index = context, context.unit_index
        self._known = BodyIndex()
        self._new: dict[tuple[str, int], NewBody] = {}
        self._districts: dict[str | None, Unit | None] = {}

    @property
    def new_bodies(self) -> list[NewBody]:
        return list(self._new.values())

    def match(self, row: MemberRow) -> KnownBody | NewBody | None:
        """The body that the row names; None after adding a problem to the row."""
        name = row.values.get("organisation")
        if not name:
            row.add_problem(error("organisation", "organisation_missing", _("Enter the cell or agency.")))
            return None
        if _tier(row, name) == Tier.DISTRICT and not is_cell(name):
            return self._in_district(row, name)
        commune = commune_of(row, self._unit_index)
        return self._in_commune(row, name, commune) if commune else None

    def _in_district(self, row: MemberRow, name: str) -> KnownBody | NewBody | None:
        district = self._district(row)
        if district is None:
            row.add_problem(error("organisation", "district_unclear", _("The file does not name the district.")))
            return None
        known = [body for body in self._known.by_name(name, None) if body.unit == district.pk]
        return known[0] if known else self._create(name, Body.Kind.AGENCY, Tier.DISTRICT, district)

    def _district(self, row: MemberRow) -> Unit | None:
        name = self._context.title(row).get("district")
        if name not in self._districts:
            communes = self._unit_index.named_communes()
            self._districts[name] = district_of(communes, name, self._unit_index.units_on)
        return self._districts[name]

    def _in_commune(self, row: MemberRow, name: str, commune: Unit) -> KnownBody | NewBody | None:
        village = self._village(row, name, commune)
        if row.is_invalid:
            return None
        known = [body for body in self._known.by_name(name, commune) if body.tier == Tier.COMMUNE]
        if not known:
            kind = Body.Kind.CELL if is_cell(name) else Body.Kind.AGENCY
            return self._create(name, kind, Tier.COMMUNE, village or commune)
        return _only_body(row, name, known, village)

    def _village(self, row: MemberRow, cell: str, commune: Unit) -> Village | None:
        """The village that the row names, else the one that gives the cell its name."""
        name = row.values.get("village")
        if not name:
            namesakes = self._unit_index.villages(body_key(cell).removeprefix("chi bộ "), commune)
            return namesakes[0] if len(namesakes) == 1 else None
        villages = self._unit_index.villages_or_new(name, commune, row.values.get("village_prefix", ""))
        if len(villages) > 1:
            row.add_problem(several_villages(name, villages))
        return villages[0]

    def _create(self, name: str, kind: Body.Kind, tier: Tier, unit: Unit | Village) -> NewBody:
        key = (body_key(name), id(unit) if isinstance(unit, Village) else unit.pk)
        if key not in self._new:
            self._new[key] = NewBody(name, kind, tier, unit, self._known.nearest(name))
        return self._new[key]


def _tier(row: MemberRow, name: str) -> str:
    """The tier that the row gives. Without one, a body with a commune and every cell belong to the commune tier."""
    has_commune = bool(row.values.get("commune")) or is_cell(name)
    return str(row.values.get("tier") or (Tier.COMMUNE if has_commune else Tier.DISTRICT))


def _only_body(row: MemberRow, name: str, known: list[KnownBody], village: Village | None) -> KnownBody | None:
    """The only body of that name, or among namesakes the one of `village`."""
    if len(known) == 1:
        return known[0]
    of_village = [body for body in known if village is not None and body.unit == village.pk]
    if len(of_village) == 1:
        return of_village[0]
    row.add_problem(
        error(
            "organisation",
            "organisation_ambiguous",
            _("More than one cell “%(name)s” fits: enter the village too."),
            name=name,
        )
    )
    return None
