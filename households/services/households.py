"""Changing what holds for a household: from a day on, never over what was; and putting the past right, as such."""

from collections.abc import Iterable
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext as _

from households import citizen_ids
from households.models import Household, PovertyStatus, Residence, Unit
from households.services.dated import FactRefused, NothingNew, begin, correct, siblings, withdraw
from households.services.units import commune_today, refresh_communes
from lambinh.accounts.models import User
from lambinh.accounts.scope import signed


class NoAnswer(FactRefused):
    """No commune answers for the village today."""

    def __init__(self, village: Unit) -> None:
        super().__init__(_("%(village)s belongs to no commune today.") % {"village": village})


# --- what every dated fact has in common ------------------------------------------------------------------


# --- from this day ------------------------------------------------------------------------------------------


@signed
def move_household(*, household: Household, village: Unit, on: date, by: User) -> Residence:
    """Let `household` live in `village` from `on`; another commune then answers for it."""
    if commune_today([village], timezone.localdate())[village.pk] is None:
        raise NoAnswer(village)
    new = Residence(household=household, village=village)
    if siblings(new, "household").on(on).filter(village=village).exists():
        raise NothingNew
    begin(new, owner="household", on=on)
    refresh_communes([household.pk], timezone.localdate())
    return new


@signed
def change_class(
    *, household: Household, poverty_class: str, year: int | None, standard: str, on: date, by: User
) -> PovertyStatus:
    """Let `household` be of another class, or of the same by another year's review, from `on`."""
    new = PovertyStatus(household=household, poverty_class=poverty_class, year=year, standard=standard)
    same = {"poverty_class": poverty_class, "year": year, "standard": standard}
    if siblings(new, "household").on(on).filter(**same).exists():
        raise NothingNew
    begin(new, owner="household", on=on)
    return new


# --- what has no days -------------------------------------------------------------------------------------


@signed
def add_household(*, household: Household, village: Unit, on: date, poverty_class: str, by: User) -> Household:
    """Enter a household that lives in `village` since `on`, with the class that it has since then, if one is given."""
    household.commune_id = commune_today([village], timezone.localdate())[village.pk]
    if household.commune_id is None:
        raise NoAnswer(village)
    household.save()
    move_household(household=household, village=village, on=on, by=by)
    if poverty_class:
        change_class(household=household, poverty_class=poverty_class, year=None, standard="", on=on, by=by)
    return household


@signed
def describe_household(*, household: Household, changed: Iterable[str], by: User) -> None:
    """Save those fields of `household` that a person has changed; none of them has days."""
    names = {column for name in changed for column in (citizen_ids.COLUMNS if name == "citizen_id" else (name,))}
    if names:
        household.save(update_fields=sorted(names))


# --- putting the past right ---------------------------------------------------------------------------------


@signed
def correct_residence(*, residence: Residence, village: Unit, during: DateRange, by: User, reason: str) -> None:
    if commune_today([village], timezone.localdate())[village.pk] is None:
        raise NoAnswer(village)
    siblings(residence, "household")
    correct(residence, by=by, reason=reason, village=village, during=during)
    refresh_communes([residence.household_id], timezone.localdate())


@signed
def withdraw_residence(*, residence: Residence, by: User, reason: str, goes_on: bool) -> None:
    household = residence.household_id
    withdraw(residence, owner="household", by=by, reason=reason, goes_on=goes_on)
    refresh_communes([household], timezone.localdate())


@signed
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


@signed
def withdraw_class(*, status: PovertyStatus, by: User, reason: str, goes_on: bool) -> None:
    withdraw(status, owner="household", by=by, reason=reason, goes_on=goes_on)
