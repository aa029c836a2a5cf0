"""What the background worker does for rosters."""

from django.utils import timezone
from django_tasks import task

from assignments.rosters import services, undo, working
from lambinh.accounts.models import User


@task()
def apply_import(roster_import: int, by: int) -> None:
    """Apply a checked import."""
    working.release_stale(timezone.now())
    services.apply_checked(roster_import, by=User.objects.get(pk=by), now=timezone.now())


@task()
def undo_import(roster_import: int, by: int) -> None:
    """Take an applied import back."""
    working.release_stale(timezone.now())
    undo.undo_import(roster_import, by=User.objects.get(pk=by), now=timezone.now())
