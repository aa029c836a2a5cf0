import shutil
from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lambinh.db import embedded
from lambinh.lib.errors import CommandFailed

_KEYS = ("secret-key", "citizen-id-key")


class Command(BaseCommand):
    help = "Remove the embedded database and the uploaded workbooks, with all their data (for demos and trials)."
    needs_database = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--yes", action="store_true", help="confirm the removal")
        parser.add_argument(
            "--keys", action="store_true", help="remove the keys too: what they encrypted elsewhere stays unreadable"
        )

    def handle(self, *, yes: bool, keys: bool, **options: object) -> None:
        if settings.PRODUCTION:
            raise CommandFailed(_("LAMBINH_HOSTS is set: this command removes no production data."))
        if not settings.LAMBINH_EMBEDDED:
            raise CommandFailed(_("DATABASE_URL is set: this command removes only the embedded database."))
        if not yes:
            raise CommandFailed(_("All data will be lost. To confirm, add --yes."))
        folder: Path = settings.LAMBINH_DATA
        # The database first: while the program runs, it is in use and this raises an error.
        embedded.remove(folder)
        self.stdout.write(_("The database is removed. The next start creates a new one."))
        try:
            self._remove_files(folder, keys=keys)
        except OSError as error:
            raise embedded.folder_error(error, folder) from error

    def _remove_files(self, folder: Path, *, keys: bool) -> None:
        count = _empty(Path(settings.MEDIA_ROOT))
        text = ngettext("%(count)d uploaded file is removed.", "%(count)d uploaded files are removed.", count)
        self.stdout.write(text % {"count": count})
        for name in _KEYS:
            for part in folder.glob(f"{name}-*"):  # of a start that was killed
                part.unlink()
            if keys:
                (folder / name).unlink(missing_ok=True)
        if remaining := ", ".join(sorted(file.name for file in folder.iterdir())):
            self.stdout.write(_("Kept in %(folder)s: %(names)s.") % {"folder": folder, "names": remaining})


def _empty(folder: Path) -> int:
    """Remove everything in the folder, which may be a link to another disk. Return the number of files."""
    if not folder.is_dir():
        return 0
    count = sum(not path.is_dir() for path in folder.rglob("*"))
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    return count
