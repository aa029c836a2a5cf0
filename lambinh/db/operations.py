"""Operations of migrations that change database objects written in SQL."""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from lambinh.db.sql import roles_of, with_role_names
from lambinh.db.sql_objects import replacing_statements


class ReplaceSQL(Operation):
    """Bring one object from its `former` text to `sql`; an empty text means that the object does not exist.

    `manage.py make_sql_migration` writes it from the app's `sql/` folder. Both texts are frozen here, because a
    migration must do the same whatever the files say later.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(self, name: str, sql: str, former: str = "") -> None:
        self.name = name
        self.sql = sql.strip()
        self.former = former.strip()

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Models do not change."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        _run(schema_editor, self.former, self.sql)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        _run(schema_editor, self.sql, self.former)

    def describe(self) -> str:
        verb = "Replace" if self.sql and self.former else "Create" if self.sql else "Drop"
        return f"{verb} {self.name}"

    @property
    def migration_name_fragment(self) -> str:
        return self.name.rpartition("/")[2].replace(".", "_")


def _run(editor: BaseDatabaseSchemaEditor, before: str, after: str) -> None:
    for statement in replacing_statements(before, after):
        editor.execute(with_role_names(statement, roles_of(editor.connection)), params=None)
