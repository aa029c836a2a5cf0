"""`manage.py make_sql_migration` in an app of its own, whose files change."""

import sys
from collections.abc import Callable, Iterator
from importlib import import_module, invalidate_caches
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings

from lambinh.db.sql_migrations import plan_migrations

ONE = "-- Says one.\nCREATE FUNCTION herb_one() RETURNS int LANGUAGE sql RETURN {};\n"
TWO = "CREATE FUNCTION herb_two() RETURNS int LANGUAGE sql RETURN herb_one() + 1;\n"
Write = Callable[..., None]


@pytest.fixture
def app(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of an app without models that has its first migration."""
    folder = tmp_path / "herbs"
    (folder / "migrations").mkdir(parents=True)
    (folder / "__init__.py").touch()
    (folder / "migrations" / "__init__.py").touch()
    first = "from django.db import migrations\n\n\nclass Migration(migrations.Migration):\n    initial = True\n"
    (folder / "migrations" / "0001_initial.py").write_text(first)
    monkeypatch.syspath_prepend(str(tmp_path))
    with override_settings(INSTALLED_APPS=[*settings.INSTALLED_APPS, "herbs"]):
        yield folder
    for name in [name for name in sys.modules if name.partition(".")[0] == "herbs"]:
        del sys.modules[name]


def write(app: Path, name: str, text: str) -> None:
    file = app / "sql" / f"{name}.sql"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def make(*arguments: str) -> None:
    call_command("make_sql_migration", *arguments)


def operations(app: Path, name: str) -> list[Any]:
    invalidate_caches()
    return list(import_module(f"herbs.migrations.{name}").Migration.operations)


def run(steps: list[Any], *, back: bool = False) -> None:
    with connection.schema_editor() as editor:
        for step in reversed(steps) if back else steps:
            (step.database_backwards if back else step.database_forwards)("herbs", editor, None, None)


def value(function: str) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regprocedure(%s) IS NOT NULL", [f"{function}()"])
        if not cursor.fetchone()[0]:
            return None
        cursor.execute(f"SELECT {function}()")
        return int(cursor.fetchone()[0])


@pytest.mark.django_db
def test_a_new_file_creates_its_object_and_the_way_back_drops_it(app: Path) -> None:
    write(app, "functions/herb_one", ONE.format(1))
    write(app, "functions/herb_two", TWO)
    make("herbs")
    steps = operations(app, "0002_herbs")
    assert [step.describe() for step in steps] == ["Create functions/herb_one", "Create functions/herb_two"]
    run(steps)
    assert (value("herb_one"), value("herb_two")) == (1, 2)
    run(steps, back=True)
    assert (value("herb_one"), value("herb_two")) == (None, None)


@pytest.mark.django_db
def test_a_changed_file_replaces_its_object_and_the_way_back_restores_the_former_text(app: Path) -> None:
    write(app, "functions/herb_one", ONE.format(1))
    write(app, "functions/herb_two", TWO)
    make("herbs")
    write(app, "functions/herb_one", ONE.format(5))
    make("five")
    first, steps = operations(app, "0002_herbs"), operations(app, "0003_five")
    assert [step.describe() for step in steps] == ["Replace functions/herb_one"]
    run(first)
    run(steps)
    assert value("herb_two") == 6
    run(steps, back=True)
    assert value("herb_two") == 2


@pytest.mark.django_db
def test_a_removed_file_drops_its_object_and_the_way_back_creates_it(app: Path) -> None:
    write(app, "functions/herb_one", ONE.format(1))
    make("herbs")
    (app / "sql" / "functions" / "herb_one.sql").unlink()
    make("no_herbs")
    first, steps = operations(app, "0002_herbs"), operations(app, "0003_no_herbs")
    assert [step.describe() for step in steps] == ["Drop functions/herb_one"]
    run(first)
    run(steps)
    assert value("herb_one") is None
    run(steps, back=True)
    assert value("herb_one") == 1


def test_nothing_is_written_where_nothing_changed_or_only_a_comment(
    app: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(app, "functions/herb_one", ONE.format(1))
    make("herbs")
    write(app, "functions/herb_one", ONE.format(1).replace("Says", "Always says"))
    capsys.readouterr()
    make("nothing")
    assert "Không có thay đổi" in capsys.readouterr().out
    assert len(list((app / "migrations").glob("0*.py"))) == 2


def test_the_check_names_what_differs_writes_nothing_and_fails(app: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make("--check")
    write(app, "functions/herb_one", ONE.format(1))
    with pytest.raises(CommandError, match="make_sql_migration"):
        make("--check")
    assert "+ functions/herb_one" in capsys.readouterr().out
    assert len(list((app / "migrations").glob("0*.py"))) == 1


def test_a_migration_follows_those_of_the_tables_and_functions_that_it_names(app: Path) -> None:
    write(app, "functions/herb_one", "CREATE FUNCTION herb_one() RETURNS bigint LANGUAGE sql RETURN scope_user();")
    trigger = "CREATE TRIGGER herb BEFORE INSERT ON households_unit FOR EACH ROW EXECUTE FUNCTION herb_two();"
    write(app, "triggers/households_unit.herb", trigger)
    (migration,) = plan_migrations("herbs")
    assert {name for name, _number in migration.dependencies} == {"herbs", "accounts", "households"}


@pytest.mark.parametrize("name", ["", "two words", "../out"])
def test_a_migration_needs_a_name(app: Path, name: str) -> None:
    write(app, "functions/herb_one", ONE.format(1))
    with pytest.raises(CommandError):
        make(name)


def test_no_migration_imports_another() -> None:
    for config in apps.get_app_configs():
        for file in (Path(config.path) / "migrations").glob("0*.py"):
            if "site-packages" not in file.parts:
                assert "migrations." not in file.read_text().replace("migrations.Migration", "").partition("class ")[0]


def test_migrations_are_numbered_in_one_row() -> None:
    for label in ("accounts", "audit", "households", "assignments", "rosters", "duplicates"):
        numbers = sorted(file.name[:4] for file in (Path(apps.get_app_config(label).path) / "migrations").glob("0*.py"))
        assert numbers == [f"{number:04d}" for number in range(1, len(numbers) + 1)]
