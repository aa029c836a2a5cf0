"""Migrations from the SQL files: what differs from the texts that the migrations leave behind, and the new module."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.db.migrations.loader import MigrationLoader

from lambinh.db.operations import ReplaceSQL
from lambinh.db.sql_objects import differing, objects_in, read_files

_HEAD = '''"""From {folder}/sql: {names}."""

from django.db import migrations

from lambinh.db.operations import ReplaceSQL


class Migration(migrations.Migration):
    dependencies = [
{dependencies}    ]

    operations = [
{operations}    ]
'''
_OPERATION = """        ReplaceSQL(
            "{name}",
            sql={sql},
            former={former},
        ),
"""
_LISTED = 3


@dataclass(frozen=True)
class SQLChange:
    """An object whose text differs between files and migrations; an empty text means that it does not exist."""

    name: str
    sql: str
    former: str


@dataclass(frozen=True)
class SQLMigration:
    """A migration that is to be written."""

    app: str
    name: str
    changes: tuple[SQLChange, ...]
    dependencies: tuple[tuple[str, str], ...]

    @property
    def path(self) -> Path:
        return Path(apps.get_app_config(self.app).path) / "migrations" / f"{self.name}.py"

    def source(self) -> str:
        names = [change.name for change in self.changes]
        return _HEAD.format(
            folder=apps.get_app_config(self.app).name.replace(".", "/"),
            names=", ".join(names) if len(names) <= _LISTED else f"{len(names)} objects",
            dependencies="".join(f'        ("{app}", "{name}"),\n' for app, name in self.dependencies),
            operations="".join(map(_operation, self.changes)),
        )


def plan_migrations(name: str, loader: MigrationLoader | None = None) -> list[SQLMigration]:
    """The migrations called `name` that bring each app's objects to its files. Needs no database."""
    loader = loader or MigrationLoader(None)
    former = texts_of_migrations(loader)
    current = {config.label: read_files(config) for config in apps.get_app_configs()}
    differences = {app: changes_between(former.get(app, {}), texts) for app, texts in current.items()}
    changes = {app: changed for app, changed in differences.items() if changed}
    newest = _last_migrations(loader)
    targets = newest | {app: _next_name(newest.get(app), name) for app in changes}
    owners = _owners_of_names(current)
    return [
        SQLMigration(app, targets[app], changed, _dependencies(app, changed, newest.get(app), targets, owners))
        for app, changed in changes.items()
    ]


def texts_of_migrations(loader: MigrationLoader) -> dict[str, dict[str, str]]:
    """The texts of each app's objects after all its migrations, by replaying their operations without a database."""
    texts: dict[str, dict[str, str]] = {}
    # A full plan lists a migration after all that it depends on, so later texts come later.
    for key in loader.graph._generate_plan(loader.graph.leaf_nodes(), at_end=True):
        for operation in loader.graph.nodes[key].operations:
            if isinstance(operation, ReplaceSQL):
                texts.setdefault(key[0], {})[operation.name] = operation.sql
    return {app: {name: text for name, text in named.items() if text} for app, named in texts.items()}


def changes_between(former: Mapping[str, str], current: Mapping[str, str]) -> tuple[SQLChange, ...]:
    return tuple(SQLChange(name, current.get(name, ""), former.get(name, "")) for name in differing(former, current))


def _last_migrations(loader: MigrationLoader) -> dict[str, str]:
    leaves = {app: loader.graph.leaf_nodes(app) for app in loader.migrated_apps}
    return {app: nodes[-1][1] for app, nodes in leaves.items() if nodes}


def _next_name(newest: str | None, name: str) -> str:
    number = re.match(r"\d+", newest or "")
    return f"{int(number[0]) + 1 if number else 1:04d}_{name}"


def _owners_of_names(texts: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """The app of each table, and of each function that the files define."""
    owners = {model._meta.db_table: model._meta.app_label for model in apps.get_models(include_auto_created=True)}
    for app, named in texts.items():
        owners |= {obj.name: app for text in named.values() for obj in objects_in(text) if obj.kind == "FUNCTION"}
    return owners


def _dependencies(
    app: str,
    changes: tuple[SQLChange, ...],
    newest: str | None,
    targets: Mapping[str, str],
    owners: Mapping[str, str],
) -> tuple[tuple[str, str], ...]:
    """The app's own last migration, and the last of each app whose tables or functions the new texts name."""
    words = set(re.findall(r"[\w.]+", " ".join(change.sql for change in changes)))
    others = {owners[word] for word in words & owners.keys()} - {app}
    own = [(app, newest)] if newest else []
    return (*own, *((other, targets[other]) for other in sorted(others & targets.keys())))


def _operation(change: SQLChange) -> str:
    return _OPERATION.format(name=change.name, sql=_literal(change.sql), former=_literal(change.former))


def _literal(text: str) -> str:
    """A Python literal with the line breaks of the text, so that a migration can be read and compared."""
    if not text:
        return '""'
    if '"""' in text or text.endswith("\\"):
        return repr(text)
    return f'r"""\n{text}\n"""'
