"""Locks between processes, freed by the operating system even when their holder is killed."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


if sys.platform == "win32":
    import msvcrt

    _SLOTS = 512  # Windows knows no shared locks: each user of a file locks one byte of its own
    _FIRST = 2**20  # locked bytes cannot be read: they lie behind what the file may hold

    def _take_one(fd: int, at: int, count: int) -> bool:
        os.lseek(fd, at, os.SEEK_SET)
        try:
            msvcrt.locking(fd, msvcrt.LK_NBLCK, count)
        except OSError:
            return False
        return True

    def _lock_alone(fd: int) -> None:
        while not _try_alone(fd):
            time.sleep(0.05)

    def _try_alone(fd: int) -> bool:
        return _take_one(fd, _FIRST, _SLOTS)

    def _lock_shared(fd: int) -> int:
        while True:
            for slot in range(_SLOTS):
                if _take_one(fd, _FIRST + slot, 1):
                    return slot
            time.sleep(0.05)

    def _holds_alone(fd: int, slot: int) -> bool:
        before, after = slot, _SLOTS - slot - 1
        others = ((_FIRST, before), (_FIRST + slot + 1, after))
        return all(_take_one(fd, at, count) for at, count in others if count)

else:
    import fcntl

    def _lock_alone(fd: int) -> None:
        fcntl.flock(fd, fcntl.LOCK_EX)

    def _try_alone(fd: int) -> bool:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _lock_shared(fd: int) -> int:
        fcntl.flock(fd, fcntl.LOCK_SH)
        return 0

    def _holds_alone(fd: int, slot: int) -> bool:
        return _try_alone(fd)  # a shared lock becomes an exclusive one where nobody else shares it


@contextmanager
def exclusive_lock(path: Path) -> Iterator[None]:
    """Hold `path` alone, waiting for whoever holds it now."""
    fd = _open(path)
    try:
        _lock_alone(fd)
        yield
    finally:
        os.close(fd)


@contextmanager
def held(path: Path, note: str) -> Iterator[str | None]:
    """Hold `path` alone and leave `note` in it, or give the note of whoever holds it (None: we do)."""
    fd = _open(path)
    try:
        if _try_alone(fd):
            with suppress(OSError):  # the disk may be full, and the lock holds without a note
                written = os.write(fd, note.encode())  # first, so that it goes where the note before was
                os.ftruncate(fd, written)
            yield None
        else:
            yield path.read_text() or "?"
    finally:
        os.close(fd)


class SharedLock:
    """One process's use of something that several may use at once."""

    def __init__(self, path: Path) -> None:
        self._fd = _open(path)
        self._slot = _lock_shared(self._fd)

    def is_last(self) -> bool:
        """Whether nobody else uses it. Ask while holding a lock that every new user takes first."""
        return _holds_alone(self._fd, self._slot)

    def end(self) -> None:
        os.close(self._fd)
