"""From lambinh/accounts/sql: 10 objects."""

from django.db import migrations

from lambinh.db.operations import ReplaceSQL


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        ReplaceSQL(
            "functions/acts_as_web",
            sql=r"""
CREATE FUNCTION acts_as_web() RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS
$$ SELECT (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = current_user) = '@web@'::regrole $$;
GRANT EXECUTE ON FUNCTION acts_as_web TO @web@, @worker@, @command@;
""",
            former="",
        ),
        ReplaceSQL(
            "functions/scope_user",
            sql=r"""
CREATE FUNCTION scope_user() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(current_setting('app.user', true), '')::bigint;
GRANT EXECUTE ON FUNCTION scope_user TO @web@, @worker@, @command@, @member@;
""",
            former="",
        ),
        ReplaceSQL(
            "functions/refuse_foreign_unit",
            sql=r"""
CREATE FUNCTION refuse_foreign_unit() RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE insufficient_privilege USING MESSAGE = 'this lies in a unit that the transaction has no right in';
END $$;
GRANT EXECUTE ON FUNCTION refuse_foreign_unit TO @web@, @worker@, @command@;
""",
            former="",
        ),
        ReplaceSQL(
            "functions/scope_access_units",
            sql=r"""
CREATE FUNCTION scope_access_units() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE
RETURN string_to_array(nullif(current_setting('app.access_units', true), ''), ',')::bigint[];
GRANT EXECUTE ON FUNCTION scope_access_units TO @web@;
""",
            former="",
        ),
        ReplaceSQL(
            "functions/scope_day",
            sql=r"""
CREATE FUNCTION scope_day() RETURNS date LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(current_setting('app.day', true), '')::date;
GRANT EXECUTE ON FUNCTION scope_day TO @web@, @worker@, @command@, @member@;
""",
            former="",
        ),
        ReplaceSQL(
            "functions/scope_rights",
            sql=r"""
CREATE FUNCTION scope_rights() RETURNS jsonb LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, public, pg_temp AS
$$ SELECT coalesce(nullif(current_setting('app.rights', true), ''), '{}')::jsonb $$;
GRANT EXECUTE ON FUNCTION scope_rights TO @web@, @worker@, @command@;
""",
            former="",
        ),
        ReplaceSQL(
            "functions/scope_units",
            sql=r"""
CREATE FUNCTION scope_units() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE
RETURN string_to_array(nullif(current_setting('app.units', true), ''), ',')::bigint[];
GRANT EXECUTE ON FUNCTION scope_units TO @web@, @worker@, @command@;
""",
            former="",
        ),
        ReplaceSQL(
            "functions/hold_superusers",
            sql=r"""
CREATE FUNCTION hold_superusers() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    acting bigint := scope_user();
BEGIN
    IF current_user::text <> ALL (ARRAY[trim('@web@', '"'), trim('@worker@', '"')]) THEN
        RETURN NEW;
    END IF;
    IF NEW.is_superuser AND TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND NEW.is_superuser IS DISTINCT FROM OLD.is_superuser THEN
        RAISE EXCEPTION 'a superuser is made at the command line' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.is_superuser AND acting <> OLD.id
        AND (NEW.password, NEW.username, NEW.is_active) IS DISTINCT FROM (OLD.password, OLD.username, OLD.is_active)
        AND NOT EXISTS (SELECT FROM accounts_user u WHERE u.id = acting AND u.is_superuser AND u.is_active) THEN
        RAISE EXCEPTION 'the account of a superuser is another superuser''s affair' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
""",
            former="",
        ),
        ReplaceSQL(
            "functions/scope_may",
            sql=r"""
CREATE FUNCTION scope_may(permissions text[], units bigint[]) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM jsonb_each(scope_rights()) r WHERE r.key = ANY (permissions) AND r.value = '"*"')
        OR (EXISTS (SELECT FROM jsonb_each(scope_rights()) r WHERE r.key = ANY (permissions) AND r.value <> '[]')
            AND NOT EXISTS (
                SELECT FROM unnest(units) AS asked(unit) WHERE NOT EXISTS (
                    SELECT FROM jsonb_each(scope_rights()) r
                    WHERE r.key = ANY (permissions) AND r.value @> to_jsonb(asked.unit))))
$$;
GRANT EXECUTE ON FUNCTION scope_may TO @web@, @worker@, @command@;
""",
            former="",
        ),
        ReplaceSQL(
            "triggers/accounts_user.hold_superusers",
            sql=r"""
CREATE TRIGGER hold_superusers BEFORE INSERT OR UPDATE OF is_superuser, password, username, is_active ON accounts_user
    FOR EACH ROW EXECUTE FUNCTION hold_superusers();
""",
            former="",
        ),
    ]
