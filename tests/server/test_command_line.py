import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from lambinh.db import embedded
from lambinh.db.embedded import location, server

pytestmark = pytest.mark.fault


def manage(*arguments: str, data: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    # Browser tests set the second variable in the same process; `check --deploy` complains of it.
    ours = {"DATABASE_URL", "DJANGO_ALLOW_ASYNC_UNSAFE"}
    env = {name: value for name, value in os.environ.items() if name not in ours}
    env |= {"LAMBINH_DATA": str(data), **environment}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(
        command, cwd=settings.BASE_DIR, env=env, capture_output=True, text=True, timeout=120, check=False
    )


def assert_one_line(process: subprocess.CompletedProcess[str], part: str) -> None:
    assert process.returncode == 2, process.stderr
    assert part in process.stderr
    assert process.stderr.count("\n") == 1
    assert process.stdout == ""


def test_a_command_that_needs_the_database_starts_it_and_stops_it_again(data: Path) -> None:
    process = manage("showmigrations", "contenttypes", data=data)
    assert (process.returncode, "[ ] 0001_initial" in process.stdout) == (0, True), process.stderr
    where = location.load_or_create_location(data)
    assert where.cluster.exists()
    assert not server.is_running(where)


def test_a_command_that_needs_no_database_starts_none(data: Path) -> None:
    assert manage("check", data=data).returncode == 0
    assert not location.load_or_create_location(data).home.exists()


def test_a_data_folder_that_cannot_be_used_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file")
    assert_one_line(manage("migrate", data=tmp_path / "var"), str(tmp_path / "var"))
    assert manage("check", data=tmp_path / "var").returncode == 0


def test_sqlite_is_refused_with_the_reason(tmp_path: Path) -> None:
    assert_one_line(manage("migrate", data=tmp_path, DATABASE_URL=f"sqlite:///{tmp_path}/db"), "SQLite")


@pytest.mark.parametrize("command", ["migrate", "showmigrations"])
def test_a_server_that_does_not_answer_is_one_line(tmp_path: Path, command: str) -> None:
    nobody = "postgres://lambinh:secret@127.0.0.1:1/lambinh"
    process = manage(command, data=tmp_path, DATABASE_URL=nobody)
    assert_one_line(process, "127.0.0.1")
    assert "secret" not in process.stderr


def test_data_are_removed_only_when_that_is_said(used: Path) -> None:
    assert_one_line(manage("reset_data", data=used), "--yes")
    assert location.load_or_create_location(used).cluster.exists()
    assert manage("reset_data", "--yes", data=used).returncode == 0
    assert not location.load_or_create_location(used).cluster.exists()


def fill(data: Path) -> Path:
    """Create workbooks, a partial one, the keys, a partial key, and a file that is not the program's."""
    workbook = data / "uploads" / "rosters" / ("a" * 64)
    workbook.parent.mkdir(parents=True)
    for path in (workbook, workbook.with_name("upload-x1"), data / "secret-key-x1", data / "a-note-of-mine"):
        path.write_text("x")
    (data / "secret-key").write_text("k" * 64)
    (data / "citizen-id-key").write_text(base64.b64encode(bytes(32)).decode())
    return workbook


def test_workbooks_go_with_the_data_and_the_keys_stay_and_both_are_told(used: Path) -> None:
    workbook = fill(used)

    process = manage("reset_data", "--yes", data=used)

    assert process.returncode == 0, process.stderr
    assert not workbook.exists()
    assert list((used / "uploads").iterdir()) == []
    assert not (used / "secret-key-x1").exists()
    assert (used / "secret-key").read_text() == "k" * 64
    deleted, remaining = process.stdout.splitlines()[1:]
    assert deleted == "Đã xóa 2 tệp tải lên."
    assert str(used) in remaining
    assert "a-note-of-mine, citizen-id-key" in remaining


def test_the_keys_go_when_that_is_said(used: Path) -> None:
    fill(used)

    process = manage("reset_data", "--yes", "--keys", data=used)

    assert process.returncode == 0, process.stderr
    assert not (used / "secret-key").exists()
    assert not (used / "citizen-id-key").exists()
    assert "a-note-of-mine" in process.stdout


def test_workbooks_stay_while_the_program_runs(used: Path) -> None:
    workbook = fill(used)
    with embedded.running(used, durable=False):
        assert_one_line(manage("reset_data", "--yes", data=used), str(used))
    assert workbook.exists()


@pytest.mark.parametrize(
    "around",
    [
        {"LAMBINH_HOSTS": "lambinh.example", "LAMBINH_SECRET_KEY": "k" * 64},
        {"DATABASE_URL": "postgres://lambinh:secret@127.0.0.1:1/lambinh"},
    ],
    ids=["production", "another server"],
)
def test_data_of_others_are_never_removed(used: Path, around: dict[str, str]) -> None:
    workbook = fill(used)
    keys = {"LAMBINH_CITIZEN_ID_KEYS": base64.b64encode(bytes(32)).decode()}

    assert_one_line(manage("reset_data", "--yes", "--keys", data=used, **keys, **around), next(iter(around)))

    assert workbook.exists()
    assert location.load_or_create_location(used).cluster.exists()
