"""Files encrypted with AES-GCM in chunks, so that a file is never completely in memory."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import GCM

from lambinh.lib.encryption.keys import KEY_ID_LENGTH, damaged, derive_key, key_id, no_key, unknown_key

_MAGIC = b"LBsealed1"
_NONCE, _TAG = 12, 16
_CHUNK = 1 << 18


class FileKeyRing:
    """The keys for files of one purpose. The first encrypts, all decrypt."""

    def __init__(self, keys: Sequence[bytes], purpose: str) -> None:
        self._keys = {key_id(key).encode(): derive_key(key, f"{purpose}, sealing") for key in keys}

    def encrypt(self, chunks: Iterable[bytes], into: IO[bytes]) -> None:
        if not self._keys:
            raise no_key()
        identifier, key = next(iter(self._keys.items()))
        nonce = os.urandom(_NONCE)
        encryptor = Cipher(AES(key), GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(_MAGIC + identifier)
        into.write(_MAGIC + identifier + nonce)
        for chunk in chunks:
            into.write(encryptor.update(chunk))
        into.write(encryptor.finalize() + encryptor.tag)

    def decrypt(self, path: Path, into: IO[bytes]) -> None:
        """Write the contents of `path` to `into`; a file that is not encrypted is copied. Raises DecryptionError.

        After an error, discard what was written: only the tag at the end shows whether the file is genuine.
        """
        with path.open("rb") as file:
            if file.read(len(_MAGIC)) == _MAGIC:
                self._decrypt(file, path.stat().st_size, into)
                return
            file.seek(0)
            for chunk in _chunks(file, path.stat().st_size):
                into.write(chunk)

    def _decrypt(self, file: IO[bytes], file_size: int, into: IO[bytes]) -> None:
        identifier, nonce = file.read(KEY_ID_LENGTH), file.read(_NONCE)
        key = self._keys.get(identifier)
        if key is None:
            raise unknown_key() if self._keys else no_key()
        try:
            decryptor = Cipher(AES(key), GCM(nonce)).decryptor()
            decryptor.authenticate_additional_data(_MAGIC + identifier)
            for chunk in _chunks(file, file_size - file.tell() - _TAG):
                into.write(decryptor.update(chunk))
            decryptor.finalize_with_tag(file.read(_TAG))
        except (InvalidTag, ValueError):
            raise damaged() from None

    def uses_primary_key(self, path: Path) -> bool:
        prefix = _MAGIC + next(iter(self._keys), b"")
        with path.open("rb") as file:
            return file.read(len(prefix)) == prefix


def _chunks(file: IO[bytes], size: int) -> Iterable[bytes]:
    while size > 0 and (chunk := file.read(min(size, _CHUNK))):
        size -= len(chunk)
        yield chunk
