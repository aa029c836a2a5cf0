"""Seccomp: the system calls that remain. No socket, no process, no program, no access to other processes' memory.

Sources: the kernel's Documentation/userspace-api/seccomp_filter.rst and its tables of system calls. Calls that are not
listed fail with EPERM. On a machine without a column in the lists there is no filter.
"""

import ctypes
import errno
import os
import platform
import struct
from typing import NamedTuple

_PR_SET_SECCOMP, _MODE_FILTER = 22, 2
_ALLOW, _FAIL, _END = 0x7FFF0000, 0x00050000 | errno.EPERM, 0x80000000
_LOAD, _IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
_NUMBER_AT, _MACHINE_AT, _FIRST_ARGUMENT_AT = 0, 4, 16

_MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
"""The column in the lists below, and the kernel's number of the machine."""

_NONE = -1
_TO_COMPUTE = {
    "read": (0, 63),
    "write": (1, 64),
    "close": (3, 57),
    "fstat": (5, 80),
    "lseek": (8, 62),
    "mmap": (9, 222),
    "mprotect": (10, 226),
    "munmap": (11, 215),
    "brk": (12, 214),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "writev": (20, 66),
    "sched_yield": (24, 124),
    "mremap": (25, 216),
    "madvise": (28, 233),
    "getpid": (39, 172),
    "exit": (60, 93),
    "gettimeofday": (96, 169),
    "getuid": (102, 174),
    "getgid": (104, 176),
    "geteuid": (107, 175),
    "getegid": (108, 177),
    "sigaltstack": (131, 132),
    "gettid": (186, 178),
    "time": (201, _NONE),
    "futex": (202, 98),
    "sched_getaffinity": (204, 123),
    "restart_syscall": (219, 128),
    "clock_gettime": (228, 113),
    "exit_group": (231, 94),
    "getrandom": (318, 278),
    "rseq": (334, 293),
}
_TO_CREATE_FILES = {
    "stat": (4, _NONE),
    "lstat": (6, _NONE),
    "ioctl": (16, 29),
    "fcntl": (72, 25),
    "ftruncate": (77, 46),
    "getcwd": (79, 17),
    "unlink": (87, _NONE),
    "openat": (257, 56),
    "newfstatat": (262, 79),
    "unlinkat": (263, 35),
    "statx": (332, 291),
}
_TO_ABORT = (234, 131)  # tgkill, by which a process sends itself a signal


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("steps", ctypes.c_char_p)]


class _Step(NamedTuple):
    """One instruction of the filter. Jumps are counted from the next instruction."""

    code: int
    value: int
    if_true: int = 0
    if_false: int = 0


def close_calls(libc: ctypes.CDLL, *, may_open: bool) -> None:
    """Allow only the calls needed to compute, with `may_open` also those to create files. Needs PR_SET_NO_NEW_PRIVS."""
    if platform.machine() not in _MACHINES:
        return
    column, machine = _MACHINES[platform.machine()]
    calls = _TO_COMPUTE | (_TO_CREATE_FILES if may_open else {})
    steps = _steps(machine, [numbers[column] for numbers in calls.values()], _TO_ABORT[column])
    packed = b"".join(struct.pack("=HBBI", code, if_true, if_false, value) for code, value, if_true, if_false in steps)
    libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(_Program(len(steps), packed)), 0, 0)


def _steps(machine: int, numbers: list[int], to_abort: int) -> list[_Step]:
    steps = [
        # System calls in the mode of another machine have other numbers.
        _Step(_LOAD, _MACHINE_AT),
        _Step(_IF_EQUAL, machine, if_true=1),
        _Step(_RETURN, _END),
        _Step(_LOAD, _NUMBER_AT),
        _Step(_IF_EQUAL, to_abort, if_false=4),
        _Step(_LOAD, _FIRST_ARGUMENT_AT),
        _Step(_IF_EQUAL, os.getpid(), if_true=1),
        _Step(_RETURN, _FAIL),
        _Step(_RETURN, _ALLOW),
    ]
    for number in numbers:
        if number != _NONE:
            steps += [_Step(_IF_EQUAL, number, if_false=1), _Step(_RETURN, _ALLOW)]
    return [*steps, _Step(_RETURN, _FAIL)]
