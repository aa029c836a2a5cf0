"""What the child gives up before it looks into a stranger's file: its account, files, network, children, signals.

Each lock is taken where the system has it and passed over where it has not; docs/adr/0002-spreadsheet-child-process.md
says which remain then. All code is loaded before: afterwards not even a module of Python can be opened.
"""

import contextlib
import ctypes
import os
import signal
import sys
from typing import Any

from lambinh.lib.spreadsheets.child.sandbox import landlock, seccomp

try:
    import resource
except ImportError:  # Windows has no such limits; the parent's clock and the checks of a file remain
    resource = None  # type: ignore[assignment]

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38
_NEW_MOUNTS, _NEW_MESSAGE_QUEUES, _NEW_NETWORK, _NEW_USERS = 0x00020000, 0x08000000, 0x40000000, 0x10000000

# Nobody's account: above all that machines and containers give out (https://systemd.io/UIDS-GIDS). Each child has its
# own, so that two of them cannot reach each other. `nobody` would not do: the database may run as that one.
_FIRST_FREE = 0x70000000
# In a container with 65,536 accounts: those that systemd keeps for services of a moment.
_FIRST_OF_A_MOMENT, _ACCOUNTS_OF_A_MOMENT = 61_184, 4_335


def confine(options: dict[str, Any]) -> None:
    """Give up all that reading a file does not need; in `options["folder"]`, if there is one, files may be made.

    `options["folder"]` is afterwards the path by which the folder is reached.
    """
    system = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
    os.chdir(os.sep)
    if system is not None:
        _unshare(system)
    if sys.platform != "win32" and os.geteuid() == 0:
        _leave_root(options)
    if system is not None:
        # Only now: a change of account takes the first two back.
        system.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        system.prctl(_PR_SET_DUMPABLE, 0)
        system.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        landlock.close_files(system, options.get("folder"))
    _limit(options)
    if system is not None:
        seccomp.close_calls(system, may_open="folder" in options)


def _unshare(system: Any) -> None:
    """Leave the machine's network, message queues and mounts; only root may, others where users of one's own may be.

    As root no namespace of users is made: in one, no other account could be taken.
    """
    users = 0 if os.geteuid() == 0 else _NEW_USERS
    for namespace in (_NEW_NETWORK, _NEW_MESSAGE_QUEUES, _NEW_MOUNTS):
        if system.unshare(users | namespace) == 0:
            users = 0


def _leave_root(options: dict[str, Any]) -> None:
    """Become an account that owns nothing but the folder, which where possible becomes all that is left of the disk."""
    for account in (_FIRST_FREE + os.getpid(), _FIRST_OF_A_MOMENT + os.getpid() % _ACCOUNTS_OF_A_MOMENT):
        with contextlib.suppress(OSError):
            if "folder" in options:
                os.chown(options["folder"], account, account)
            os.setgroups([])
            os.setresgid(account, account, account)
            # Between the groups and the user: a user other than root may not do it any more.
            _enter_folder(options)
            os.setresuid(account, account, account)
            return


def _enter_folder(options: dict[str, Any]) -> None:
    """Make the folder the root of all paths: the account may not be allowed to walk to it."""
    if "folder" in options:
        with contextlib.suppress(OSError):
            os.chroot(options["folder"])
            options["folder"] = os.sep
            os.chdir(os.sep)


def _limit(options: dict[str, Any]) -> None:
    if resource is None:
        return
    for limit, amount in (
        ("RLIMIT_AS", options["memory_bytes"]),
        ("RLIMIT_CPU", options["cpu_seconds"]),
        ("RLIMIT_FSIZE", options.get("written_bytes", 0)),
        ("RLIMIT_NOFILE", 16 if "folder" in options else 3),  # three are open
        ("RLIMIT_NPROC", 0),
        ("RLIMIT_CORE", 0),
    ):
        # At the hard limit of time the signal would be SIGKILL, which tells nothing.
        hard = amount + 5 if limit == "RLIMIT_CPU" else amount
        if hasattr(resource, limit):
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(getattr(resource, limit), (amount, hard))
