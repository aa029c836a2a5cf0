from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from lambinh import postgres
from lambinh.management.trouble import CommandTrouble


class Command(BaseCommand):
    help = "Remove the program's own database with all that is in it (for demos and trials)."
    needs_database = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--yes", action="store_true", help="really remove it")

    def handle(self, *, yes: bool, **options: Any) -> None:
        if not settings.LAMBINH_EMBEDDED:
            raise CommandTrouble(_("DATABASE_URL is set: only the program's own database is removed here."))
        if not yes:
            raise CommandTrouble(_("All data will be lost. If that is wanted, add --yes."))
        postgres.remove(settings.LAMBINH_DATA)
        self.stdout.write(_("The database is removed; the next start makes a new one."))
