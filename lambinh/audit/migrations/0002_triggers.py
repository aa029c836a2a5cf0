"""Which tables are journalled, and which of their columns hold the keys of a household, a member and a user."""

from django.db import migrations

from lambinh.db.sql import run_sql_with_roles

# A table without its statement for inserts would not see COPY; one without those for rows, no UPDATE in SQL.
TABLES = {
    "households_household": ("id", "-", "-"),
    "households_residence": ("household_id", "-", "-"),
    "households_povertystatus": ("household_id", "-", "-"),
    "assignments_member": ("-", "id", "user_id"),
    "assignments_membership": ("-", "member_id", "-"),
    "assignments_assignment": ("household_id", "member_id", "-"),
    "accounts_user": ("-", "-", "id"),
    "households_unitaccess": ("-", "-", "user_id"),
    "assignments_decision": ("-", "-", "-"),
    "assignments_body": ("-", "-", "-"),
    "households_unit": ("-", "-", "-"),
    "households_placement": ("-", "-", "-"),
}


def _triggers(table: str, keys: tuple[str, str, str]) -> str:
    household, member, subject = keys
    arguments = f"'{household}', '{member}', '{subject}'"
    return f"""
    CREATE TRIGGER journal_added AFTER INSERT ON {table} REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_rows({arguments});
    CREATE TRIGGER journal_changed AFTER UPDATE ON {table} REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_changes({arguments});
    CREATE TRIGGER journal_deleted AFTER DELETE ON {table}
        FOR EACH ROW EXECUTE FUNCTION journal.note_row({arguments});
    CREATE TRIGGER journal_emptied AFTER TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION journal.note_emptying();
    """


FORWARD = "".join(_triggers(table, keys) for table, keys in TABLES.items())
BACK = "".join(
    f"DROP TRIGGER journal_{kind} ON {table};"
    for table in TABLES
    for kind in ("added", "changed", "deleted", "emptied")
)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_journal")]

    operations = [run_sql_with_roles(FORWARD, BACK)]
