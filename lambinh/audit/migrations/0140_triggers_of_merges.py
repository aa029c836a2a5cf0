"""What was merged and what was told apart is journalled like any other row about persons."""

from importlib import import_module

from django.db import migrations

from lambinh.db.sql import run_sql_with_roles

_triggers = import_module("lambinh.audit.migrations.0002_triggers")._triggers

TABLES = {
    "duplicates_merge": ("household_id", "member_id", "-"),
    "duplicates_notthesame": ("first_household_id", "first_member_id", "-"),
}
FORWARD = "".join(_triggers(table, keys) for table, keys in TABLES.items())
BACK = "".join(
    f"DROP TRIGGER journal_{kind} ON {table};"
    for table in TABLES
    for kind in ("added", "changed", "deleted", "emptied")
)


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_triggers"), ("duplicates", "0001_initial")]

    operations = [run_sql_with_roles(FORWARD, BACK)]
