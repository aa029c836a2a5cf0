"""Locks between processes, freed by the operating system even when their holder is killed."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


if sys.platform == "win32":
    import msvcrt

    _SLOTS = 512  # Windows knows no shared locks: each user of a file locks one byte of its own

    def _take_one(fd: int, at: int, count: int) -> bool:
        os.lseek(fd, at, os.SEEK_SET)
        try:
            msvcrt.locking(fd, msvcrt.LK_NBLCK, count)
        except OSError:
            return False
        return True

    def _lock_alone(fd: int) -> None:
        while not _take_one(fd, 0, _SLOTS):
            time.sleep(0.05)

    def _lock_shared(fd: int) -> int:
        while True:
            for slot in range(_SLOTS):
                if _take_one(fd, slot, 1):
                    return slot
            time.sleep(0.05)

    def _holds_alone(fd: int, slot: int) -> bool:
        before, after = slot, _SLOTS - slot - 1
        return (not before or _take_one(fd, 0, before)) and (not after or _take_one(fd, slot + 1, after))

else:
    import fcntl

    def _lock_alone(fd: int) -> None:
        fcntl.flock(fd, fcntl.LOCK_EX)

    def _lock_shared(fd: int) -> int:
        fcntl.flock(fd, fcntl.LOCK_SH)
        return 0

    def _holds_alone(fd: int, slot: int) -> bool:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold `path` alone, waiting for whoever holds it now."""
    fd = _open(path)
    try:
        _lock_alone(fd)
        yield
    finally:
        os.close(fd)


class Use:
    """One process's use of something that several may use at once."""

    def __init__(self, path: Path) -> None:
        self._fd = _open(path)
        self._slot = _lock_shared(self._fd)

    def is_last(self) -> bool:
        """Whether nobody else uses it. Ask while holding a lock that every new user takes first."""
        return _holds_alone(self._fd, self._slot)

    def end(self) -> None:
        os.close(self._fd)
