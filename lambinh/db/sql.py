"""SQL of migrations. It names the roles of the database by placeholders, because their names begin with the owner's."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, migrations, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from lambinh.db.roles import ProcessRole, Roles, create_role_statements, quoted

_INSUFFICIENT_PRIVILEGE = "42501"


def run_sql_with_roles(statements: str, back: str = "") -> migrations.RunPython:
    """An operation that runs `statements`, and `back` on the way back, with the placeholders of `with_role_names`."""
    return migrations.RunPython(_running(statements), _running(back))


def _running(statements: str) -> Callable[[StateApps, BaseDatabaseSchemaEditor], None]:
    def run(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        if statements:
            with editor.connection.cursor() as cursor:
                cursor.execute(with_role_names(statements, roles_of(editor.connection)))

    return run


def with_role_names(statements: str, roles: Roles) -> str:
    """`statements` with the roles for `@owner@`, `@web@`, `@worker@`, `@command@`, `@member@` and `@journal@`."""
    names = {str(part): roles.of(part) for part in ProcessRole} | {"member": roles.member, "journal": roles.journal}
    for word, name in names.items():
        statements = statements.replace(f"@{word}@", quoted(name))
    return statements


def roles_of(connection: BaseDatabaseWrapper) -> Roles:
    """The roles beside the owner, as which a migration runs."""
    return Roles(connection.settings_dict["USER"])


def ensure_roles(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Create the roles if the owner may. If not, raise ImproperlyConfigured with the command for the administrator."""
    roles = roles_of(editor.connection)
    names = roles.names
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_roles WHERE rolname = ANY(%s)", [names])
        if cursor.fetchone()[0] == len(names):
            return
        try:
            with transaction.atomic(using=editor.connection.alias):
                for statement in create_role_statements(roles.owner, settings.LAMBINH_ROLE_KEY):
                    cursor.execute(statement)
        except DatabaseError as error:
            if getattr(error.__cause__, "pgcode", None) != _INSUFFICIENT_PRIVILEGE:
                raise
            raise ImproperlyConfigured(
                "Cơ sở dữ liệu chưa có các vai trò của chương trình. Người quản trị PostgreSQL chạy một lần: "
                "manage.py database_roles | psql (với tài khoản được tạo vai trò), rồi chạy lại lệnh này. / "
                "The database lacks the roles of the program. Let the administrator of PostgreSQL run once: "
                "manage.py database_roles | psql (as one who may make roles), then run this command again."
            ) from None
