"""The web server gives and takes back access only where the transaction's user may, and nobody to oneself."""

from django.db import migrations

from lambinh.db.sql import run_sql_with_roles

# The units come from the transaction (lambinh/accounts/scope.py), what the user is from the tables themselves.
# Which role gives which stands in lambinh/accounts/permissions.py too; a test compares the two.
LOCK = """
CREATE FUNCTION scope_access_units() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE
RETURN string_to_array(nullif(current_setting('app.access_units', true), ''), ',')::bigint[];
CREATE FUNCTION gives_access(person bigint, unit bigint, given text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT person <> scope_user() AND EXISTS (
        SELECT FROM accounts_user u WHERE u.id = scope_user() AND u.is_active AND (
            u.is_superuser
            OR (unit = ANY (scope_access_units()) AND EXISTS (
                SELECT FROM households_unitaccess a WHERE a.user_id = u.id
                AND (a.role = 'administrator' OR (a.role = 'district_office' AND given <> 'administrator'))
            ))
        )
    )
$$;
REVOKE ALL ON FUNCTION scope_access_units, gives_access FROM PUBLIC;
GRANT EXECUTE ON FUNCTION scope_access_units, gives_access TO @web@;
ALTER TABLE households_unitaccess ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_all ON households_unitaccess TO @worker@, @command@ USING (true);
CREATE POLICY of_readers ON households_unitaccess FOR SELECT TO @web@, @journal@ USING (true);
CREATE POLICY of_new ON households_unitaccess FOR INSERT TO @web@ WITH CHECK (gives_access(user_id, unit_id, role));
CREATE POLICY of_ended ON households_unitaccess FOR DELETE TO @web@ USING (gives_access(user_id, unit_id, role));
"""
UNLOCK = """
DROP POLICY of_ended ON households_unitaccess;
DROP POLICY of_new ON households_unitaccess;
DROP POLICY of_readers ON households_unitaccess;
DROP POLICY of_all ON households_unitaccess;
ALTER TABLE households_unitaccess DISABLE ROW LEVEL SECURITY;
DROP FUNCTION gives_access;
DROP FUNCTION scope_access_units;
"""


class Migration(migrations.Migration):
    dependencies = [("households", "0220_communes_always_follow"), ("audit", "0220_fixed_search_paths")]

    operations = [run_sql_with_roles(LOCK, UNLOCK)]
