"""Creates the cluster of a data folder: initdb, the application's role and its database."""

import os
import secrets
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from lambinh.db.embedded.binaries import BASE_FOLDER, Binaries, create_base_folder
from lambinh.db.embedded.errors import EmbeddedPostgresError, gettext_noop, output_error
from lambinh.db.embedded.location import DATABASE, ClusterLocation, save_note
from lambinh.db.embedded.os_account import run

_BUILTIN_LOCALES_SINCE = 17


def ensure(location: ClusterLocation, binaries: Binaries, *, durable: bool) -> ClusterLocation:
    """Create the cluster at the first start. Return the location with its updated note.

    Raises EmbeddedPostgresError if the cluster has disappeared or has another version.
    """
    if location.cluster.exists():
        _check_version(location, binaries)
    elif location.note.is_created:
        raise EmbeddedPostgresError(
            gettext_noop(
                "The database of %(folder)s is no longer at %(cluster)s: bring it back from a backup, "
                "or begin afresh with: manage.py reset_data --yes"
            ),
            folder=location.data,
            cluster=location.cluster,
        )
    else:
        _make_home(location)
        _make_cluster(location, binaries, durable=durable)
    if not location.note.is_created:
        location = ClusterLocation(location.data, replace(location.note, is_created=True))
        save_note(location)
    return location


def _check_version(location: ClusterLocation, binaries: Binaries) -> None:
    version = (location.cluster / "PG_VERSION").read_text().strip()
    if version != str(binaries.major):
        raise EmbeddedPostgresError(
            gettext_noop(
                "The data in %(folder)s are of PostgreSQL %(found)s and the program brings %(here)s: "
                "set LAMBINH_PG_BIN to the programs of %(found)s."
            ),
            folder=location.data,
            found=version,
            here=binaries.major,
        )


def _make_home(location: ClusterLocation) -> None:
    account = location.account
    if location.note.elsewhere:
        create_base_folder()
        if BASE_FOLDER.is_symlink() or BASE_FOLDER.stat().st_uid != 0:
            raise EmbeddedPostgresError(gettext_noop("The folder %(folder)s must belong to root."), folder=BASE_FOLDER)
    try:
        location.home.mkdir(mode=0o700)
    except FileExistsError:
        if location.home.stat().st_uid != (account.uid if account else os.geteuid()):
            raise EmbeddedPostgresError(
                gettext_noop("The folder %(folder)s belongs to somebody else: move it away."),
                folder=location.home,
            ) from None
    else:
        if account:
            os.chown(location.home, account.uid, account.gid)


def _make_cluster(location: ClusterLocation, binaries: Binaries, *, durable: bool) -> None:
    """Create the cluster in a temporary folder and move it when complete, so that a killed start leaves nothing."""
    unfinished = location.home / "unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    password = _write_superuser_password(location)
    # One sync at the end instead of one per step: much faster, and equally safe.
    initdb: list[str | Path] = [binaries / "initdb", "-D", unfinished, "--no-sync"]
    _run_or_raise(location, [*initdb, "--username=postgres", f"--pwfile={password}", *_initdb_options(binaries.major)])
    at_once = ("-c", "exit_on_error=on", "-c", "fsync=off")
    single: list[str | Path] = [binaries / "postgres", "--single", "-D", unfinished, *at_once]
    _run_or_raise(location, [*single, "postgres"], text=_first_statements(location))
    if durable:
        _run_or_raise(location, [*initdb[:-1], "--sync-only"])
    unfinished.rename(location.cluster)


def _initdb_options(major: int) -> list[str]:
    options = ["--auth-local=scram-sha-256", "--auth-host=scram-sha-256", "--encoding=UTF8"]
    if major >= _BUILTIN_LOCALES_SINCE:
        options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    # The same sort order and letter classes on every machine; some have only plain C.
    return [*options, "--locale=C", *(["--lc-ctype=C.UTF-8"] if _knows_c_utf8() else [])]


def _knows_c_utf8() -> bool:
    import locale

    before = locale.setlocale(locale.LC_CTYPE)
    try:
        locale.setlocale(locale.LC_CTYPE, "C.UTF-8")
    except locale.Error:
        return False
    locale.setlocale(locale.LC_CTYPE, before)
    return os.name != "nt"


def _first_statements(location: ClusterLocation) -> str:
    # In single-user mode a line is a statement. The role is no superuser. CREATEDB is for tests; trusted
    # extensions are allowed because the role owns its database.
    return (
        f"CREATE ROLE {DATABASE} LOGIN CREATEDB PASSWORD '{location.note.password}';\n"
        f"CREATE DATABASE {DATABASE} OWNER {DATABASE};\n"
    )


def _write_superuser_password(location: ClusterLocation) -> Path:
    path = location.home / "superuser.password"
    path.unlink(missing_ok=True)
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(fd, "w") as file:
        file.write(secrets.token_urlsafe(24) + "\n")
        if location.account:
            os.fchown(fd, location.account.uid, location.account.gid)
    return path


def _run_or_raise(location: ClusterLocation, command: Sequence[str | Path], *, text: str = "") -> None:
    outcome = run(command, account=location.account, text=text)
    if outcome.code:
        raise output_error(outcome.output, location.data, home=location.home)
