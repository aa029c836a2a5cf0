"""Refuses a database of the time before the migrations were squashed: they know no way from there."""

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from lambinh.lib.errors import CommandFailed

# One migration of each app that existed before and has no namesake now.
_FORMER = frozenset(
    {
        ("accounts", "0002_first_passwords_and_cache"),
        ("assignments", "0002_scope"),
        ("audit", "0001_journal"),
        ("duplicates", "0002_row_security"),
        ("households", "0002_scope"),
        ("rosters", "0002_uploads_and_workers"),
    }
)


def refuse_former_migrations(connection: BaseDatabaseWrapper) -> None:
    """Raise CommandFailed with what to do if the database was migrated before the squash."""
    if _FORMER.isdisjoint(MigrationRecorder(connection).applied_migrations()):
        return
    raise CommandFailed(
        _(
            "This database was made by a version before the release and cannot be migrated: "
            "remove it (make demo-reset, or manage.py reset_data --yes) or name an empty one in DATABASE_URL."
        )
    )
