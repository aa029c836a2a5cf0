"""A decision belongs to the unit of its issuer, which the issuer's name says."""

from datetime import date
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from assignments.issuers import Named, one_named
from lambinh.lib.vietnamese import search_key


def settle_units(apps: Any, _editor: Any) -> None:
    """Where a name says no unit, or may be one of several, the unit stays empty: the office of a province sees to it."""
    Unit, Decision = apps.get_model("households", "Unit"), apps.get_model("assignments", "Decision")
    rows = Unit.objects.exclude(kind="village").exclude(search_key="").values_list("pk", "kind", "search_key", "during")
    units = [Named(pk, kind, key, during.lower, during.upper) for pk, kind, key, during in rows]
    for decision in Decision.objects.all():
        key = search_key(decision.issuer)
        decision.unit_id = one_named(key, decision.issued_on, units) or _of_body(apps, key, decision.issued_on)
        decision.save(update_fields=["unit"])


def _of_body(apps: Any, key: str, day: date) -> int | None:
    """The unit of the one body of this name; for a village the commune that it lay in on `day`."""
    bodies = list(apps.get_model("assignments", "Body").objects.filter(search_key=key).select_related("unit")[:2])
    if len(bodies) != 1 or not key:
        return None
    unit = bodies[0].unit
    if unit.kind != "village":
        return unit.pk
    placed = apps.get_model("households", "Placement").objects.filter(unit=unit, during__contains=day)
    return placed.values_list("parent", flat=True).first()


class Migration(migrations.Migration):
    dependencies = [("assignments", "0140_merged_into"), ("households", "0210_write_lock")]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="unit",
            field=models.ForeignKey(
                blank=True,
                help_text="Only where the issuer's name does not say it.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="households.unit",
                verbose_name="unit of the issuer",
            ),
        ),
        migrations.RunPython(settle_units, migrations.RunPython.noop),
    ]
