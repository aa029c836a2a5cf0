"""An administrator of the whole installation is made, and unmade, at the command line alone."""

from django.db import migrations

from lambinh.db.sql import run_sql_with_roles

# Nor does the web server give such an account another name or password for anybody but its owner or another of them.
# Who has not signed in yet stands in no transaction: signing in may hash the password anew.
HOLD = """
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
REVOKE ALL ON FUNCTION hold_superusers FROM PUBLIC;
CREATE TRIGGER hold_superusers BEFORE INSERT OR UPDATE OF is_superuser, password, username, is_active ON accounts_user
    FOR EACH ROW EXECUTE FUNCTION hold_superusers();
"""
LOOSE = "DROP TRIGGER hold_superusers ON accounts_user; DROP FUNCTION hold_superusers();"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_created_by"), ("households", "0220_communes_always_follow")]

    operations = [run_sql_with_roles(HOLD, LOOSE)]
