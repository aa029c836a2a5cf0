"""Landlock: no file can be opened, created or removed any more (Linux 5.13; later versions add sockets and signals).

Source: the kernel's Documentation/userspace-api/landlock.rst. Python has no functions for these system calls, so they
are called by number. The numbers are the same on all machines.
"""

import contextlib
import ctypes
import os
import struct

_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446
_GET_VERSION, _PATH_BENEATH = 1, 1

_WRITE_FILE, _READ_FILE, _READ_FOLDER, _REMOVE_FILE, _MAKE_FILE = 1 << 1, 1 << 2, 1 << 3, 1 << 5, 1 << 8
_TRUNCATE = 1 << 14
_IN_FOLDER = _WRITE_FILE | _READ_FILE | _READ_FOLDER | _REMOVE_FILE | _MAKE_FILE | _TRUNCATE

# By the first version that knows them: rights to files, rights to TCP, and scopes (sockets, signals).
_FILES = {1: (1 << 13) - 1, 2: 1 << 13, 3: _TRUNCATE, 5: 1 << 15}
_NETWORK = {4: 0b11}
_SCOPES = {6: 0b11}


def close_files(libc: ctypes.CDLL, folder: str | None) -> None:
    """Close the file system except `folder`, in which files can be created, read, written and removed."""
    version = libc.syscall(_CREATE, None, 0, _GET_VERSION)
    if version < 1:  # a kernel without it
        return
    files = _supported(_FILES, version)
    rights = struct.pack("=QQQ", files, _supported(_NETWORK, version), _supported(_SCOPES, version))
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    rules = libc.syscall(_CREATE, rights, size, 0)
    if rules < 0:
        return
    with contextlib.suppress(OSError):
        if folder is not None:
            descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            libc.syscall(_ADD_RULE, rules, _PATH_BENEATH, struct.pack("=Qi", _IN_FOLDER & files, descriptor), 0)
            os.close(descriptor)
    libc.syscall(_RESTRICT, rules, 0)
    os.close(rules)


def _supported(rights: dict[int, int], version: int) -> int:
    return sum(right for since, right in rights.items() if since <= version)
