"""Who sees an import: all its rows count, those left out and those of no known unit too; and a workbook is seen whole
or not at all. What was checked stays with who checked it while the units compared are theirs.
"""

import django.contrib.postgres.fields
from django.db import migrations, models

from lambinh.db.sql import run_sql_with_roles

# What is there already: with a row left out or invalid it is not known what units its rows are of.
FILL = """
UPDATE rosters_rosterimport SET units_compared = communes,
    units_named = CASE WHEN invalid = 0 AND left_out = 0 THEN communes ELSE 0::bigint || communes END
"""

# As the owner of the tables: what a person does not see counts as well.
LOCK = """
CREATE FUNCTION import_is_seen(checked_by bigint, named bigint[], compared bigint[]) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT (checked_by = scope_user() AND compared <@ scope_units()) OR (named <> '{}' AND named <@ scope_units())
$$;
CREATE FUNCTION upload_is_seen(upload bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT bool_and(coalesce(import_is_seen(checked_by_id, units_named, units_compared), false))
    FROM rosters_rosterimport WHERE upload_id = upload
$$;
REVOKE ALL ON FUNCTION import_is_seen, upload_is_seen FROM PUBLIC;
GRANT EXECUTE ON FUNCTION import_is_seen, upload_is_seen TO @web@, @worker@, @command@;
DROP POLICY of_units ON rosters_rosterimport;
CREATE POLICY of_units ON rosters_rosterimport TO @web@
    USING (import_is_seen(checked_by_id, units_named, units_compared));
DROP POLICY of_units ON rosters_rosterupload;
CREATE POLICY of_units ON rosters_rosterupload TO @web@
    USING (coalesce(upload_is_seen(id), uploaded_by_id = scope_user()));
"""
UNLOCK = """
DROP POLICY of_units ON rosters_rosterimport;
CREATE POLICY of_units ON rosters_rosterimport TO @web@
    USING (checked_by_id = scope_user() OR (communes <> '{}' AND communes <@ scope_units()));
DROP POLICY of_units ON rosters_rosterupload;
CREATE POLICY of_units ON rosters_rosterupload TO @web@
    USING (uploaded_by_id = scope_user() OR id IN (SELECT upload_id FROM rosters_rosterimport));
DROP FUNCTION upload_is_seen;
DROP FUNCTION import_is_seen;
"""


def units(name: str, said: str) -> models.Field:
    return django.contrib.postgres.fields.ArrayField(
        base_field=models.BigIntegerField(), blank=True, default=list, help_text=said, size=None, verbose_name=name
    )


class Migration(migrations.Migration):
    dependencies = [("rosters", "0004_citizen_ids_sealed_in_rows")]

    operations = [
        migrations.AddField(
            "rosterimport", "units_named",
            units("units named", "Ids of the units of all its rows, those left out too; 0 for a row whose unit is not known."),
        ),
        migrations.AddField(
            "rosterimport", "units_compared",
            units("units compared", "Ids of the units whose records may be shown beside its rows."),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        run_sql_with_roles(LOCK, UNLOCK),
    ]
