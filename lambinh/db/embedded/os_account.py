"""The operating-system account that runs the server: the present one, or an unprivileged one instead of root."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from lambinh.db.embedded.errors import EmbeddedPostgresError, gettext_noop

# `postgres` exists for database servers, `nobody` everywhere. A new account would change the machine's user list.
_UNPRIVILEGED = ("postgres", "nobody")
_MISSING = gettext_noop("Root needs the account %(account)s to run the database, and it is missing.")
_INHERITED = ("PATH", "TZ", "SYSTEMROOT", "TEMP", "TMP")


@dataclass(frozen=True)
class Account:
    """An operating-system account that runs the server's programs."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True)
class Outcome:
    """The exit code and output of a program."""

    code: int
    output: str


def is_root() -> bool:
    return sys.platform != "win32" and os.geteuid() == 0


def server_account_name() -> str | None:
    """The name of the account that runs the server; None: the present account."""
    if not is_root():
        return None
    for name in _UNPRIVILEGED:
        if _find_account(name):
            return name
    raise EmbeddedPostgresError(
        _MISSING,
        account=_UNPRIVILEGED[-1],
    )


def get_account(name: str) -> Account:
    """The account called `name`. Raises EmbeddedPostgresError if it is missing, or switching to it needs root."""
    account = _find_account(name)
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


def _find_account(name: str) -> Account | None:
    if sys.platform == "win32":
        return None
    import pwd

    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(name, entry.pw_uid, entry.pw_gid)


def run(command: Sequence[str | Path], *, account: Account | None, text: str = "", timeout: float = 120) -> Outcome:
    """Run a program to its end as `account` (None: the present one), in a new session and from `/`.

    The output goes to a file, because a server that the program starts would keep a pipe open.
    """
    env = {name: os.environ[name] for name in _INHERITED if name in os.environ} | {"LC_ALL": "C"}
    identity: dict[str, Any] = {}
    if account is not None:
        identity = {"user": account.uid, "group": account.gid, "extra_groups": []}
    if sys.platform != "win32":
        identity["umask"] = 0o077
    with _output_file() as output:
        try:
            process = subprocess.run(  # noqa: S603
                [os.fspath(part) for part in command],
                **identity,
                input=text,
                text=True,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=Path(os.sep),
                env=env,
                timeout=timeout,
                start_new_session=True,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Outcome(124, f"error: {Path(command[0]).name}: no answer within {timeout:.0f} s")
        output.seek(0)
        return Outcome(process.returncode, output.read())


def _output_file() -> IO[str]:
    """A file for what a program prints; where the system can, in memory: the disk may be full."""
    if sys.platform == "linux":
        return os.fdopen(os.memfd_create("output"), "w+", encoding="utf-8", errors="replace")
    return tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")


def can_access(path: Path, account: Account) -> bool:
    """Whether `account` can enter the folder `path`, or run the program `path`."""
    try:
        return run(["/bin/sh", "-c", 'test -x "$0"', path], account=account, timeout=20).code == 0
    except OSError as error:
        raise EmbeddedPostgresError(
            gettext_noop("Root must run the database as %(account)s, and may not: %(reason)s."),
            account=account.name,
            reason=error.strerror or error,
        ) from error
