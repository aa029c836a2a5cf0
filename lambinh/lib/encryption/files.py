"""Files sealed with AES-GCM, piece by piece: a file is never whole in memory."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import GCM

from lambinh.lib.encryption.keys import derive_key, key_id, no_key, other_key, was_changed

_MAGIC = b"LBsealed1"
_MARK, _NONCE, _TAG = 6, 12, 16
_PIECE = 1 << 18


class FileKeyRing:
    """The keys for files of one purpose; the first seals, all open."""

    def __init__(self, keys: Sequence[bytes], purpose: str) -> None:
        self._keys = {key_id(key).encode(): derive_key(key, f"{purpose}, sealing") for key in keys}

    def seal(self, pieces: Iterable[bytes], into: IO[bytes]) -> None:
        if not self._keys:
            raise no_key()
        mark, key = next(iter(self._keys.items()))
        nonce = os.urandom(_NONCE)
        encryptor = Cipher(AES(key), GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(_MAGIC + mark)
        into.write(_MAGIC + mark + nonce)
        for piece in pieces:
            into.write(encryptor.update(piece))
        into.write(encryptor.finalize() + encryptor.tag)

    def open(self, path: Path, into: IO[bytes]) -> None:
        """Write what was sealed in `path`; what is not sealed is written as it is. Raises CannotOpen.

        What was written before an error is not to be used: whether it is genuine shows at the end.
        """
        with path.open("rb") as file:
            if file.read(len(_MAGIC)) != _MAGIC:
                file.seek(0)
                for piece in _pieces(file, path.stat().st_size):
                    into.write(piece)
                return
            mark, nonce = file.read(_MARK), file.read(_NONCE)
            key = self._keys.get(mark)
            if key is None:
                raise other_key() if self._keys else no_key()
            size = path.stat().st_size - file.tell() - _TAG
            try:
                decryptor = Cipher(AES(key), GCM(nonce)).decryptor()
                decryptor.authenticate_additional_data(_MAGIC + mark)
                for piece in _pieces(file, size):
                    into.write(decryptor.update(piece))
                decryptor.finalize_with_tag(file.read(_TAG))
            except (InvalidTag, ValueError):
                raise was_changed() from None

    def is_newest(self, path: Path) -> bool:
        """Whether the first key sealed the file."""
        start = _MAGIC + next(iter(self._keys), b"")
        with path.open("rb") as file:
            return file.read(len(start)) == start


def _pieces(file: IO[bytes], size: int) -> Iterable[bytes]:
    while size > 0 and (piece := file.read(min(size, _PIECE))):
        size -= len(piece)
        yield piece
