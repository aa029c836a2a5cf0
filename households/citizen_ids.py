"""Citizen ids as stored: encrypted, with a keyed digest for searching and the last four digits for display."""

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
    """The columns of a citizen id; all three are empty if a household has none."""

    citizen_id_encrypted: str = ""
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
    """Raise ValidationError, with a message for the user, if `number` is not a citizen id."""
    if not _NUMBER.fullmatch(number):
        raise ValidationError(_("A citizen id has 12 digits, an old one 9."), code="citizen_id")


def stored(number: str) -> Stored:
    """The columns for a citizen id, empty for an empty text."""
    if not number:
        return Stored()
    keys = ring()
    return Stored(keys.encrypt(number), keys.digest(number), last_four(number))


def last_four(number: str) -> str:
    return number[-SHOWN_DIGITS:]


def masked(last4: str) -> str:
    """A citizen id as pages show it."""
    return f"•••• {last4}" if last4 else ""


def store(numbers: Iterable[tuple[int, str]]) -> None:
    """Set the citizen ids of many households, given by their keys, in one statement."""
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
