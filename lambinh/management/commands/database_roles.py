from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lambinh.db.roles import closing, create_role_statements
from lambinh.lib.errors import CommandFailed


class Command(BaseCommand):
    """Prints SQL for the administrator of PostgreSQL. It does not connect to the database itself."""

    help = gettext_lazy("Print the SQL that creates the database roles, for the administrator of PostgreSQL.")
    needs_database = False

    def handle(self, *args: object, **options: object) -> None:
        if settings.LAMBINH_EMBEDDED:
            raise CommandFailed(_("The embedded database creates its roles itself: this command is for DATABASE_URL."))
        owner, name = connection.settings_dict["USER"], connection.settings_dict["NAME"]
        for statement in (*create_role_statements(owner, settings.LAMBINH_ROLE_KEY), *closing(owner, name)):
            self.stdout.write(f"{statement};")
