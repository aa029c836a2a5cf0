"""A row answers to the unit of the household it hangs on, whatever unit is written along, and keeps to it."""

from django.db import migrations

from lambinh.db.sql import follow_always, follow_as_before, run_sql_with_roles

TABLES = ("households_residence", "households_povertystatus")

# A double answers to the unit of the record that is kept.
DOUBLES = """
CREATE FUNCTION follow_kept_household() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    SELECT commune_id INTO NEW.commune_id FROM households_household WHERE id = NEW.merged_into_id;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION follow_kept_household FROM PUBLIC;
CREATE TRIGGER follow_new BEFORE INSERT ON households_household
    FOR EACH ROW WHEN (NEW.merged_into_id IS NOT NULL) EXECUTE FUNCTION follow_kept_household();
CREATE TRIGGER follow_other BEFORE UPDATE OF merged_into_id, commune_id ON households_household
    FOR EACH ROW WHEN (NEW.merged_into_id IS NOT NULL AND pg_trigger_depth() = 0)
    EXECUTE FUNCTION follow_kept_household();
"""
NO_DOUBLES = """
DROP TRIGGER follow_new ON households_household;
DROP TRIGGER follow_other ON households_household;
DROP FUNCTION follow_kept_household();
"""

# Their names are looked up once, here, and not on the search path of who asks.
SETTINGS = """
CREATE OR REPLACE FUNCTION scope_units() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE
RETURN string_to_array(nullif(current_setting('app.units', true), ''), ',')::bigint[];
CREATE OR REPLACE FUNCTION scope_user() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(current_setting('app.user', true), '')::bigint;
CREATE OR REPLACE FUNCTION scope_day() RETURNS date LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(current_setting('app.day', true), '')::date;
REVOKE ALL ON FUNCTION scope_units, scope_user, scope_day FROM PUBLIC;
GRANT EXECUTE ON FUNCTION scope_units, scope_user, scope_day TO @web@, @worker@, @command@;
GRANT EXECUTE ON FUNCTION scope_user, scope_day TO @member@;
"""
SETTINGS_AS_BEFORE = """
CREATE OR REPLACE FUNCTION scope_units() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT string_to_array(nullif(current_setting('app.units', true), ''), ',')::bigint[] $$;
CREATE OR REPLACE FUNCTION scope_user() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('app.user', true), '')::bigint $$;
CREATE OR REPLACE FUNCTION scope_day() RETURNS date LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('app.day', true), '')::date $$;
GRANT EXECUTE ON FUNCTION scope_units, scope_user, scope_day TO PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [("households", "0140_merged_into")]

    operations = [
        run_sql_with_roles(SETTINGS, SETTINGS_AS_BEFORE),
        run_sql_with_roles(
            follow_always("follow_household", "household_id", TABLES),
            follow_as_before("follow_household", "household_id", TABLES),
        ),
        run_sql_with_roles(DOUBLES, NO_DOUBLES),
    ]
