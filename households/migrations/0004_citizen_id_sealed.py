from collections.abc import Iterator
from typing import Any

from django.db import migrations, models
from django.db.models import Q

from households import citizen_ids

BATCH = 5_000


def _batches(editor: Any, column: str) -> Iterator[list[tuple[int, str]]]:
    """The ids of households and what `column` holds of them, where it holds anything."""
    last = 0
    with editor.connection.cursor() as cursor:
        while True:
            cursor.execute(
                f"SELECT id, {column} FROM households_household WHERE id > %s AND {column} <> '' ORDER BY id LIMIT %s",
                [last, BATCH],
            )
            rows = cursor.fetchall()
            if not rows:
                return
            last = rows[-1][0]
            yield rows


def seal(apps: Any, editor: Any) -> None:
    for rows in _batches(editor, "citizen_id"):
        citizen_ids.store(rows)


def open_again(apps: Any, editor: Any) -> None:
    ring = citizen_ids.ring()
    for rows in _batches(editor, "citizen_id_sealed"):
        with editor.connection.cursor() as cursor:
            cursor.execute(
                "UPDATE households_household h SET citizen_id = s.number "
                "FROM unnest(%s::bigint[], %s::text[]) AS s(id, number) WHERE h.id = s.id",
                [[pk for pk, _ in rows], [ring.decrypt(sealed) for _, sealed in rows]],
            )


class Migration(migrations.Migration):
    """PostgreSQL keeps old versions of rows until VACUUM FULL: docs/adr/0007-citizen-ids.md."""

    dependencies = [("households", "0003_row_security")]

    operations = [
        migrations.AddField(
            "household",
            "citizen_id_sealed",
            models.CharField(blank=True, default="", editable=False, max_length=100, verbose_name="citizen id, sealed"),
            preserve_default=False,
        ),
        migrations.AddField(
            "household",
            "citizen_id_digest",
            models.CharField(
                blank=True, default="", editable=False, max_length=44, verbose_name="digest of the citizen id"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "household",
            "citizen_id_last4",
            models.CharField(blank=True, default="", editable=False, max_length=4, verbose_name="end of the citizen id"),
            preserve_default=False,
        ),
        migrations.RunPython(seal, open_again),
        migrations.RemoveConstraint("household", "household_citizen_id_is_9_or_12_digits"),
        migrations.RemoveField("household", "citizen_id"),
        migrations.AddIndex(
            "household",
            models.Index(
                fields=["citizen_id_digest"], name="household_by_citizen_id", condition=~Q(citizen_id_digest="")
            ),
        ),
        migrations.AddConstraint(
            "household",
            models.CheckConstraint(
                condition=Q(citizen_id_sealed="", citizen_id_digest="", citizen_id_last4="")
                | ~Q(Q(citizen_id_sealed="") | Q(citizen_id_digest="") | Q(citizen_id_last4="")),
                name="household_citizen_id_stored_as_a_whole",
            ),
        ),
        migrations.AddConstraint(
            "household",
            models.CheckConstraint(
                condition=Q(citizen_id_last4="") | Q(citizen_id_last4__regex=r"^[0-9]{4}$"),
                name="household_citizen_id_shows_four_digits",
            ),
        ),
        migrations.AddConstraint(
            "household",
            models.CheckConstraint(
                condition=~Q(citizen_id_sealed__regex=r"^[0-9]{9}([0-9]{3})?$"), name="household_citizen_id_is_sealed"
            ),
        ),
    ]
