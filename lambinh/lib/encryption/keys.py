"""Keys from the settings, the keys derived from them, and the errors of decryption."""

from base64 import b64decode

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.utils.translation import gettext as _

KEY_BYTES = 32
KEY_ID_LENGTH = 6


class DecryptionError(Exception):
    """A text or file cannot be decrypted, or there is no key to encrypt with. The message is for the user.

    It is no `UserError`: the installation is at fault, so the page has status 503.
    """


def parse_keys(text: str) -> tuple[bytes, ...]:
    """The keys in a setting: 32 bytes each in base64, separated by commas. Raises ValueError."""
    keys = tuple(b64decode(part.strip(), validate=True) for part in text.split(","))
    if any(len(key) != KEY_BYTES for key in keys) or len(set(keys)) < len(keys):
        raise ValueError
    return keys


def derive_key(key: bytes, use: str) -> bytes:
    """A key for one use only. It reveals nothing about the keys for other uses."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=f"lambinh {use}".encode()).derive(key)


def key_id(key: bytes) -> str:
    """The identifier of a key. It stands before everything that the key encrypted."""
    return derive_key(key, "mark").hex()[:KEY_ID_LENGTH]


def no_key() -> DecryptionError:
    return DecryptionError(
        _(
            "There is no key for citizen ids: LAMBINH_CITIZEN_ID_KEYS is not set, and the data folder has none. "
            "Tell the administrator."
        )
    )


def unknown_key() -> DecryptionError:
    return DecryptionError(
        _("This was encrypted with a key that is not among LAMBINH_CITIZEN_ID_KEYS. Tell the administrator.")
    )


def damaged() -> DecryptionError:
    return DecryptionError(_("The stored data is damaged or was changed from outside. Tell the administrator."))
