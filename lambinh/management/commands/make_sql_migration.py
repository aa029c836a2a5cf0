from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lambinh.db.sql_migrations import SQLMigration, plan_migrations
from lambinh.db.sql_objects import InvalidSQLFile


class Command(BaseCommand):
    help = gettext_lazy("Write the migrations that bring functions, triggers and policies to the files in sql/.")
    needs_database = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="?", default="", help=_("what the migration does, as in makemigrations -n"))
        parser.add_argument("--check", action="store_true", help=_("write nothing; fail if a migration is missing"))

    def handle(self, *, name: str, check: bool, **options: Any) -> None:
        if not check and not name.isidentifier():
            raise CommandError(_("Give the migration a name of letters, digits and underscores."))
        try:
            migrations = plan_migrations(name)
        except InvalidSQLFile as error:
            raise CommandError(str(error)) from None
        if not migrations:
            self.stdout.write(_("Nothing changed."))
        for migration in migrations:
            self._report(migration, check=check)
            if not check:
                migration.path.write_text(migration.source(), encoding="utf-8")
        if check and migrations:
            raise CommandError(_("SQL files differ from the migrations: run manage.py make_sql_migration NAME."))

    def _report(self, migration: SQLMigration, *, check: bool) -> None:
        self.stdout.write(f"{migration.app}:" if check else f"{migration.app}: {migration.name}")
        for change in migration.changes:
            sign = "~" if change.sql and change.former else "+" if change.sql else "-"
            self.stdout.write(f"  {sign} {change.name}")
