"""The second lock for units and placements: the web server changes those that its transaction's rights reach."""

from django.db import migrations

from lambinh.db.sql import run_sql_with_roles

# --- what the transaction may (lambinh/accounts/scope.py) -------------------------------------------------
# `app.rights` is an object: for each permission the units in which it is held, or "*" for all.

RIGHTS = """
CREATE FUNCTION scope_rights() RETURNS jsonb LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, public, pg_temp AS
$$ SELECT coalesce(nullif(current_setting('app.rights', true), ''), '{}')::jsonb $$;

-- Whether one of `permissions` is held in each of `units`; of no unit at all, whether it is held anywhere.
CREATE FUNCTION scope_may(permissions text[], units bigint[]) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM jsonb_each(scope_rights()) r WHERE r.key = ANY (permissions) AND r.value = '"*"')
        OR (EXISTS (SELECT FROM jsonb_each(scope_rights()) r WHERE r.key = ANY (permissions) AND r.value <> '[]')
            AND NOT EXISTS (
                SELECT FROM unnest(units) AS asked(unit) WHERE NOT EXISTS (
                    SELECT FROM jsonb_each(scope_rights()) r
                    WHERE r.key = ANY (permissions) AND r.value @> to_jsonb(asked.unit))))
$$;

-- Whether a unit of `kind` may be made: by who manages a unit of a kind above it.
CREATE FUNCTION scope_may_make(kind text) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT coalesce(scope_rights() -> 'manage_units' = '"*"', false) OR EXISTS (
        SELECT FROM households_unit u
        WHERE scope_rights() -> 'manage_units' @> to_jsonb(u.id)
            AND array_position('{province,district,commune,village}', u.kind::text)
                < array_position('{province,district,commune,village}', $1))
$$;

CREATE FUNCTION refuse_foreign_unit() RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE insufficient_privilege USING MESSAGE = 'this lies in a unit that the transaction has no right in';
END $$;
REVOKE ALL ON FUNCTION scope_rights, scope_may, scope_may_make, refuse_foreign_unit FROM PUBLIC;
GRANT EXECUTE ON FUNCTION scope_rights, scope_may, scope_may_make, refuse_foreign_unit TO @web@, @worker@, @command@;
"""
NO_RIGHTS = "DROP FUNCTION refuse_foreign_unit(), scope_may_make(text), scope_may(text[], bigint[]), scope_rights();"

# --- who answers for a unit ------------------------------------------------------------------------------------
# A unit above villages answers for itself, unless it is new and nothing hangs on it. For a village answers the unit that
# it lies in on `day`, else the one that it lay in last; where it never lay anywhere, who answers for its households.
# Past the lock, for households of others hang on it too.

ANSWERING = """
CREATE FUNCTION unit_answers(unit bigint, day date) RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT CASE
        WHEN u.kind = 'village' THEN coalesce(
            (SELECT ARRAY[p.parent_id] FROM households_placement p WHERE p.unit_id = u.id
                ORDER BY p.during @> day DESC, coalesce(lower(p.during) > day, false), lower(p.during) DESC NULLS LAST
                LIMIT 1),
            (SELECT array_agg(DISTINCT r.commune_id) FROM households_residence r WHERE r.village_id = u.id),
            '{}')
        WHEN u.successor_id IS NULL
            AND NOT EXISTS (SELECT FROM households_placement p WHERE u.id IN (p.unit_id, p.parent_id))
            AND NOT EXISTS (SELECT FROM households_unit o WHERE o.successor_id = u.id)
            AND NOT EXISTS (SELECT FROM households_unitaccess a WHERE a.unit_id = u.id)
        THEN '{}'
        ELSE ARRAY[u.id] END
    FROM households_unit u WHERE u.id = unit
$$;
REVOKE ALL ON FUNCTION unit_answers FROM PUBLIC;
GRANT EXECUTE ON FUNCTION unit_answers TO @web@, @worker@, @command@;

-- Whether the transaction keeps a stored unit: it manages what answers for it, and may make one where nothing does.
CREATE FUNCTION scope_keeps(unit bigint) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT CASE WHEN a.answers = '{}' THEN scope_may_make((SELECT u.kind::text FROM households_unit u WHERE u.id = unit))
        ELSE scope_may('{manage_units}', a.answers) END
    FROM (SELECT coalesce(unit_answers(unit, coalesce(scope_day(), CURRENT_DATE)), '{}') AS answers) a
$$;
REVOKE ALL ON FUNCTION scope_keeps FROM PUBLIC;
GRANT EXECUTE ON FUNCTION scope_keeps TO @web@, @worker@, @command@;
"""
NO_ANSWERING = "DROP FUNCTION scope_keeps(bigint), unit_answers(bigint, date);"

# --- the lock ----------------------------------------------------------------------------------------------------
# These tables may be read by all, and each row has two sides: triggers, for a policy would hide what it does not let
# change, and an UPDATE that finds no row raises nothing.

GUARDING = """
-- Not SECURITY DEFINER: current_user is the role that writes.
CREATE FUNCTION acts_as_web() RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS
$$ SELECT (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = current_user) = '@web@'::regrole $$;

CREATE FUNCTION guard_unit() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT acts_as_web() THEN
        NULL;
    ELSIF TG_OP = 'INSERT' THEN
        IF NOT scope_may_make(NEW.kind) OR NOT (NEW.successor_id IS NULL OR scope_keeps(NEW.successor_id)) THEN
            PERFORM refuse_foreign_unit();
        END IF;
    ELSIF NOT scope_keeps(OLD.id) THEN
        PERFORM refuse_foreign_unit();
    ELSIF TG_OP = 'UPDATE' AND (
        NEW.id <> OLD.id
        OR (NEW.kind <> OLD.kind AND NOT scope_may('{manage_units}', ARRAY[NULL::bigint]))
        OR (NEW.successor_id IS DISTINCT FROM OLD.successor_id AND NEW.successor_id IS NOT NULL
            AND NOT scope_keeps(NEW.successor_id))
    ) THEN
        PERFORM refuse_foreign_unit();
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE FUNCTION guard_placement() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT acts_as_web() THEN
        NULL;
    ELSIF TG_OP <> 'INSERT' AND NOT (scope_may('{manage_units}', ARRAY[OLD.parent_id]) AND scope_keeps(OLD.unit_id)) THEN
        PERFORM refuse_foreign_unit();
    ELSIF TG_OP <> 'DELETE' AND NOT (scope_may('{manage_units}', ARRAY[NEW.parent_id]) AND scope_keeps(NEW.unit_id)) THEN
        PERFORM refuse_foreign_unit();
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
REVOKE ALL ON FUNCTION acts_as_web, guard_unit, guard_placement FROM PUBLIC;
GRANT EXECUTE ON FUNCTION acts_as_web TO @web@, @worker@, @command@;

CREATE TRIGGER guard BEFORE INSERT OR UPDATE OR DELETE ON households_unit
    FOR EACH ROW EXECUTE FUNCTION guard_unit();
CREATE TRIGGER guard BEFORE INSERT OR UPDATE OR DELETE ON households_placement
    FOR EACH ROW EXECUTE FUNCTION guard_placement();
"""
NO_GUARDING = """
DROP TRIGGER guard ON households_unit;
DROP TRIGGER guard ON households_placement;
DROP FUNCTION guard_unit(), guard_placement(), acts_as_web();
"""


class Migration(migrations.Migration):
    dependencies = [("households", "0221_who_gives_access")]

    operations = [
        run_sql_with_roles(RIGHTS, NO_RIGHTS),
        run_sql_with_roles(ANSWERING, NO_ANSWERING),
        run_sql_with_roles(GUARDING, NO_GUARDING),
    ]
