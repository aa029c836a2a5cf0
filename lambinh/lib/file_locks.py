"""Locks between processes. The operating system frees them, also if their holder is killed."""

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

    _SLOTS = 512  # Windows has no shared locks: each user of a file locks one byte
    _FIRST = 2**20  # behind the contents of the file, because locked bytes cannot be read

    def _try_bytes(fd: int, start: int, count: int) -> bool:
        os.lseek(fd, start, os.SEEK_SET)
        try:
            msvcrt.locking(fd, msvcrt.LK_NBLCK, count)
        except OSError:
            return False
        return True

    def _lock_exclusive(fd: int) -> None:
        while not _try_exclusive(fd):
            time.sleep(0.05)

    def _try_exclusive(fd: int) -> bool:
        return _try_bytes(fd, _FIRST, _SLOTS)

    def _lock_shared(fd: int) -> int:
        while True:
            for slot in range(_SLOTS):
                if _try_bytes(fd, _FIRST + slot, 1):
                    return slot
            time.sleep(0.05)

    def _try_upgrade(fd: int, slot: int) -> bool:
        before, after = slot, _SLOTS - slot - 1
        others = ((_FIRST, before), (_FIRST + slot + 1, after))
        return all(_try_bytes(fd, start, count) for start, count in others if count)

else:
    import fcntl

    def _lock_exclusive(fd: int) -> None:
        fcntl.flock(fd, fcntl.LOCK_EX)

    def _try_exclusive(fd: int) -> bool:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _lock_shared(fd: int) -> int:
        fcntl.flock(fd, fcntl.LOCK_SH)
        return 0

    def _try_upgrade(fd: int, slot: int) -> bool:
        return _try_exclusive(fd)  # a shared lock becomes an exclusive one if nobody else holds it


@contextmanager
def exclusive_lock(path: Path) -> Iterator[None]:
    """Hold `path` exclusively. Waits for the current holder."""
    fd = _open(path)
    try:
        _lock_exclusive(fd)
        yield
    finally:
        os.close(fd)


@contextmanager
def try_lock(path: Path, note: str) -> Iterator[str | None]:
    """Try to hold `path` exclusively and write `note` into it. Yields None, or the note of the current holder."""
    fd = _open(path)
    try:
        if _try_exclusive(fd):
            with suppress(OSError):  # if the disk is full, the lock still works without a note
                written = os.write(fd, note.encode())  # before truncating, so that it overwrites the previous note
                os.ftruncate(fd, written)
            yield None
        else:
            yield path.read_text() or "?"
    finally:
        os.close(fd)


class SharedLock:
    """The use of a resource that several processes share."""

    def __init__(self, path: Path) -> None:
        self._fd = _open(path)
        self._slot = _lock_shared(self._fd)

    def is_last(self) -> bool:
        """Whether no other process uses it. Call it while holding a lock that every new user takes first."""
        return _try_upgrade(self._fd, self._slot)

    def release(self) -> None:
        os.close(self._fd)
