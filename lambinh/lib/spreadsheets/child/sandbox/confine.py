"""The sandbox of the child process: it gives up its account, files, network, processes and signals.

A lock that the system lacks is skipped; docs/adr/0002-spreadsheet-child-process.md lists the remaining ones. All code
must be imported before: afterwards not even a Python module can be opened.
"""

import contextlib
import ctypes
import os
import signal
import sys

from lambinh.lib.spreadsheets.child.protocol import Options
from lambinh.lib.spreadsheets.child.sandbox import landlock, seccomp

try:
    import resource

    HAS_LIMITS = True
except ImportError:  # on Windows the parent's timeout and the checks of the file remain
    HAS_LIMITS = False

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38
_NEW_MOUNTS, _NEW_MESSAGE_QUEUES, _NEW_NETWORK, _NEW_USERS = 0x00020000, 0x08000000, 0x40000000, 0x10000000

# Unused accounts: above all that machines and containers assign (https://systemd.io/UIDS-GIDS). Each child has its own,
# so that two children cannot reach each other. `nobody` is unsuitable: the database may run under it.
_FIRST_UNUSED = 0x70000000
# In a container with 65,536 accounts: those that systemd reserves for dynamic users.
_FIRST_DYNAMIC, _DYNAMIC_ACCOUNTS = 61_184, 4_335


def confine(options: Options) -> None:
    """Give up everything that reading a file does not need. In `options["folder"]` the child may create files.

    Afterwards `options["folder"]` is the path of the folder inside the sandbox.
    """
    libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
    os.chdir(os.sep)
    if libc is not None:
        _unshare(libc)
    if sys.platform != "win32" and os.geteuid() == 0:
        _leave_root(options)
    if libc is not None:
        # Only now: a change of account resets the first two.
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        libc.prctl(_PR_SET_DUMPABLE, 0)
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        landlock.close_files(libc, options.get("folder"))
    _limit(options)
    if libc is not None:
        seccomp.close_calls(libc, may_open="folder" in options)


def _unshare(libc: ctypes.CDLL) -> None:
    """Leave the machine's network, message queues and mounts. Other users than root need a user namespace for it.

    Root creates no user namespace: inside one it could not change to another account.
    """
    users = 0 if os.geteuid() == 0 else _NEW_USERS
    for namespace in (_NEW_NETWORK, _NEW_MESSAGE_QUEUES, _NEW_MOUNTS):
        if libc.unshare(users | namespace) == 0:
            users = 0


def _leave_root(options: Options) -> None:
    """Change to an account that owns only the folder. If possible, the folder becomes the root of the file libc."""
    for account in (_FIRST_UNUSED + os.getpid(), _FIRST_DYNAMIC + os.getpid() % _DYNAMIC_ACCOUNTS):
        with contextlib.suppress(OSError):
            if "folder" in options:
                os.chown(options["folder"], account, account)
            os.setgroups([])
            os.setresgid(account, account, account)
            # Between the change of groups and of user: only root may call chroot.
            _enter_folder(options)
            os.setresuid(account, account, account)
            return


def _enter_folder(options: Options) -> None:
    """Make the folder the root of all paths: the account may lack access to its parents."""
    if "folder" in options:
        with contextlib.suppress(OSError):
            os.chroot(options["folder"])
            options["folder"] = os.sep
            os.chdir(os.sep)


def _limit(options: Options) -> None:
    if not HAS_LIMITS:
        return
    for limit, amount in (
        ("RLIMIT_AS", options["memory_bytes"]),
        ("RLIMIT_CPU", options["cpu_seconds"]),
        ("RLIMIT_FSIZE", options.get("written_bytes", 0)),
        ("RLIMIT_NOFILE", 16 if "folder" in options else 3),  # three are open
        ("RLIMIT_NPROC", 0),
        ("RLIMIT_CORE", 0),
    ):
        # At the hard limit of time the signal would be SIGKILL, which does not tell the reason.
        hard = amount + 5 if limit == "RLIMIT_CPU" else amount
        if hasattr(resource, limit):
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(getattr(resource, limit), (amount, hard))
