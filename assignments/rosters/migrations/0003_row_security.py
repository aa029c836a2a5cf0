"""The second lock for imports: those of one's own units, and one's own; and which household codes are taken elsewhere."""

from django.db import migrations

from lambinh.db.sql import run_sql_with_roles

# These tables are read by their keys or are small: what two conditions with OR cost does not matter here.
LOCK = """
ALTER TABLE rosters_rosterimport ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_units ON rosters_rosterimport TO @web@
    USING (checked_by_id = scope_user() OR (communes <> '{}' AND communes <@ scope_units()));
ALTER TABLE rosters_rosterupload ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_units ON rosters_rosterupload TO @web@
    USING (uploaded_by_id = scope_user() OR id IN (SELECT upload_id FROM rosters_rosterimport));
ALTER TABLE rosters_rosterrow ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_units ON rosters_rosterrow TO @web@
    USING (roster_import_id IN (SELECT id FROM rosters_rosterimport));
CREATE POLICY of_all ON rosters_rosterimport TO @worker@, @command@ USING (true);
CREATE POLICY of_all ON rosters_rosterupload TO @worker@, @command@ USING (true);
CREATE POLICY of_all ON rosters_rosterrow TO @worker@, @command@ USING (true);
"""
TABLES = ("rosters_rosterrow", "rosters_rosterupload", "rosters_rosterimport")
UNLOCK = "".join(
    f"""
    DROP POLICY of_units ON {table};
    DROP POLICY of_all ON {table};
    ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
    """
    for table in TABLES
)

# The unique code would tell as much, only later and for the whole file.
CODES = """
CREATE FUNCTION codes_taken(codes text[]) RETURNS text[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT coalesce(array_agg(code), '{}') FROM households_household WHERE code = ANY (codes)
$$;
REVOKE ALL ON FUNCTION codes_taken FROM PUBLIC;
GRANT EXECUTE ON FUNCTION codes_taken TO @web@, @worker@, @command@;
"""

class Migration(migrations.Migration):
    dependencies = [("rosters", "0002_uploads_and_workers"), ("assignments", "0003_row_security")]

    operations = [
        run_sql_with_roles(LOCK, UNLOCK),
        run_sql_with_roles(CODES, "DROP FUNCTION codes_taken;"),
    ]
