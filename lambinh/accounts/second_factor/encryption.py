"""Encryption of second factors, with keys derived from SECRET_KEY and SECRET_KEY_FALLBACKS."""

from functools import lru_cache

from django.conf import settings
from django.utils.translation import gettext as _

from lambinh.lib.encryption.keys import DecryptionError
from lambinh.lib.encryption.texts import KeyRing


def encrypt(text: str) -> str:
    return _key_ring().encrypt(text)


def decrypt(encrypted: str) -> str:
    """Raises DecryptionError if SECRET_KEY has changed and the old key is not among SECRET_KEY_FALLBACKS."""
    try:
        return _key_ring().decrypt(encrypted)
    except DecryptionError:
        raise DecryptionError(
            _("The second factor cannot be checked: it was encrypted with another key. Tell the administrator.")
        ) from None


def reencrypt(encrypted: str) -> str:
    """Encrypt the text again with SECRET_KEY, whichever key encrypted it. Raises DecryptionError."""
    return encrypt(decrypt(encrypted))


def _key_ring() -> KeyRing:
    return _key_ring_of((str(settings.SECRET_KEY), *map(str, settings.SECRET_KEY_FALLBACKS)))


@lru_cache(maxsize=8)  # deriving the keys costs more than decrypting a text
def _key_ring_of(secrets: tuple[str, ...]) -> KeyRing:
    return KeyRing([secret.encode() for secret in secrets], "second factor")
