"""Add households, change where they live and their poverty class from a day on, and correct what is recorded."""

from collections.abc import Iterable
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext as _

from households import citizen_ids
from households.models import Household, PovertyStatus, Residence, Unit
from households.services.dated import (
    DatedFactError,
    NoChange,
    correct_fact,
    delete_fact,
    locked_siblings,
    start_fact,
)
from households.services.units import current_communes, refresh_household_communes
from lambinh.accounts.models import User
from lambinh.accounts.scope import audited


class NoCommuneToday(DatedFactError):
    """The village belongs to no commune today."""

    def __init__(self, village: Unit) -> None:
        super().__init__(_("%(village)s belongs to no commune today.") % {"village": village})


def _commune_today(village: Unit) -> int:
    """The commune that `village` belongs to today. Raises NoCommuneToday."""
    commune = current_communes([village], timezone.localdate())[village.pk]
    if commune is None:
        raise NoCommuneToday(village)
    return commune


# --- from a day on ------------------------------------------------------------------------------------------


@audited
def move_household(*, household: Household, village: Unit, on: date, by: User) -> Residence:
    """Let `household` live in `village` from `on`; it then belongs to the commune of the village."""
    _commune_today(village)
    residence = Residence(household=household, village=village)
    if locked_siblings(residence, "household").on(on).filter(village=village).exists():
        raise NoChange
    start_fact(residence, owner="household", on=on)
    refresh_household_communes([household.pk], timezone.localdate())
    return residence


@audited
def change_poverty_class(
    *, household: Household, poverty_class: str, year: int | None, standard: str, on: date, by: User
) -> PovertyStatus:
    """Let `household` have another class, or the same class by another year's review, from `on`."""
    values = {"poverty_class": poverty_class, "year": year, "standard": standard}
    status = PovertyStatus(household=household, poverty_class=poverty_class, year=year, standard=standard)
    if locked_siblings(status, "household").on(on).filter(**values).exists():
        raise NoChange
    start_fact(status, owner="household", on=on)
    return status


# --- without days -------------------------------------------------------------------------------------------


@audited
def add_household(*, household: Household, village: Unit, on: date, poverty_class: str, by: User) -> Household:
    """Add a household that lives in `village` since `on`, with its class since then if one is given."""
    household.commune_id = _commune_today(village)
    household.save()
    move_household(household=household, village=village, on=on, by=by)
    if poverty_class:
        change_poverty_class(household=household, poverty_class=poverty_class, year=None, standard="", on=on, by=by)
    return household


@audited
def update_household_details(*, household: Household, changed: Iterable[str], by: User) -> None:
    """Save the fields of `household` that the user changed; none of them is dated."""
    names = {column for name in changed for column in (citizen_ids.COLUMNS if name == "citizen_id" else (name,))}
    if names:
        household.save(update_fields=sorted(names))


# --- corrections --------------------------------------------------------------------------------------------


@audited
def correct_residence(*, residence: Residence, village: Unit, during: DateRange, by: User, reason: str) -> None:
    _commune_today(village)
    locked_siblings(residence, "household")
    correct_fact(residence, by=by, reason=reason, village=village, during=during)
    refresh_household_communes([residence.household_id], timezone.localdate())


@audited
def delete_residence(*, residence: Residence, by: User, reason: str, extend_previous: bool) -> None:
    household = residence.household_id
    delete_fact(residence, owner="household", by=by, reason=reason, extend_previous=extend_previous)
    refresh_household_communes([household], timezone.localdate())


@audited
def correct_poverty_class(
    *,
    status: PovertyStatus,
    poverty_class: str,
    year: int | None,
    standard: str,
    during: DateRange,
    by: User,
    reason: str,
) -> None:
    locked_siblings(status, "household")
    values = {"poverty_class": poverty_class, "year": year, "standard": standard, "during": during}
    correct_fact(status, by=by, reason=reason, **values)


@audited
def delete_poverty_class(*, status: PovertyStatus, by: User, reason: str, extend_previous: bool) -> None:
    delete_fact(status, owner="household", by=by, reason=reason, extend_previous=extend_previous)
