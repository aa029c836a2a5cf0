"""What is remembered of doubles answers to the unit of the record that is kept, whatever unit is written along."""

from django.db import migrations

from lambinh.db.sql import run_sql_with_roles

FUNCTION = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    NEW.commune_id := {unit};
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION {name} FROM PUBLIC;
CREATE TRIGGER follow_new BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {name}();
CREATE TRIGGER follow_other BEFORE UPDATE OF {keys}, commune_id ON {table}
    FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION {name}();
"""
OF_PAIR = """coalesce((SELECT commune_id FROM households_household WHERE id = NEW.{0}household_id),
        (SELECT commune_id FROM assignments_member WHERE id = NEW.{0}member_id))"""
FOLLOWING = {
    "duplicates_merge": ("follow_merged", "household_id, member_id", OF_PAIR.format("")),
    "duplicates_mergestate": (
        "follow_merge", "merge_id", "(SELECT commune_id FROM duplicates_merge WHERE id = NEW.merge_id)",
    ),
    "duplicates_notthesame": ("follow_first", "first_household_id, first_member_id", OF_PAIR.format("first_")),
}
FORWARD = "".join(
    FUNCTION.format(table=table, name=name, keys=keys, unit=unit) for table, (name, keys, unit) in FOLLOWING.items()
)
BACK = "".join(
    f"DROP TRIGGER follow_new ON {table}; DROP TRIGGER follow_other ON {table}; DROP FUNCTION {name}();"
    for table, (name, _keys, _unit) in FOLLOWING.items()
)


class Migration(migrations.Migration):
    dependencies = [
        ("duplicates", "0002_row_security"),
        ("households", "0220_communes_always_follow"),
        ("assignments", "0220_communes_always_follow"),
    ]

    operations = [run_sql_with_roles(FORWARD, BACK)]
