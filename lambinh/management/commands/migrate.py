from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from lambinh.db.former_migrations import refuse_former_migrations


class Command(migrate.Command):
    """Django's command, which would end in a traceback on a database of before the squash."""

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_former_migrations(connections[options["database"]])
        super().handle(*args, **options)
