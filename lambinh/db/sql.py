"""Statements of migrations that name the roles of the database, which are called after the owner of its tables."""

from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, migrations, transaction

from lambinh.db.roles import ProcessRole, Roles, create_role_statements, quoted

_NOT_ALLOWED = "42501"
_LOCK = """
    ALTER TABLE {0} ENABLE ROW LEVEL SECURITY;
    CREATE POLICY of_units ON {0} TO @web@ USING (commune_id = ANY ((SELECT scope_units())::bigint[]));
    CREATE POLICY of_all ON {0} TO @worker@, @command@ USING (true);
"""
_UNLOCK = """
    DROP POLICY of_units ON {0};
    DROP POLICY of_all ON {0};
    ALTER TABLE {0} DISABLE ROW LEVEL SECURITY;
"""


def run_sql_with_roles(statements: str, back: str = "") -> migrations.RunPython:
    """Run `statements`, in which `@web@`, `@worker@`, `@command@`, `@member@` and `@journal@` stand for the roles."""
    return migrations.RunPython(_running(statements), _running(back))


def enable_row_security(tables: Sequence[str]) -> migrations.RunPython:
    """Show the web server only rows whose `commune` its transaction names (docs/adr/0010-row-level-security.md)."""
    return run_sql_with_roles("".join(map(_LOCK.format, tables)), "".join(map(_UNLOCK.format, tables)))


# A move of a household moves its rows by a trigger of its own, which has the unit at hand: it does not ask row by row.
_FOLLOW_ALWAYS = """
    DROP TRIGGER follow_new ON {table};
    DROP TRIGGER follow_other ON {table};
    CREATE TRIGGER follow_new BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {function}();
    CREATE TRIGGER follow_other BEFORE UPDATE OF {key}, commune_id ON {table}
        FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION {function}();
"""
_FOLLOW_AS_BEFORE = """
    DROP TRIGGER follow_new ON {table};
    DROP TRIGGER follow_other ON {table};
    CREATE TRIGGER follow_new BEFORE INSERT ON {table}
        FOR EACH ROW WHEN (NEW.commune_id IS NULL) EXECUTE FUNCTION {function}();
    CREATE TRIGGER follow_other BEFORE UPDATE OF {key} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}();
"""


def follow_always(function: str, key: str, tables: Sequence[str]) -> str:
    """Statements by which the unit of a row is always that of the record that `key` names."""
    return "".join(_FOLLOW_ALWAYS.format(table=table, function=function, key=key) for table in tables)


def follow_as_before(function: str, key: str, tables: Sequence[str]) -> str:
    """The same for going back: only where no unit is written along."""
    return "".join(_FOLLOW_AS_BEFORE.format(table=table, function=function, key=key) for table in tables)


def _running(statements: str) -> Callable[[Any, Any], None]:
    def run(_apps: Any, editor: Any) -> None:
        if statements:
            with editor.connection.cursor() as cursor:
                cursor.execute(named(statements, roles_of(editor.connection)))

    return run


def named(statements: str, roles: Roles) -> str:
    names = {str(part): roles.of(part) for part in ProcessRole} | {"member": roles.member, "journal": roles.journal}
    for word, name in names.items():
        statements = statements.replace(f"@{word}@", quoted(name))
    return statements


def roles_of(connection: Any) -> Roles:
    """The roles of the database that a migration, which runs as the owner, changes."""
    return Roles(connection.settings_dict["USER"])


def ensure_roles(_apps: Any, editor: Any) -> None:
    """Have the roles, making them where this owner may. Raises ImproperlyConfigured with what to do where not."""
    roles = roles_of(editor.connection)
    wanted = roles.made
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_roles WHERE rolname = ANY(%s)", [wanted])
        if cursor.fetchone()[0] == len(wanted):
            return
        try:
            with transaction.atomic(using=editor.connection.alias):
                for statement in create_role_statements(roles.owner, settings.LAMBINH_ROLE_KEY):
                    cursor.execute(statement)
        except DatabaseError as error:
            if getattr(error.__cause__, "pgcode", None) != _NOT_ALLOWED:
                raise
            raise ImproperlyConfigured(
                "Cơ sở dữ liệu chưa có các vai trò của chương trình. Người quản trị PostgreSQL chạy một lần: "
                "manage.py database_roles | psql (với tài khoản được tạo vai trò), rồi chạy lại lệnh này. / "
                "The database lacks the roles of the program. Let the administrator of PostgreSQL run once: "
                "manage.py database_roles | psql (as one who may make roles), then run this command again."
            ) from None
