"""Citizen ids in the rows of an import: sealed wherever a row is kept, whole only while it is planned.

A kept value is the sealed number with its last four digits behind it, so that lists need no key.
"""

from typing import Any

from households import citizen_ids

FIELD = "citizen_id"
_BETWEEN = " "


def kept(sealed: str, last4: str) -> str:
    return f"{sealed}{_BETWEEN}{last4}" if sealed else ""


def number_in(kept_value: str) -> str:
    """The whole number of a kept value. Raises `lambinh.lib.encryption.keys.DecryptionError`."""
    return citizen_ids.ring().decrypt(kept_value.partition(_BETWEEN)[0]) if kept_value else ""


def sealed(values: dict[str, Any]) -> dict[str, Any]:
    """The values of a row as they are kept."""
    number = values.get(FIELD)
    if not number:
        return values
    return values | {FIELD: kept(citizen_ids.ring().encrypt(number), citizen_ids.last_four(number))}


def decrypted(values: dict[str, Any]) -> dict[str, Any]:
    """The values of a kept row as they are planned with. Raises `lambinh.lib.encryption.keys.DecryptionError`."""
    value = values.get(FIELD)
    return values | {FIELD: number_in(value)} if value else values
