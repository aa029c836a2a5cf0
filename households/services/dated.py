"""Begin/correct/withdraw a dated row."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lambinh.accounts import scope
from lambinh.accounts.models import User
from lambinh.lib.admin.reasons import Correction
from lambinh.lib.errors import UserError


class DatedFactError(UserError):
    """The change was not made; the text says why, to a person."""


class StartsSameDay(DatedFactError):
    """What holds began on the very day: another beginning would leave nothing of it."""

    def __init__(self, day: date) -> None:
        text = _("What is recorded began on %(day)s itself. If it is wrong, correct it instead.")
        super().__init__(text % {"day": date_format(day, "SHORT_DATE_FORMAT")})


class NoChange(DatedFactError):
    """The same holds on the day already."""

    def __init__(self) -> None:
        super().__init__(_("This is what is recorded for that day already."))


def siblings(fact: Any, owner: str) -> Any:
    """All facts of the same kind of the same `owner` ("household" or "member"), whose row is held meanwhile."""
    about = getattr(fact, owner)
    type(about)._default_manager.select_for_update().get(pk=about.pk)
    return _of(fact, owner)


def _of(fact: Any, owner: str) -> Any:
    return type(fact)._default_manager.filter(**{owner: getattr(fact, owner)})


def start_fact(fact: Any, *, owner: str, on: date) -> None:
    """Let `fact` hold from `on`: what held ends the day before.

    It lasts as long as the old one would have, or until the next begins. Raises BeganThatDay.
    """
    others = siblings(fact, owner)
    if others.filter(during__startswith=on).exists():
        raise StartsSameDay(on)
    held = others.on(on).first()
    fact.during = DateRange(on, _end_of_new_fact(others, held, on))
    if held is not None:
        held.during = DateRange(held.during.lower, on)
        held.save(update_fields=["during"])
    fact.full_clean()
    fact.save()


def _end_of_new_fact(others: Any, held: Any, on: date) -> date | None:
    """The day from which something else is recorded than what begins `on`, where `held` holds, if anything does."""
    if held is not None:
        end: date | None = held.during.upper
        return end
    later = others.filter(during__startswith__gt=on).order_by("during").first()
    return later.during.lower if later else None


@dataclass(frozen=True)
class PlannedEnd:
    """The last day of something, and what is recorded from the next day on, if anything is."""

    last: date
    then: Any


def planned_end(fact: Any, *, owner: str, on: date) -> PlannedEnd | None:
    """Until when the same as `fact` would hold, if it began `on`, for what is recorded already; None: without an end.

    Also None where it cannot begin on that day.
    """
    others = _of(fact, owner)
    if others.filter(during__startswith=on).exists():
        return None
    until = _end_of_new_fact(others, others.on(on).first(), on)
    while until is not None:
        then = others.on(until).first()
        if then is None or not _same_values(fact, then):
            return PlannedEnd(until - timedelta(days=1), then)
        until = then.during.upper
    return None


def _same_values(one: Any, other: Any) -> bool:
    names = {field.attname for field in one._meta.concrete_fields} - {"id", "during", "commune_id"}
    return all(getattr(one, name) == getattr(other, name) for name in names)


def correct(fact: Any, *, by: User, reason: str, **said: Any) -> None:
    """Put `fact` right and let the journal say that it was a correction. Raises ValidationError where it cannot be."""
    scope.set_actor(user=by.pk, source=f"correction: {Correction(reason).value}")
    for name, value in said.items():
        setattr(fact, name, value)
    fact.clean_fields(exclude={field.name for field in fact._meta.fields} - said.keys())
    fact.validate_constraints()
    fact.save(update_fields=list(said))


def delete_fact(fact: Any, *, owner: str, by: User, reason: str, goes_on: bool) -> None:
    """Take `fact` out, for it never was so; with `goes_on` the one that ended the day before lasts as long instead."""
    others = siblings(fact, owner)
    scope.set_actor(user=by.pk, source=f"correction: {Correction(reason).value}")
    first, end = fact.during.lower, fact.during.upper
    before = others.filter(during__endswith=first).first() if first and goes_on else None
    fact.delete()
    if before is not None:
        before.during = DateRange(before.during.lower, end)
        before.save(update_fields=["during"])
