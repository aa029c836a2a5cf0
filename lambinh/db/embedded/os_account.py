"""Who runs the server: this account, or an unprivileged one when this is root."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from lambinh.db.embedded.errors import EmbeddedPostgresError, gettext_noop

# `postgres` exists to run database servers; `nobody` exists everywhere. An account of our own would mean
# changing the machine's list of users.
_UNPRIVILEGED = ("postgres", "nobody")
_MISSING = gettext_noop("Root needs the account %(account)s to run the database, and it is missing.")
_INHERITED = ("PATH", "TZ", "SYSTEMROOT", "TEMP", "TMP")


@dataclass(frozen=True)
class Account:
    """An account of the machine that programs of the server are run as."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True)
class Outcome:
    """How a program ended and all that it printed."""

    code: int
    output: str


def is_root() -> bool:
    return sys.platform != "win32" and os.geteuid() == 0


def choose() -> str | None:
    """The name of the account that shall run the server; None: the one we run as."""
    if not is_root():
        return None
    for name in _UNPRIVILEGED:
        if _known(name):
            return name
    raise EmbeddedPostgresError(
        _MISSING,
        account=_UNPRIVILEGED[-1],
    )


def named(name: str) -> Account:
    """Raises PostgresTrouble when the machine has no such account, or root is needed to become it."""
    account = _known(name)
    if account is None:
        raise EmbeddedPostgresError(
            _MISSING,
            account=name,
        )
    if not is_root():
        raise EmbeddedPostgresError(
            gettext_noop("This database was made by root and runs as %(account)s: start it as root."),
            account=name,
        )
    return account


def _known(name: str) -> Account | None:
    if sys.platform == "win32":
        return None
    import pwd

    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(name, entry.pw_uid, entry.pw_gid)


def run(command: Sequence[str | Path], *, account: Account | None, text: str = "", timeout: float = 120) -> Outcome:
    """Run a program to its end as `account` (None: as ourselves), in a session of its own and from `/`.

    Its output goes to a file: a server started by it would hold a pipe open for ever.
    """
    env = {name: os.environ[name] for name in _INHERITED if name in os.environ} | {"LC_ALL": "C"}
    identity: dict[str, Any] = {}
    if account is not None:
        identity = {"user": account.uid, "group": account.gid, "extra_groups": []}
    if sys.platform != "win32":
        identity["umask"] = 0o077
    with _paper() as printed:
        try:
            done = subprocess.run(  # noqa: S603
                [os.fspath(part) for part in command],
                **identity,
                input=text,
                text=True,
                stdout=printed,
                stderr=subprocess.STDOUT,
                cwd=Path(os.sep),
                env=env,
                timeout=timeout,
                start_new_session=True,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Outcome(124, f"error: {Path(command[0]).name}: no answer within {timeout:.0f} s")
        printed.seek(0)
        return Outcome(done.returncode, printed.read())


def _paper() -> IO[str]:
    """A file for what a program prints; where the system can, in memory: the disk may be full."""
    if sys.platform == "linux":
        return os.fdopen(os.memfd_create("printed"), "w+", encoding="utf-8", errors="replace")
    return tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")


def may_enter(path: Path, account: Account) -> bool:
    """Whether `account` can reach `path` (a folder, or a program it may run)."""
    try:
        return run(["/bin/sh", "-c", 'test -x "$0"', path], account=account, timeout=20).code == 0
    except OSError as error:
        raise EmbeddedPostgresError(
            gettext_noop("Root must run the database as %(account)s, and may not: %(reason)s."),
            account=account.name,
            reason=error.strerror or error,
        ) from error
