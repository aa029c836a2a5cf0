"""Short texts encrypted with AES-GCM, and the keyed digests by which the database finds them.

The first key encrypts and makes digests. All keys decrypt, and a search looks for the digests of all keys. To change
the key, put a new one first, run the command that encrypts everything again, then remove the old key.
"""

import hashlib
import os
from binascii import a2b_base64, b2a_base64
from collections.abc import Callable, Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from lambinh.lib.encryption.keys import KEY_ID_LENGTH, damaged, derive_key, key_id, no_key, unknown_key

VERSION = "1"
PREFIX_LENGTH = len(VERSION) + KEY_ID_LENGTH
"""The length of the start of an encrypted text, which names its key."""
_NONCE = 12


def prefixes(keys: Sequence[bytes]) -> list[str]:
    """The prefixes of texts that `keys` encrypted."""
    return [VERSION + key_id(key) for key in keys]


class KeyRing:
    """The keys for one purpose. An encrypted text is the version, the key's id and, in base64, nonce and ciphertext."""

    def __init__(self, keys: Sequence[bytes], purpose: str) -> None:
        self._ciphers = {key_id(key): AESGCM(derive_key(key, f"{purpose}, sealing")) for key in keys}
        self._digests = [_digest_with(derive_key(key, f"{purpose}, digest")) for key in keys]
        self._primary_prefix = VERSION + next(iter(self._ciphers), "")

    def encrypt(self, text: str) -> str:
        """The encrypted text. It differs each time, because the nonce is random."""
        prefix = self._primary_prefix
        cipher = self._ciphers.get(prefix[len(VERSION) :])
        if cipher is None:
            raise no_key()
        nonce = os.urandom(_NONCE)
        body = nonce + cipher.encrypt(nonce, text.encode(), prefix.encode())
        return prefix + b2a_base64(body, newline=False).decode()

    def decrypt(self, encrypted: str) -> str:
        """Raises DecryptionError."""
        prefix = encrypted[:PREFIX_LENGTH]
        cipher = self._ciphers.get(prefix[len(VERSION) :])
        if cipher is None or prefix[: len(VERSION)] != VERSION:
            raise unknown_key() if self._ciphers else no_key()
        try:
            body = a2b_base64(encrypted[PREFIX_LENGTH:])
            return cipher.decrypt(body[:_NONCE], body[_NONCE:], prefix.encode()).decode()
        except (InvalidTag, ValueError):
            raise damaged() from None

    def uses_primary_key(self, encrypted: str) -> bool:
        return encrypted.startswith(self._primary_prefix)

    def digest(self, text: str) -> str:
        """The keyed digest of `text`. It is always the same under one key, and reveals nothing without the key."""
        if not self._digests:
            raise no_key()
        return self._digests[0](text)

    def digests(self, text: str) -> list[str]:
        """The digests of `text` under all keys: rows may still have one of an old key."""
        return [digest(text) for digest in self._digests]


def _digest_with(key: bytes) -> Callable[[str], str]:
    """HMAC-SHA-256 in base64. Both hashes are prepared once, which makes it twice as fast as `hmac.digest`."""
    block = key.ljust(hashlib.sha256().block_size, b"\0")
    inner, outer = (hashlib.sha256(bytes(byte ^ pad for byte in block)) for pad in (0x36, 0x5C))

    def digest(text: str) -> str:
        first, second = inner.copy(), outer.copy()
        first.update(text.encode())
        second.update(first.digest())
        return b2a_base64(second.digest(), newline=False).decode()

    return digest
