"""The second lock: the web server sees rows about households of the units that its transaction names, and no others."""

from django.db import migrations

from lambinh.db.sql import enable_row_security, ensure_roles, run_sql_with_roles

# --- what the transaction is for (lambinh/accounts/scope.py) ---------------------------------------------

SETTINGS = """
CREATE FUNCTION scope_units() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT string_to_array(nullif(current_setting('app.units', true), ''), ',')::bigint[] $$;
CREATE FUNCTION scope_user() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('app.user', true), '')::bigint $$;
CREATE FUNCTION scope_day() RETURNS date LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('app.day', true), '')::date $$;
"""
NO_SETTINGS = "DROP FUNCTION scope_units(), scope_user(), scope_day();"

# --- rows that hang on a household answer to the unit that the household answers to ----------------------
# A day on which units change moves everybody: once for a statement, not row by row. The joins are planned each time
# (EXECUTE), with the number of rows that there are, and a full join is never made row by row.

FOLLOWING = """
CREATE FUNCTION follow_household() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    SELECT commune_id INTO NEW.commune_id FROM households_household WHERE id = NEW.household_id;
    RETURN NEW;
END $$;

CREATE FUNCTION lead_household_rows() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE moved boolean;
BEGIN
    EXECUTE 'SELECT EXISTS (SELECT FROM was FULL JOIN became USING (id)
        WHERE was.commune_id IS DISTINCT FROM became.commune_id)' INTO moved;
    IF moved THEN
        EXECUTE 'UPDATE households_residence r SET commune_id = n.commune_id FROM became n
            WHERE r.household_id = n.id AND r.commune_id IS DISTINCT FROM n.commune_id';
        EXECUTE 'UPDATE households_povertystatus r SET commune_id = n.commune_id FROM became n
            WHERE r.household_id = n.id AND r.commune_id IS DISTINCT FROM n.commune_id';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER lead_rows AFTER UPDATE ON households_household
    REFERENCING OLD TABLE AS was NEW TABLE AS became FOR EACH STATEMENT EXECUTE FUNCTION lead_household_rows();

CREATE TRIGGER follow_new BEFORE INSERT ON households_residence
    FOR EACH ROW WHEN (NEW.commune_id IS NULL) EXECUTE FUNCTION follow_household();
CREATE TRIGGER follow_other BEFORE UPDATE OF household_id ON households_residence
    FOR EACH ROW EXECUTE FUNCTION follow_household();
CREATE TRIGGER follow_new BEFORE INSERT ON households_povertystatus
    FOR EACH ROW WHEN (NEW.commune_id IS NULL) EXECUTE FUNCTION follow_household();
CREATE TRIGGER follow_other BEFORE UPDATE OF household_id ON households_povertystatus
    FOR EACH ROW EXECUTE FUNCTION follow_household();

UPDATE households_residence r SET commune_id = h.commune_id FROM households_household h WHERE h.id = r.household_id;
UPDATE households_povertystatus r SET commune_id = h.commune_id FROM households_household h WHERE h.id = r.household_id;
"""
NO_FOLLOWING = """
DROP TRIGGER lead_rows ON households_household;
DROP TRIGGER follow_new ON households_residence;
DROP TRIGGER follow_other ON households_residence;
DROP TRIGGER follow_new ON households_povertystatus;
DROP TRIGGER follow_other ON households_povertystatus;
DROP FUNCTION follow_household(), lead_household_rows();
"""

# --- which unit answers today: worked out past the lock, because a move may lead out of it ---------------

REFRESHING = """
CREATE FUNCTION refresh_household_communes(chosen bigint[], today date) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    UPDATE households_household h SET commune_id = now.commune
    FROM (
        SELECT DISTINCT ON (r.household_id) r.household_id, p.parent_id AS commune
        FROM households_residence r
        JOIN households_placement p ON p.unit_id = r.village_id AND p.during @> today
        WHERE chosen IS NULL OR r.household_id = ANY(chosen)
        ORDER BY r.household_id, r.during @> today DESC,
            coalesce(lower(r.during) > today, false), lower(r.during) DESC NULLS LAST
    ) now
    WHERE now.household_id = h.id AND h.commune_id IS DISTINCT FROM now.commune
$$;

CREATE FUNCTION refresh_village_communes(village bigint, today date) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT refresh_household_communes(
        (SELECT coalesce(array_agg(household_id), '{}') FROM households_residence WHERE village_id = village), today)
$$;
REVOKE ALL ON FUNCTION refresh_household_communes, refresh_village_communes FROM PUBLIC;
GRANT EXECUTE ON FUNCTION refresh_household_communes, refresh_village_communes TO @web@, @worker@, @command@;
"""
NO_REFRESHING = "DROP FUNCTION refresh_village_communes, refresh_household_communes;"

# --- the lock ------------------------------------------------------------------------------------------------

TABLES = ("households_household", "households_residence", "households_povertystatus")


class Migration(migrations.Migration):
    dependencies = [("households", "0002_scope")]

    operations = [
        migrations.RunPython(ensure_roles, migrations.RunPython.noop),
        run_sql_with_roles(SETTINGS, NO_SETTINGS),
        run_sql_with_roles(FOLLOWING, NO_FOLLOWING),
        run_sql_with_roles(REFRESHING, NO_REFRESHING),
        enable_row_security(TABLES),
    ]
