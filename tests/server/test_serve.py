import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from lambinh.db.embedded import location, server
from tests.server.test_command_line import assert_one_line, manage
from tests.support.serving import children_of, eventually, is_answering, serving


@pytest.mark.fault
def test_all_parts_answer_and_end_together(migrated: Path, port: int) -> None:
    with serving(migrated, port) as process:
        assert is_answering(port)
        children = children_of(process.pid)
        assert sorted("lambinh.server.web" in command for command in children.values()) == [False, False, True, True]
        assert_one_line(manage("serve", f"--port={port}", data=migrated), f"http://127.0.0.1:{port}/")
        process.terminate()
        assert process.wait(60) == 128 + signal.SIGTERM
    assert not is_answering(port)
    assert not any(Path(f"/proc/{child}").exists() for child in children)
    assert not server.is_running(location.load_or_create_location(migrated))


@pytest.mark.fault
def test_the_web_server_knows_its_own_way_into_the_database_alone(migrated: Path, port: int) -> None:
    with serving(migrated, port) as process:
        assert is_answering(port)
        web = next(child for child, command in children_of(process.pid).items() if "lambinh.server.web" in command)
        environment_entries = Path(f"/proc/{web}/environ").read_bytes().decode().split("\0")
        addresses = [entry for entry in environment_entries if "DATABASE_URL=" in entry]
        assert [entry.partition("=")[0] for entry in addresses] == ["LAMBINH_WEB_DATABASE_URL"]
        assert "lambinh_web:" in addresses[0]
        assert not any(
            location.load_or_create_location(migrated).note.password in entry for entry in environment_entries
        )


@pytest.mark.fault
def test_a_lost_key_is_told_and_no_other_takes_its_place(migrated: Path, port: int) -> None:
    script = "from tests.factories import HouseholdFactory; HouseholdFactory(citizen_id='008075001234')"
    assert manage("shell", "-c", script, data=migrated).returncode == 0
    with serving(migrated, port):
        assert is_answering(port)
    key = (migrated / "citizen-id-key").rename(migrated / "backup")
    assert_one_line(manage("serve", f"--port={port}", data=migrated), "LAMBINH_CITIZEN_ID_KEYS")
    assert not (migrated / "citizen-id-key").exists()
    (migrated / "citizen-id-key.made").unlink()  # an older folder does not record it, but the database does
    assert_one_line(manage("serve", f"--port={port}", data=migrated), "LAMBINH_CITIZEN_ID_KEYS")
    assert_one_line(manage("import_roster", "none.xlsx", data=migrated), "LAMBINH_CITIZEN_ID_KEYS")
    assert "lambinh.E002" in manage("check", "--deploy", data=migrated).stderr
    key.replace(migrated / "citizen-id-key")
    with serving(migrated, port):
        assert is_answering(port)


@pytest.mark.fault
def test_whatever_dies_is_started_again(migrated: Path, port: int) -> None:
    with serving(migrated, port) as process:
        before = children_of(process.pid)
        for child in before:
            os.kill(child, signal.SIGKILL)
        database = location.load_or_create_location(migrated)
        os.kill(int((database.cluster / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
        assert eventually(lambda: len(children_of(process.pid).keys() - before.keys()) == len(before))
        assert eventually(lambda: is_answering(port) and server.accepts_connections(database))
        process.send_signal(signal.SIGINT)
        assert process.wait(120) == 0  # Ctrl-C is the intended way to end the program


@pytest.mark.fault
def test_a_killed_program_leaves_nothing_running(migrated: Path, port: int) -> None:
    with serving(migrated, port) as process:
        children = children_of(process.pid)
        process.kill()
        process.wait(10)
    assert eventually(lambda: not any(Path(f"/proc/{child}").exists() for child in children))
    assert not is_answering(port)
    assert eventually(lambda: not server.is_running(location.load_or_create_location(migrated)))


@pytest.mark.fault
def test_a_program_killed_while_its_workers_start_leaves_no_database_running(migrated: Path, port: int) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    process = subprocess.Popen(
        [sys.executable, "manage.py", "serve", f"--port={port}"],
        cwd=settings.BASE_DIR,
        env=environment | {"LAMBINH_DATA": str(migrated)},
    )
    try:
        assert eventually(lambda: len(children_of(process.pid)) == 4)
        children = children_of(process.pid)
    finally:
        # Stop the children, so that they are still loading the program when the signal of their parent's death arrives.
        for child in children_of(process.pid):
            os.kill(child, signal.SIGSTOP)
        process.kill()
        process.wait(10)
    for child in children:
        os.kill(child, signal.SIGCONT)
    assert eventually(lambda: not any(Path(f"/proc/{child}").exists() for child in children))
    assert eventually(lambda: not server.is_running(location.load_or_create_location(migrated)))


def test_a_taken_port_is_one_line_and_nothing_is_started(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert_one_line(manage("serve", f"--port={port}", data=data), str(port + 1))
    assert not location.load_or_create_location(data).cluster.exists()


def test_an_address_of_another_machine_is_one_line(data: Path) -> None:
    assert_one_line(manage("serve", "--address=192.0.2.1", data=data), "192.0.2.1:8000")


def test_a_database_without_its_tables_is_one_line(used: Path, port: int) -> None:
    assert_one_line(manage("serve", f"--port={port}", data=used), "manage.py migrate")
