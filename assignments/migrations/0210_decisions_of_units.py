"""A decision belongs to the unit of its issuer, which the issuer's name says.

Where it says only "huyện" or "xã", it is the one in which all households lay that were put in somebody's charge by it.
"""

from datetime import date
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from assignments.decision_issuers import Named, kind_of_issuer, one_named
from lambinh.lib.vietnamese import search_key


def settle_units(apps: Any, editor: Any) -> None:
    """Where a name says no unit, or may be one of several, the unit stays empty: the office of a province sees to it."""
    Unit, Decision = apps.get_model("households", "Unit"), apps.get_model("assignments", "Decision")
    rows = Unit.objects.exclude(kind="village").exclude(search_key="").values_list("pk", "kind", "search_key", "during")
    units = [Named(pk, kind, key, during.lower, during.upper) for pk, kind, key, during in rows]
    for decision in Decision.objects.all():
        key = search_key(decision.issuer)
        found = one_named(key, decision.issued_on, units) or _of_body(apps, key, decision.issued_on)
        decision.unit_id = found or _of_households(editor, decision)
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


_ABOVE_HOUSEHOLDS = """
    SELECT DISTINCT above.id FROM assignments_assignment a
    JOIN households_residence r ON r.household_id = a.household_id AND r.during && a.during
    JOIN households_placement p ON p.unit_id = r.village_id AND p.during @> %(day)s
    LEFT JOIN households_placement q ON q.unit_id = p.parent_id AND q.during @> %(day)s
    JOIN households_unit above ON above.id IN (p.parent_id, q.parent_id) AND above.kind = %(kind)s
    WHERE a.decision_id = %(decision)s LIMIT 2
"""


def _of_households(editor: Any, decision: Any) -> int | None:
    asked = {"day": decision.issued_on, "kind": kind_of_issuer(decision.issuer), "decision": decision.pk}
    with editor.connection.cursor() as cursor:
        cursor.execute(_ABOVE_HOUSEHOLDS, asked)
        found = cursor.fetchall()
    return found[0][0] if len(found) == 1 else None


class Migration(migrations.Migration):
    dependencies = [("assignments", "0220_communes_always_follow"), ("households", "0210_write_lock")]

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
