from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assignments.demo_accounts import (
    ACCOUNTS,
    FOLDER,
    PASSWORD,
    SECOND_FACTOR,
    WITH_SECOND_FACTOR,
    create_accounts,
    refuse_in_production,
)
from assignments.rosters.bulk_import import import_files
from assignments.rosters.models import RosterImport
from assignments.rosters.storage.files import RosterFile
from households.services.units import load_units
from lambinh.accounts.services import system_user


class Command(BaseCommand):
    help = gettext_lazy(
        "Load the invented demo district with a roster import. Running it again keeps data and accounts."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_in_production()
        load_units()
        if not RosterImport.objects.applied().exists():
            self._import()
        today = timezone.localdate()
        create_accounts(today)
        self._print([(account.username, PASSWORD, account.role_label, account.unit(today)) for account in ACCOUNTS])
        if apps.is_installed("allauth.mfa"):
            self._print_second_factor()

    def _import(self) -> None:
        files = [RosterFile(path, path.name) for path in sorted(FOLDER.glob("*.xlsx"))]
        result = import_files(files, by=system_user(), now=timezone.now())
        if result.is_refused:
            raise CommandError("\n".join(str(problem["message"]) for problem in result.problems[:10]))
        self.stdout.write(
            _("Demo district imported: %(new)d rows in %(seconds).1f s.")
            % {"new": result.new, "seconds": result.seconds}
        )

    def _print(self, rows: Sequence[tuple[object, ...]]) -> None:
        self.stdout.write(_("Demo accounts:"))
        heads = (_("User name"), _("Password"), capfirst(_("role")), _("Unit"))
        lines = [tuple(map(str, row)) for row in (heads, *rows)]
        widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
        for line in lines:
            self.stdout.write("  " + "  ".join(map(str.ljust, line, widths)).rstrip())

    def _print_second_factor(self) -> None:
        names = ", ".join(account.username for account in ACCOUNTS if account.role in WITH_SECOND_FACTOR)
        params = {"names": names, "secret": SECOND_FACTOR}
        self.stdout.write(
            _("Second factor of %(names)s: secret %(secret)s; manage.py demo_code prints the code.") % params
        )
