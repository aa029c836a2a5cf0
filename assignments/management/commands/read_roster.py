"""`manage.py read_roster`: print how a roster is parsed. Needs no database."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from assignments.rosters.parsing import read_roster
from assignments.rosters.parsing.records import Problem, Roster, Table
from lambinh.lib.spreadsheets.reader import read_workbook
from lambinh.lib.spreadsheets.types import UnreadableFile

Value = TypeVar("Value")

# Names that the output had before the fields were renamed; programs read it.
PUBLIC_NAMES = {
    "tier": "level",
    "district_tier": "district_level",
    "commune_tier": "commune_level",
    "issuer_tier": "issuer_level",
}


class Command(BaseCommand):
    help = "Print how a roster (xlsx, xls, ods or csv) is parsed: its lists, their rows and all problems."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="the workbook")
        parser.add_argument("--json", action="store_true", help="print everything as JSON")
        parser.add_argument("--on", metavar="YYYY-MM-DD", type=date.fromisoformat, help="the day that counts as today")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"])
        try:
            roster = read_roster(read_workbook(path), today=options["on"] or timezone.localdate())
        except UnreadableFile as error:
            if options["json"]:
                self.stdout.write(json.dumps({"file": path.name, "error": error.message}, ensure_ascii=False))
            else:
                self.stderr.write(error.message)
            raise SystemExit(2) from error
        if options["json"]:
            self.stdout.write(json.dumps(as_json(roster), ensure_ascii=False))
        else:
            self.stdout.write(summary(roster))


def as_json(roster: Roster) -> dict[str, object]:
    """The roster as plain lists and mappings, with one entry in "sheets" for each list."""
    return {
        "file": roster.file,
        "sheets": [_table_as_json(table) for table in roster.tables],
        "notices": [asdict(notice) for notice in roster.notices],
    }


def _table_as_json(table: Table) -> dict[str, object]:
    return {
        "name": table.name,
        "kind": table.kind,
        "columns": _with_public_names(table.columns),
        "context": _with_public_names(table.context),
        "rows": [
            {"row": row.row, "values": _with_public_names(row.values), "problems": [*map(_problem, row.problems)]}
            for row in table.rows
        ],
        "ignored": [asdict(row) for row in table.ignored],
        "notices": [asdict(notice) for notice in table.notices],
    }


def _with_public_names(values: Mapping[str, Value]) -> dict[str, Value]:
    return {PUBLIC_NAMES.get(name, name): value for name, value in values.items()}


def _problem(problem: Problem) -> dict[str, object]:
    return asdict(problem) | {"field": PUBLIC_NAMES.get(problem.field or "", problem.field)}


def summary(roster: Roster) -> str:
    """Each list with its size, its columns and its problems, as text."""
    lines = [line for table in roster.tables for line in _table_lines(table)]
    return "\n".join([*lines, *(f"! {notice.message}" for notice in roster.notices)])


def _table_lines(table: Table) -> Iterator[str]:
    kinds = {"assignments": _("assignments"), "households": _("households"), "members": _("members")}
    with_errors = sum(any(problem.level == "error" for problem in row.problems) for row in table.rows)
    yield _("%(sheet)s: %(kind)s, %(rows)s rows, %(wrong)s of them with errors") % {
        "sheet": table.name,
        "kind": kinds[table.kind],
        "rows": len(table.rows),
        "wrong": with_errors,
    }
    for field, heading in _with_public_names(table.columns).items():
        yield f"  {field}: {' '.join(heading.split())}"
    for notice in table.notices:
        yield f"  ! {notice.message}"
    for row in table.rows:
        for problem in row.problems:
            yield f"  {row.row}: {problem.message}"
