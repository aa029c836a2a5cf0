"""That a second factor was set up or taken away is journalled; what it holds is not. Uses of it are not changes."""

from django.db import migrations

from lambinh.db.sql import run_sql_with_roles

HIDDEN = """
SET LOCAL ROLE @journal@;
CREATE OR REPLACE FUNCTION journal.hidden(name text) RETURNS boolean LANGUAGE sql IMMUTABLE
RETURN name ^@ 'password' OR name ^@ 'citizen_id'{more};
CREATE OR REPLACE FUNCTION journal.changes_of(person bigint, below bigint, at_most int) RETURNS SETOF journal.change
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT * FROM journal.change WHERE subject_user = person AND id < below AND (SELECT journal.manages_users())
    AND table_name IN ('accounts_user', 'households_unitaccess'{tables})
    ORDER BY id DESC LIMIT at_most
$$;
RESET ROLE;
"""
TRIGGERS = """
CREATE TRIGGER journal_added AFTER INSERT ON mfa_authenticator REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION journal.note_rows('-', '-', 'user_id');
CREATE TRIGGER journal_deleted AFTER DELETE ON mfa_authenticator
    FOR EACH ROW EXECUTE FUNCTION journal.note_row('-', '-', 'user_id');
CREATE TRIGGER journal_emptied AFTER TRUNCATE ON mfa_authenticator
    FOR EACH STATEMENT EXECUTE FUNCTION journal.note_emptying();
"""
NONE = "".join(f"DROP TRIGGER journal_{kind} ON mfa_authenticator;" for kind in ("added", "deleted", "emptied"))


class Migration(migrations.Migration):
    dependencies = [("audit", "0140_triggers_of_merges"), ("mfa", "0003_authenticator_type_uniq")]

    operations = [
        run_sql_with_roles(
            HIDDEN.format(more=" OR name = 'data'", tables=", 'mfa_authenticator'") + TRIGGERS,
            NONE + HIDDEN.format(more="", tables=""),
        )
    ]
