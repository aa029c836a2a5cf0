"""Landlock: from now on no file is opened, made or removed, whoever one is (Linux 5.13; signals and sockets later).

Source: the kernel's Documentation/userspace-api/landlock.rst. Python has no calls for it, so they are made by number;
the numbers are the same on all machines.
"""

import contextlib
import os
import struct
from typing import Any

_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446
_ASK_VERSION, _PATH_BENEATH = 1, 1

_WRITE_FILE, _READ_FILE, _READ_FOLDER, _REMOVE_FILE, _MAKE_FILE = 1 << 1, 1 << 2, 1 << 3, 1 << 5, 1 << 8
_TRUNCATE = 1 << 14
_IN_FOLDER = _WRITE_FILE | _READ_FILE | _READ_FOLDER | _REMOVE_FILE | _MAKE_FILE | _TRUNCATE

# By the first version that knows them: rights over files, over TCP, and what is kept inside (sockets, signals).
_FILES = {1: (1 << 13) - 1, 2: 1 << 13, 3: _TRUNCATE, 5: 1 << 15}
_NETWORK = {4: 0b11}
_KEPT_INSIDE = {6: 0b11}


def close_files(system: Any, folder: str | None) -> None:
    """Close the file system but for `folder`, in which files may be made, read, written and removed."""
    version = system.syscall(_CREATE, None, 0, _ASK_VERSION)
    if version < 1:  # a kernel without it
        return
    files = _known(_FILES, version)
    rights = struct.pack("=QQQ", files, _known(_NETWORK, version), _known(_KEPT_INSIDE, version))
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    rules = system.syscall(_CREATE, rights, size, 0)
    if rules < 0:
        return
    with contextlib.suppress(OSError):
        if folder is not None:
            opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            system.syscall(_ADD_RULE, rules, _PATH_BENEATH, struct.pack("=Qi", _IN_FOLDER & files, opened), 0)
            os.close(opened)
    system.syscall(_RESTRICT, rules, 0)
    os.close(rules)


def _known(rights: dict[int, int], version: int) -> int:
    return sum(right for since, right in rights.items() if since <= version)
