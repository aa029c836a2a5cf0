"""Short texts sealed with AES-GCM, found by a keyed digest, under keys that can be changed.

The first key seals and makes digests; all keys open, and all of their digests are looked for. So a new key is put
first, everything is sealed anew at leisure, and the old key is then left out.
"""

import hashlib
import os
from base64 import b64decode
from binascii import a2b_base64, b2a_base64
from collections.abc import Callable, Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.utils.translation import gettext as _

KEY_BYTES = 32
VERSION = "1"
_NONCE = 12
_MARK = 6
START = len(VERSION) + _MARK
"""By so many characters it shows which key sealed a text."""


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
    return derive_key(key, "mark").hex()[:_MARK]


def marks(keys: Sequence[bytes]) -> list[str]:
    """How texts begin that these keys sealed."""
    return [VERSION + key_id(key) for key in keys]


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


class KeyRing:
    """The keys for one purpose."""

    def __init__(self, keys: Sequence[bytes], purpose: str) -> None:
        self._ciphers = {key_id(key): AESGCM(derive_key(key, f"{purpose}, sealing")) for key in keys}
        self._digests = [_digest_with(derive_key(key, f"{purpose}, digest")) for key in keys]
        self._start = VERSION + next(iter(self._ciphers), "")

    def seal(self, plain: str) -> str:
        """The same text sealed twice gives two texts."""
        cipher = self._ciphers.get(self._start[len(VERSION) :])
        if cipher is None:
            raise no_key()
        nonce = os.urandom(_NONCE)
        body = nonce + cipher.encrypt(nonce, plain.encode(), self._start.encode())
        return self._start + b2a_base64(body, newline=False).decode()

    def open(self, sealed: str) -> str:
        """Raises CannotOpen."""
        start = sealed[:START]
        cipher = self._ciphers.get(start[len(VERSION) :])
        if cipher is None or start[: len(VERSION)] != VERSION:
            raise other_key() if self._ciphers else no_key()
        try:
            body = a2b_base64(sealed[START:])
            return cipher.decrypt(body[:_NONCE], body[_NONCE:], start.encode()).decode()
        except (InvalidTag, ValueError):
            raise was_changed() from None

    def is_newest(self, sealed: str) -> bool:
        """Whether the first key sealed it."""
        return sealed.startswith(self._start)

    def digest(self, plain: str) -> str:
        """What `plain` is found by: always the same under one key, and telling nothing to who has no key."""
        if not self._digests:
            raise no_key()
        return self._digests[0](plain)

    def digests(self, plain: str) -> list[str]:
        """What `plain` may be found by, until everything is sealed with the first key."""
        return [digest(plain) for digest in self._digests]


def _digest_with(key: bytes) -> Callable[[str], str]:
    """HMAC-SHA-256 in base64. Both hashes are prepared once, which makes it twice as fast as `hmac.digest`."""
    block = key.ljust(hashlib.sha256().block_size, b"\0")
    inner, outer = (hashlib.sha256(bytes(byte ^ pad for byte in block)) for pad in (0x36, 0x5C))

    def digest(plain: str) -> str:
        first, second = inner.copy(), outer.copy()
        first.update(plain.encode())
        second.update(first.digest())
        return b2a_base64(second.digest(), newline=False).decode()

    return digest
