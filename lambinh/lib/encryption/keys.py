"""Keys of a setting, the keys that are derived from them, and the errors of what they cannot open."""

from base64 import b64decode

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.utils.translation import gettext as _

KEY_BYTES = 32
KEY_ID_LENGTH = 6


class DecryptionError(Exception):
    """What is sealed cannot be opened, or nothing can be sealed; the text is for a person."""


def keys_from(text: str) -> tuple[bytes, ...]:
    """The keys of a setting: each 32 bytes in base64, several by commas. Raises ValueError."""
    keys = tuple(b64decode(part.strip(), validate=True) for part in text.split(","))
    if any(len(key) != KEY_BYTES for key in keys) or len(set(keys)) < len(keys):
        raise ValueError
    return keys


def derive_key(key: bytes, use: str) -> bytes:
    """A key for one use only, which tells nothing about the others."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=f"lambinh {use}".encode()).derive(key)


def key_id(key: bytes) -> str:
    """By what a key is known again; stands before everything that it sealed."""
    return derive_key(key, "mark").hex()[:KEY_ID_LENGTH]


def no_key() -> DecryptionError:
    return DecryptionError(
        _(
            "There is no key for citizen ids: LAMBINH_CITIZEN_ID_KEYS is not set, and the data folder has none. "
            "Tell the administrator."
        )
    )


def other_key() -> DecryptionError:
    return DecryptionError(
        _("This was sealed with a key that is not among LAMBINH_CITIZEN_ID_KEYS. Tell the administrator.")
    )


def was_changed() -> DecryptionError:
    return DecryptionError(_("What is stored here was damaged or changed from outside. Tell the administrator."))
