import argparse
import json
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assignments.rosters.bulk_import import BatchResult, import_files
from assignments.rosters.reader import NothingToImport
from assignments.rosters.storage.files import RosterFile
from assignments.rosters.writing.transaction import AlreadyImported
from lambinh.accounts.models import User
from lambinh.accounts.services import system_user
from lambinh.lib.dates.parsing import parse_day
from lambinh.lib.spreadsheets.types import UnreadableFile

REFUSED, UNREADABLE = 1, 2


class Command(BaseCommand):
    help = gettext_lazy("Import rosters of members, households or assignments: all files or none.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help=_("The workbooks."))
        parser.add_argument("--as", dest="user", default="", metavar="USER", help=_("Import as this user."))
        parser.add_argument("--on", type=_day, default=None, metavar="DATE", help=_("The day from which they apply."))
        parser.add_argument("--check", action="store_true", help=_("Check the files and store nothing."))
        parser.add_argument("--without-memory", action="store_true", help=_("Ignore remembered headings."))
        parser.add_argument("--json", action="store_true", help=_("Print JSON instead of text."))

    def handle(self, *args: Any, **options: Any) -> None:
        files = [RosterFile(path, path.name) for path in options["files"]]
        try:
            result = import_files(
                files,
                by=_user(options["user"]),
                now=timezone.now(),
                on=options["on"],
                check=options["check"],
                memory=not options["without_memory"],
            )
        except (UnreadableFile, NothingToImport) as error:
            raise CommandError(str(error), returncode=UNREADABLE) from None
        except AlreadyImported as error:
            raise CommandError(str(error), returncode=REFUSED) from None
        self._print(result, check=options["check"], as_json=options["json"])
        if result.is_refused:
            raise SystemExit(REFUSED)

    def _print(self, result: BatchResult, *, check: bool, as_json: bool) -> None:
        if as_json:
            keys = ("new", "changed", "unchanged", "invalid", "problems", "notes", "seconds")
            data = {key: getattr(result, key) for key in keys}
            self.stdout.write(json.dumps(data, ensure_ascii=False, indent=1))
            return
        for problem in result.problems:
            self.stdout.write(
                _("%(file)s, sheet %(sheet)s, row %(row)s: %(message)s")
                % {key: problem[key] for key in ("file", "sheet", "row", "message")}
            )
        for note in result.notes:
            self.stdout.write(note)
        self.stdout.write(
            _("%(new)d new, %(changed)d changed, %(unchanged)d unchanged, %(invalid)d invalid; %(seconds).1f s.")
            % {key: getattr(result, key) for key in ("new", "changed", "unchanged", "invalid", "seconds")}
        )
        self.stdout.write(_summary(result, check=check))


def _summary(result: BatchResult, *, check: bool) -> str:
    if result.is_refused:
        return _("Nothing was imported. Correct the rows named above and import the files again.")
    if check:
        return _("Check only: nothing was stored.")
    if not result.new and not result.changed:
        return _("The data already contains everything in the files. Nothing was changed.")
    return _("Imported.")


def _user(name: str) -> User:
    if not name:
        return system_user()
    try:
        return User.objects.get(username=name, is_active=True)
    except User.DoesNotExist:
        raise CommandError(_("There is no user “%(name)s”.") % {"name": name}, returncode=UNREADABLE) from None


def _day(text: str) -> date:
    try:
        return parse_day(text, newest=timezone.localdate().year)
    except ValueError:
        raise argparse.ArgumentTypeError(
            _("“%(text)s” is not a day. Enter it as 2018-10-17 or 17/10/2018.") % {"text": text}
        ) from None
