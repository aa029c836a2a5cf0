"""`migrate` and `serve --check` refuse a database from before the squash in one sentence."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import translation

from lambinh.db import embedded
from lambinh.db.former_migrations import refuse_former_migrations
from lambinh.lib.errors import CommandFailed
from tests.conftest import temporary_data
from tests.server.test_command_line import assert_one_line, manage


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "words"), [("vi", "không thể chuyển đổi"), ("en", "cannot be migrated")])
def test_migrate_says_what_to_do(language: str, words: str) -> None:
    MigrationRecorder(connection).record_applied("households", "0002_scope")
    with translation.override(language), pytest.raises(CommandFailed, match=words) as refusal:
        call_command("migrate", verbosity=0)
    assert "make demo-reset" in str(refusal.value)


@pytest.mark.django_db
def test_a_database_of_today_is_let_in() -> None:
    refuse_former_migrations(connection)


def connect(settings: dict[str, Any]) -> Any:
    names = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "NAME"}
    return psycopg2.connect(**{name: settings[key] for name, key in names.items()})


@pytest.fixture(scope="module")
def former() -> Iterator[Path]:
    """The data folder of a database in which a former migration is recorded."""
    with temporary_data() as data:
        assert manage("migrate", "--verbosity=0", data=data).returncode == 0
        with embedded.running(data), closing(connect(embedded.database_settings(data))) as owner:
            owner.cursor().execute(
                "INSERT INTO django_migrations (app, name, applied) VALUES ('households', '0002_scope', now())"
            )
            owner.commit()
        yield data


@pytest.mark.fault
@pytest.mark.parametrize("command", [("migrate",), ("serve", "--check", "--port", "0")])
def test_the_commands_end_in_one_line(former: Path, command: tuple[str, ...]) -> None:
    assert_one_line(manage(*command, data=former), "make demo-reset")
