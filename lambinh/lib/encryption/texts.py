"""Short texts sealed with AES-GCM, found by a keyed digest, under keys that can be changed.

The first key seals and makes digests; all keys open, and all of their digests are looked for. So a new key is put
first, everything is sealed anew at leisure, and the old key is then left out.
"""

import hashlib
import os
from binascii import a2b_base64, b2a_base64
from collections.abc import Callable, Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from lambinh.lib.encryption.keys import KEY_ID_LENGTH, derive_key, key_id, no_key, other_key, was_changed

VERSION = "1"
_NONCE = 12
START = len(VERSION) + KEY_ID_LENGTH
"""By so many characters it shows which key sealed a text."""


def marks(keys: Sequence[bytes]) -> list[str]:
    """How texts begin that these keys sealed."""
    return [VERSION + key_id(key) for key in keys]


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
