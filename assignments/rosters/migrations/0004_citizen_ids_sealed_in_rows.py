from collections.abc import Callable
from typing import Any

from django.db import migrations
from django.db.models import Q

from assignments.rosters.storage import citizen_ids

BATCH = 5_000
COLUMNS = ("values", "typed", "before")
HOLDS_ONE = Q(*[(f"{column}__has_key", citizen_ids.FIELD) for column in (*COLUMNS, "changes")], _connector=Q.OR)


def _ends_of(changes: dict[str, Any]) -> dict[str, Any]:
    """What was changed, told by the last four digits only."""
    pair = changes.get(citizen_ids.FIELD)
    return changes | {citizen_ids.FIELD: [str(value or "")[-4:] for value in pair]} if pair else changes


def _rewrite(apps: Any, editor: Any, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    rows = apps.get_model("rosters", "RosterRow").objects
    found: Any = True
    last = 0
    while found:
        found = list(rows.filter(HOLDS_ONE, pk__gt=last).order_by("pk")[:BATCH])
        for row in found:
            row.values, row.typed = change(row.values), change(row.typed)
            row.before = row.before and change(row.before)
            row.changes = _ends_of(row.changes)
            last = row.pk
        rows.bulk_update(found, [*COLUMNS, "changes"], batch_size=1_000)


def seal(apps: Any, editor: Any) -> None:
    _rewrite(apps, editor, citizen_ids.encrypted)


def open_again(apps: Any, editor: Any) -> None:
    _rewrite(apps, editor, citizen_ids.decrypted)


class Migration(migrations.Migration):
    dependencies = [("rosters", "0003_row_security")]

    operations = [migrations.RunPython(seal, open_again)]
