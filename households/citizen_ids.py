"""Citizen ids at rest: sealed, found by a keyed digest, with the last four digits beside them for the screens."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext as _

from lambinh.lib.encryption.texts import KeyRing

_NUMBER = re.compile(r"[0-9]{9}|[0-9]{12}")
SHOWN_DIGITS = 4


class Stored(NamedTuple):
    """A citizen id as the columns of a household hold it; all three are empty where there is none."""

    citizen_id_sealed: str = ""
    citizen_id_digest: str = ""
    citizen_id_last4: str = ""


COLUMNS = Stored._fields


@lru_cache(maxsize=8)
def _ring(keys: tuple[bytes, ...]) -> KeyRing:
    return KeyRing(keys, "citizen id")


def ring() -> KeyRing:
    """The keys of LAMBINH_CITIZEN_ID_KEYS for citizen ids."""
    return _ring(tuple(settings.LAMBINH_CITIZEN_ID_KEYS))


def check(number: str) -> None:
    """Raises ValidationError, for a person to read, when `number` is no citizen id."""
    if not _NUMBER.fullmatch(number):
        raise ValidationError(_("A citizen id has 12 digits, an old one 9."), code="citizen_id")


def stored(number: str) -> Stored:
    """What is kept of a citizen id; of an empty text nothing."""
    if not number:
        return Stored()
    keys = ring()
    return Stored(keys.encrypt(number), keys.digest(number), last_four(number))


def last_four(number: str) -> str:
    return number[-SHOWN_DIGITS:]


def masked(last4: str) -> str:
    """A citizen id as screens show it."""
    return f"•••• {last4}" if last4 else ""


def store(numbers: Iterable[tuple[int, str]]) -> None:
    """Set the citizen ids of many households, given by their ids, in one statement."""
    rows = [(pk, *stored(number)) for pk, number in numbers]
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE households_household h SET {', '.join(f'{name} = s.{name}' for name in COLUMNS)} "  # noqa: S608
            f"FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[]) AS s(id, {', '.join(COLUMNS)}) "
            "WHERE h.id = s.id",
            [list(column) for column in zip(*rows, strict=True)],
        )
