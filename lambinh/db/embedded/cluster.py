"""Making the cluster of a data folder: initdb, the application's role and its database."""

import os
import secrets
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from lambinh.db.embedded.binaries import OURS, Binaries, make_base
from lambinh.db.embedded.errors import EmbeddedPostgresError, about_output, gettext_noop
from lambinh.db.embedded.location import DATABASE, ClusterLocation, remember
from lambinh.db.embedded.os_account import run

_BUILTIN_LOCALES_SINCE = 17


def ensure(place: ClusterLocation, binaries: Binaries, *, durable: bool) -> ClusterLocation:
    """The place with its cluster in it, made when this is the first start.

    Raises PostgresTrouble when a cluster that was made is gone or is of another version.
    """
    if place.cluster.exists():
        _check_version(place, binaries)
    elif place.note.made:
        raise EmbeddedPostgresError(
            gettext_noop(
                "The database of %(folder)s is no longer at %(cluster)s: bring it back from a backup, "
                "or begin afresh with: manage.py reset_data --yes"
            ),
            folder=place.data,
            cluster=place.cluster,
        )
    else:
        _make_home(place)
        _make_cluster(place, binaries, durable=durable)
    if not place.note.made:
        place = ClusterLocation(place.data, replace(place.note, made=True))
        remember(place)
    return place


def _check_version(place: ClusterLocation, binaries: Binaries) -> None:
    found = (place.cluster / "PG_VERSION").read_text().strip()
    if found != str(binaries.major):
        raise EmbeddedPostgresError(
            gettext_noop(
                "The data in %(folder)s are of PostgreSQL %(found)s and the program brings %(here)s: "
                "set LAMBINH_PG_BIN to the programs of %(found)s."
            ),
            folder=place.data,
            found=found,
            here=binaries.major,
        )


def _make_home(place: ClusterLocation) -> None:
    account = place.account
    if place.note.elsewhere:
        make_base()
        if OURS.is_symlink() or OURS.stat().st_uid != 0:
            raise EmbeddedPostgresError(gettext_noop("The folder %(folder)s must belong to root."), folder=OURS)
    try:
        place.home.mkdir(mode=0o700)
    except FileExistsError:
        if place.home.stat().st_uid != (account.uid if account else os.geteuid()):
            raise EmbeddedPostgresError(
                gettext_noop("The folder %(folder)s belongs to somebody else: move it away."),
                folder=place.home,
            ) from None
    else:
        if account:
            os.chown(place.home, account.uid, account.gid)


def _make_cluster(place: ClusterLocation, binaries: Binaries, *, durable: bool) -> None:
    """Make it beside its place and move it there when it is whole: a start that was killed leaves nothing."""
    unfinished = place.home / "unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    password = _write_superuser_password(place)
    # Nothing is synced step by step, everything once at the end: much faster, as safe.
    initdb: list[str | Path] = [binaries / "initdb", "-D", unfinished, "--no-sync"]
    _must(place, [*initdb, "--username=postgres", f"--pwfile={password}", *_initdb_options(binaries.major)])
    at_once = ("-c", "exit_on_error=on", "-c", "fsync=off")
    single: list[str | Path] = [binaries / "postgres", "--single", "-D", unfinished, *at_once]
    _must(place, [*single, "postgres"], text=_first_statements(place))
    if durable:
        _must(place, [*initdb[:-1], "--sync-only"])
    unfinished.rename(place.cluster)


def _initdb_options(major: int) -> list[str]:
    options = ["--auth-local=scram-sha-256", "--auth-host=scram-sha-256", "--encoding=UTF8"]
    if major >= _BUILTIN_LOCALES_SINCE:
        options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    # The same order and the same idea of a letter on every machine; some know only plain C.
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


def _first_statements(place: ClusterLocation) -> str:
    # Single-user mode ends a statement at each line's end. The role is no superuser; it may make
    # databases because tests do, and extensions that are trusted because it owns its database.
    return (
        f"CREATE ROLE {DATABASE} LOGIN CREATEDB PASSWORD '{place.note.password}';\n"
        f"CREATE DATABASE {DATABASE} OWNER {DATABASE};\n"
    )


def _write_superuser_password(place: ClusterLocation) -> Path:
    path = place.home / "superuser.password"
    path.unlink(missing_ok=True)
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(fd, "w") as file:
        file.write(secrets.token_urlsafe(24) + "\n")
        if place.account:
            os.fchown(fd, place.account.uid, place.account.gid)
    return path


def _must(place: ClusterLocation, command: Sequence[str | Path], *, text: str = "") -> None:
    outcome = run(command, account=place.account, text=text)
    if outcome.code:
        raise about_output(outcome.output, place.data, home=place.home)
