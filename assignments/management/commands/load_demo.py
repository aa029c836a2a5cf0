from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assignments.rosters.batch import import_files
from assignments.rosters.models import RosterImport
from assignments.rosters.opening import RosterFile
from households.services import load_units
from lambinh.accounts.models import User

FOLDER = settings.BASE_DIR / "demo"
PASSWORD = "lam-binh-2018"  # noqa: S105 the demo's people are invented, and it answers on this machine only
ACCOUNTS = {
    "quantri": (gettext_lazy("administrator"), {"is_staff": True, "is_superuser": True}),
    "vanphong": (gettext_lazy("district office"), {"is_staff": False}),
}


class Command(BaseCommand):
    help = gettext_lazy("Load the made-up demo district through the roster import. Loaded again it keeps the data.")

    def handle(self, *args: Any, **options: Any) -> None:
        load_units()
        for name, (_role, rights) in ACCOUNTS.items():
            user, created = User.objects.get_or_create(username=name, defaults=rights)
            if created:
                user.set_password(PASSWORD)
                user.save()
        if not RosterImport.objects.applied().exists():
            self._import()
        self.stdout.write(_("Demo accounts (password %(password)s):") % {"password": PASSWORD})
        for name, (role, _rights) in ACCOUNTS.items():
            self.stdout.write(f"  {name:<10} {role}")

    def _import(self) -> None:
        files = [RosterFile(path, path.name) for path in sorted(FOLDER.glob("*.xlsx"))]
        result = import_files(files, by=User.objects.get(username="quantri"), now=timezone.now())
        if result.is_refused:
            raise CommandError("\n".join(problem["message"] for problem in result.problems[:10]))
        self.stdout.write(
            _("Demo district imported: %(new)d rows in %(seconds).1f s.")
            % {"new": result.new, "seconds": result.seconds}
        )
