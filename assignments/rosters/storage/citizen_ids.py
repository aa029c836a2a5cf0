"""Citizen ids in the rows of an import: encrypted in stored rows, readable only while rows are planned.

A stored value is the encrypted number, followed by its last four digits so that lists need no key.
"""

from assignments.rosters.rows import Values
from households import citizen_ids

FIELD = "citizen_id"
_SEPARATOR = " "


def stored_value(encrypted_number: str, last4: str) -> str:
    return f"{encrypted_number}{_SEPARATOR}{last4}" if encrypted_number else ""


def number_in(value: str) -> str:
    """The number in a stored value. Raises `lambinh.lib.encryption.keys.DecryptionError`."""
    return citizen_ids.ring().decrypt(value.partition(_SEPARATOR)[0]) if value else ""


def encrypted(values: Values) -> Values:
    """The values of a row in their stored form."""
    number = values.get(FIELD)
    if not number:
        return values
    return values | {FIELD: stored_value(citizen_ids.ring().encrypt(number), citizen_ids.last_four(number))}


def decrypted(values: Values) -> Values:
    """The values of a stored row as planning needs them. Raises `lambinh.lib.encryption.keys.DecryptionError`."""
    value = values.get(FIELD)
    return values | {FIELD: number_in(value)} if value else values
