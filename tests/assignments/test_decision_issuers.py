"""The triggers that guard units, placements, bodies and decisions."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

BEFORE = [("assignments", "0001_initial"), ("households", "0001_initial")]


@pytest.fixture
def before(transactional_db: None) -> None:
    """The database with its tables alone."""
    MigrationExecutor(connection).migrate(BEFORE)
    yield
    call_command("migrate", verbosity=0)


def test_the_locks_go_and_come_back(before: None) -> None:
    def guards() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgname = 'guard'")
            return int(cursor.fetchone()[0])

    assert guards() == 0
    call_command("migrate", verbosity=0)
    assert guards() == 4
