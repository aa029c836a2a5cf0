"""From assignments/rosters/sql: 9 objects."""

from django.db import migrations

from lambinh.db.operations import ReplaceSQL


class Migration(migrations.Migration):
    dependencies = [
        ("rosters", "0001_initial"),
        ("accounts", "0002_database_objects"),
        ("households", "0002_database_objects"),
    ]

    operations = [
        ReplaceSQL(
            "functions/codes_taken",
            sql=r"""
CREATE FUNCTION codes_taken(codes text[]) RETURNS text[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT coalesce(array_agg(code), '{}') FROM households_household WHERE code = ANY (codes)
$$;
GRANT EXECUTE ON FUNCTION codes_taken TO @web@, @worker@, @command@;
""",
            former="",
        ),
        ReplaceSQL(
            "functions/import_is_seen",
            sql=r"""
CREATE FUNCTION import_is_seen(checked_by bigint, named bigint[], compared bigint[]) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT (checked_by = scope_user() AND compared <@ scope_units()) OR (named <> '{}' AND named <@ scope_units())
$$;
GRANT EXECUTE ON FUNCTION import_is_seen TO @web@, @worker@, @command@;
""",
            former="",
        ),
        ReplaceSQL(
            "functions/upload_is_seen",
            sql=r"""
CREATE FUNCTION upload_is_seen(upload bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT bool_and(coalesce(import_is_seen(checked_by_id, units_named, units_compared), false))
    FROM rosters_rosterimport WHERE upload_id = upload
$$;
GRANT EXECUTE ON FUNCTION upload_is_seen TO @web@, @worker@, @command@;
""",
            former="",
        ),
        ReplaceSQL(
            "policies/rosters_rosterimport.of_all",
            sql=r"""
CREATE POLICY of_all ON rosters_rosterimport TO @worker@, @command@ USING (true);
""",
            former="",
        ),
        ReplaceSQL(
            "policies/rosters_rosterimport.of_units",
            sql=r"""
CREATE POLICY of_units ON rosters_rosterimport TO @web@
    USING (import_is_seen(checked_by_id, units_named, units_compared));
""",
            former="",
        ),
        ReplaceSQL(
            "policies/rosters_rosterrow.of_all",
            sql=r"""
CREATE POLICY of_all ON rosters_rosterrow TO @worker@, @command@ USING (true);
""",
            former="",
        ),
        ReplaceSQL(
            "policies/rosters_rosterrow.of_units",
            sql=r"""
CREATE POLICY of_units ON rosters_rosterrow TO @web@
    USING (roster_import_id IN (SELECT id FROM rosters_rosterimport));
""",
            former="",
        ),
        ReplaceSQL(
            "policies/rosters_rosterupload.of_all",
            sql=r"""
CREATE POLICY of_all ON rosters_rosterupload TO @worker@, @command@ USING (true);
""",
            former="",
        ),
        ReplaceSQL(
            "policies/rosters_rosterupload.of_units",
            sql=r"""
CREATE POLICY of_units ON rosters_rosterupload TO @web@
    USING (coalesce(upload_is_seen(id), uploaded_by_id = scope_user()));
""",
            former="",
        ),
    ]
