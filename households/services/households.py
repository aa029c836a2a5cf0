"""Changing what holds for a household: from a day on, never over what was; and putting the past right, as such."""

from collections.abc import Iterable
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext as _

from households import citizen_ids
from households.models import Household, PovertyStatus, Residence, Unit
from households.services.dated import DatedFactError, NoChange, correct, delete_fact, siblings, start_fact
from households.services.units import current_communes, refresh_household_communes
from lambinh.accounts.models import User
from lambinh.accounts.scope import audited


class NoCommuneToday(DatedFactError):
    """No commune answers for the village today."""

    def __init__(self, village: Unit) -> None:
        super().__init__(_("%(village)s belongs to no commune today.") % {"village": village})


# --- what every dated fact has in common ------------------------------------------------------------------


# --- from this day ------------------------------------------------------------------------------------------


@audited
def move_household(*, household: Household, village: Unit, on: date, by: User) -> Residence:
    """Let `household` live in `village` from `on`; another commune then answers for it."""
    if current_communes([village], timezone.localdate())[village.pk] is None:
        raise NoCommuneToday(village)
    new = Residence(household=household, village=village)
    if siblings(new, "household").on(on).filter(village=village).exists():
        raise NoChange
    start_fact(new, owner="household", on=on)
    refresh_household_communes([household.pk], timezone.localdate())
    return new


@audited
def change_poverty_class(
    *, household: Household, poverty_class: str, year: int | None, standard: str, on: date, by: User
) -> PovertyStatus:
    """Let `household` be of another class, or of the same by another year's review, from `on`."""
    new = PovertyStatus(household=household, poverty_class=poverty_class, year=year, standard=standard)
    same = {"poverty_class": poverty_class, "year": year, "standard": standard}
    if siblings(new, "household").on(on).filter(**same).exists():
        raise NoChange
    start_fact(new, owner="household", on=on)
    return new


# --- what has no days -------------------------------------------------------------------------------------


@audited
def add_household(*, household: Household, village: Unit, on: date, poverty_class: str, by: User) -> Household:
    """Enter a household that lives in `village` since `on`, with the class that it has since then, if one is given."""
    household.commune_id = current_communes([village], timezone.localdate())[village.pk]
    if household.commune_id is None:
        raise NoCommuneToday(village)
    household.save()
    move_household(household=household, village=village, on=on, by=by)
    if poverty_class:
        change_poverty_class(household=household, poverty_class=poverty_class, year=None, standard="", on=on, by=by)
    return household


@audited
def update_household_details(*, household: Household, changed: Iterable[str], by: User) -> None:
    """Save those fields of `household` that a person has changed; none of them has days."""
    names = {column for name in changed for column in (citizen_ids.COLUMNS if name == "citizen_id" else (name,))}
    if names:
        household.save(update_fields=sorted(names))


# --- putting the past right ---------------------------------------------------------------------------------


@audited
def correct_residence(*, residence: Residence, village: Unit, during: DateRange, by: User, reason: str) -> None:
    if current_communes([village], timezone.localdate())[village.pk] is None:
        raise NoCommuneToday(village)
    siblings(residence, "household")
    correct(residence, by=by, reason=reason, village=village, during=during)
    refresh_household_communes([residence.household_id], timezone.localdate())


@audited
def delete_residence(*, residence: Residence, by: User, reason: str, goes_on: bool) -> None:
    household = residence.household_id
    delete_fact(residence, owner="household", by=by, reason=reason, goes_on=goes_on)
    refresh_household_communes([household], timezone.localdate())


@audited
def correct_class(
    *,
    status: PovertyStatus,
    poverty_class: str,
    year: int | None,
    standard: str,
    during: DateRange,
    by: User,
    reason: str,
) -> None:
    siblings(status, "household")
    said = {"poverty_class": poverty_class, "year": year, "standard": standard, "during": during}
    correct(status, by=by, reason=reason, **said)


@audited
def delete_poverty_class(*, status: PovertyStatus, by: User, reason: str, goes_on: bool) -> None:
    delete_fact(status, owner="household", by=by, reason=reason, goes_on=goes_on)
