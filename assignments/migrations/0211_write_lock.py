"""The second lock for bodies and decisions: the web server changes those that its transaction's rights reach."""

from django.db import migrations

from lambinh.db.sql import run_sql_with_roles

# A body is entered and changed by who may, for its tier, in the unit that answers for it; never where nobody answers.
# A decision whose unit is not known is changed by who may in a province.
GUARDING = """
CREATE FUNCTION scope_keeps_body(unit bigint, tier text) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT a.answers <> '{}' AND scope_may(
        CASE tier WHEN 'district' THEN '{assign_district_tier,manage_units}'::text[]
            ELSE '{change_records,manage_units}' END, a.answers)
    FROM (SELECT coalesce(unit_answers(unit, coalesce(scope_day(), CURRENT_DATE)), '{}') AS answers) a
$$;

CREATE FUNCTION scope_keeps_decision(unit bigint) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT CASE WHEN unit IS NOT NULL THEN scope_may('{change_decisions}', ARRAY[unit])
        ELSE EXISTS (SELECT FROM households_unit u
            WHERE u.kind = 'province' AND u.during @> coalesce(scope_day(), CURRENT_DATE)
                AND scope_may('{change_decisions}', ARRAY[u.id])) END
$$;

CREATE FUNCTION guard_body() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT acts_as_web() THEN
        NULL;
    ELSIF TG_OP <> 'INSERT' AND NOT scope_keeps_body(OLD.unit_id, OLD.tier) THEN
        PERFORM refuse_foreign_unit();
    ELSIF TG_OP <> 'DELETE' AND NOT scope_keeps_body(NEW.unit_id, NEW.tier) THEN
        PERFORM refuse_foreign_unit();
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE FUNCTION guard_decision() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT acts_as_web() THEN
        NULL;
    ELSIF TG_OP <> 'INSERT' AND NOT scope_keeps_decision(OLD.unit_id) THEN
        PERFORM refuse_foreign_unit();
    ELSIF TG_OP <> 'DELETE' AND NOT scope_keeps_decision(NEW.unit_id) THEN
        PERFORM refuse_foreign_unit();
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
REVOKE ALL ON FUNCTION scope_keeps_body, scope_keeps_decision, guard_body, guard_decision FROM PUBLIC;
GRANT EXECUTE ON FUNCTION scope_keeps_body, scope_keeps_decision TO @web@, @worker@, @command@;

CREATE TRIGGER guard BEFORE INSERT OR UPDATE OR DELETE ON assignments_body
    FOR EACH ROW EXECUTE FUNCTION guard_body();
CREATE TRIGGER guard BEFORE INSERT OR UPDATE OR DELETE ON assignments_decision
    FOR EACH ROW EXECUTE FUNCTION guard_decision();
"""
NO_GUARDING = """
DROP TRIGGER guard ON assignments_body;
DROP TRIGGER guard ON assignments_decision;
DROP FUNCTION guard_body(), guard_decision(), scope_keeps_decision(bigint), scope_keeps_body(bigint, text);
"""


class Migration(migrations.Migration):
    dependencies = [("assignments", "0210_decisions_of_units")]

    operations = [run_sql_with_roles(GUARDING, NO_GUARDING)]
