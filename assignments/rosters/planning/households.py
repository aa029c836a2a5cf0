"""Plan a register of households: compare its rows with the data."""

from django.utils.translation import gettext as _

from assignments.rosters.matching.context import RosterContext
from assignments.rosters.matching.known_households import FIELDS, KnownHousehold
from assignments.rosters.matching.register_households import RegisterHouseholdMatcher
from assignments.rosters.matching.rows import HouseholdRow
from assignments.rosters.planning.plan import HouseholdsPlan
from assignments.rosters.progress import count_rows
from assignments.rosters.rows import warning
from assignments.rosters.storage.citizen_ids import FIELD as CITIZEN_ID
from households import citizen_ids
from lambinh.lib.name_matching import spelling_key


def plan_households(rows: list[HouseholdRow], context: RosterContext) -> HouseholdsPlan:
    """Determine for each row whether its household is new, changed or unchanged."""
    plan = HouseholdsPlan(context.sources, context.as_of, context.unit_index.units_on, rows)
    matcher = RegisterHouseholdMatcher(rows, context)
    for row in count_rows(rows):
        matcher.match(row)
        if row.match is not None:
            _compare(row, row.match)
        row.set_outcome()
    plan.new_villages = context.unit_index.new_villages
    return plan


def _compare(row: HouseholdRow, known: KnownHousehold) -> None:
    """Record the fields in which the row differs from the data. Fields that the row lacks stay as they are."""
    _compare_columns(row, known)
    _compare_citizen_id(row, known)
    if "head_name" in row.changes and "household_code" in row.values:
        text = _("Household %(code)s has %(old)s as its head in the data. The new name will be stored.")
        row.add_problem(warning("head_name", "head_differs", text, old=known.head_name, code=known.code))
    if row.village is not None and row.village.pk != known.village:
        row.add_change("village", known.village_name, row.village.name)
    poverty = row.values.get("poverty")
    if poverty and poverty != known.poverty:
        row.add_change("poverty", known.poverty, poverty)


def _compare_columns(row: HouseholdRow, known: KnownHousehold) -> None:
    for name, column in FIELDS.items():
        new, old = row.values.get(name), getattr(known, column)
        if new is None or new == old:
            continue
        if name == "head_name" and spelling_key(new) == spelling_key(old):
            continue
        row.add_change(name, old, new)


def _compare_citizen_id(row: HouseholdRow, known: KnownHousehold) -> None:
    """Compare digests, so that nothing is decrypted. The change shows the last four digits only."""
    new = row.values.get(CITIZEN_ID)
    if new is not None and known.citizen_id_digest not in citizen_ids.ring().digests(new):
        row.add_change(CITIZEN_ID, known.citizen_id_last4, citizen_ids.last_four(new))
