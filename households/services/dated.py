"""Start, end, correct and delete a dated fact: the only writer of `during` for a single row.

`dated_bulk` does the same for many rows in SQL. Callers name the `owner` of a fact, the field of the record that it
is about ("household" or "member"), and lock its facts with `locked_siblings`.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from households.models.dated import DatedModel, DatedQuerySet
from lambinh.accounts import scope
from lambinh.accounts.models import User
from lambinh.lib.admin.reasons import Correction
from lambinh.lib.dates.formatting import format_day
from lambinh.lib.errors import UserError


class DatedFactError(UserError):
    """The change was refused; the text tells the user why."""


class StartsSameDay(DatedFactError):
    """The current fact starts on the same day: a new one would leave none of its days."""

    def __init__(self, day: date) -> None:
        text = _("The current entry starts on %(day)s itself. If it is wrong, correct it instead.")
        super().__init__(text % {"day": format_day(day)})


class NoChange(DatedFactError):
    """The same is recorded for the day already."""

    def __init__(self) -> None:
        super().__init__(_("The same is already recorded for that day."))


def locked_siblings(fact: DatedModel, owner: str) -> DatedQuerySet:
    """All facts of the same kind and `owner`. Locks the owner's row, so that nobody else changes them meanwhile."""
    record = getattr(fact, owner)
    type(record)._default_manager.select_for_update().get(pk=record.pk)
    return _siblings(fact, owner)


def _siblings(fact: DatedModel, owner: str) -> DatedQuerySet:
    return cast(DatedQuerySet, type(fact)._default_manager.filter(**{owner: getattr(fact, owner)}))


def set_days(fact: DatedModel, during: DateRange, **values: Any) -> None:
    """Save other days for a stored `fact`, and `values` for other fields in the same update."""
    for name, value in {"during": during, **values}.items():
        setattr(fact, name, value)
    fact.save(update_fields=["during", *values])


def end_fact(fact: DatedModel, *, end: date | None) -> None:
    """Let `fact` end before the day `end`, or continue without an end."""
    set_days(fact, DateRange(fact.during.lower, end))


def start_fact(fact: DatedModel, *, owner: str, on: date) -> None:
    """Let `fact` hold from the day `on`: the current fact ends the day before.

    It lasts as long as the current one would have, or until the next one starts. Raises StartsSameDay.
    """
    siblings = locked_siblings(fact, owner)
    if siblings.filter(during__startswith=on).exists():
        raise StartsSameDay(on)
    current = siblings.on(on).first()
    fact.during = DateRange(on, _end_of_new_fact(siblings, current, on))
    if current is not None:
        end_fact(current, end=on)  # before the new row is saved: two rows must not overlap
    fact.full_clean()
    fact.save()


def _end_of_new_fact(siblings: DatedQuerySet, current: DatedModel | None, on: date) -> date | None:
    """The end of a fact that starts `on` in place of `current`; None if nothing else is recorded later."""
    if current is not None:
        end: date | None = current.during.upper
        return end
    later = siblings.filter(during__startswith__gt=on).order_by("during").first()
    return later.during.lower if later else None


@dataclass(frozen=True)
class PlannedEnd:
    """The last day that a new fact would hold, and the fact recorded from the next day on, if there is one."""

    last_day: date
    next_fact: Any


def planned_end(fact: DatedModel, *, owner: str, on: date) -> PlannedEnd | None:
    """The day on which `fact` would end if it started `on`, because of later facts; None if it has no end.

    Later facts with the same values count as a continuation. None as well if it cannot start on that day.
    """
    siblings = _siblings(fact, owner)
    if siblings.filter(during__startswith=on).exists():
        return None
    end = _end_of_new_fact(siblings, siblings.on(on).first(), on)
    while end is not None:
        next_fact = siblings.on(end).first()
        if next_fact is None or not _same_values(fact, next_fact):
            return PlannedEnd(end - timedelta(days=1), next_fact)
        end = next_fact.during.upper
    return None


def _same_values(fact: DatedModel, other: DatedModel) -> bool:
    names = {field.attname for field in fact._meta.concrete_fields} - {"id", "during", "commune_id"}
    return all(getattr(fact, name) == getattr(other, name) for name in names)


def correct_fact(fact: DatedModel, *, by: User, reason: str, **values: Any) -> None:
    """Save `values` and record the change as a correction. Raises ValidationError."""
    _record_as_correction(by, reason)
    for name, value in values.items():
        setattr(fact, name, value)
    fact.clean_fields(exclude={field.name for field in fact._meta.fields} - values.keys())
    fact.validate_constraints()
    fact.save(update_fields=list(values))


def delete_fact(fact: DatedModel, *, owner: str, by: User, reason: str, extend_previous: bool) -> None:
    """Delete a fact that was never true; with `extend_previous` the fact before it takes over its days."""
    siblings = locked_siblings(fact, owner)
    _record_as_correction(by, reason)
    first, end = fact.during.lower, fact.during.upper
    previous = siblings.filter(during__endswith=first).first() if first and extend_previous else None
    fact.delete()
    if previous is not None:
        end_fact(previous, end=end)


def _record_as_correction(by: User, reason: str) -> None:
    scope.set_actor(user=by.pk, source=f"correction: {Correction(reason).value}")
