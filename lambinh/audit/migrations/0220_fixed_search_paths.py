"""The journal's functions look their names up in a place of their own, and those to come are for nobody at first."""

from django.db import migrations

from lambinh.db.sql import run_sql_with_roles

FUNCTIONS = (
    "kept(jsonb)", "kept_columns(oid)", "differing_columns(oid, text)", "sees(bigint, bigint)",
)
FIX = "".join(f"ALTER FUNCTION journal.{name} SET search_path = pg_catalog, pg_temp;" for name in FUNCTIONS)
LOOSE = "".join(f"ALTER FUNCTION journal.{name} RESET search_path;" for name in FUNCTIONS)
DEFAULT = "ALTER DEFAULT PRIVILEGES {} EXECUTE ON FUNCTIONS {} PUBLIC;"


# The page of a member's own households records nothing and reads no journal.
CLOSE = "REVOKE USAGE ON SCHEMA journal FROM @member@; REVOKE EXECUTE ON FUNCTION journal.record_look FROM @member@;"
OPEN = "GRANT USAGE ON SCHEMA journal TO @member@; GRANT EXECUTE ON FUNCTION journal.record_look TO @member@;"


class Migration(migrations.Migration):
    dependencies = [("audit", "0141_second_factors"), ("households", "0220_communes_always_follow")]

    operations = [
        run_sql_with_roles(
            f"SET LOCAL ROLE @journal@; {FIX} {CLOSE} {DEFAULT.format('REVOKE', 'FROM')} RESET ROLE;",
            f"SET LOCAL ROLE @journal@; {LOOSE} {OPEN} {DEFAULT.format('GRANT', 'TO')} RESET ROLE;",
        )
    ]
