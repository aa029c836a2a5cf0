"""Grants each role the privileges in lambinh/db/privileges.py, after migrations.

It compares first and changes only what differs, because it runs after every flush of a test database.
"""

from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from lambinh.db import privileges
from lambinh.db.roles import ProcessRole, Roles, quoted
from lambinh.db.sql import roles_of

# The tables, views and sequences of the current role, and the privileges on them.
_RELATIONS = """
    SELECT relname, relkind::text FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S')
        AND relowner = current_user::regrole
"""
_PRIVILEGES = """
    WITH ours AS (
        SELECT oid, relname, relacl FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S')
            AND relowner = current_user::regrole
    ), granted (relname, acl, attname) AS (
        SELECT relname, relacl, '' FROM ours
        UNION ALL
        SELECT relname, attacl, attname::text FROM ours
        JOIN pg_attribute ON attrelid = ours.oid AND attacl IS NOT NULL AND NOT attisdropped
    )
    SELECT relname, coalesce(rolname, 'public'), privilege_type, attname
    FROM granted CROSS JOIN LATERAL aclexplode(acl) LEFT JOIN pg_roles r ON r.oid = grantee
    WHERE grantee = 0 OR rolname = ANY(%s)
"""

# Anybody could put a function that is open to all on a table of their own as its trigger.
_PUBLIC_FUNCTIONS = """
    SELECT p.oid::regprocedure::text FROM pg_proc p
    WHERE p.pronamespace = 'public'::regnamespace AND p.proowner = current_user::regrole
        AND has_function_privilege('public', p.oid, 'EXECUTE')
"""
_DEFAULT_IS_CLOSED = """
    SELECT EXISTS (SELECT FROM pg_default_acl
        WHERE defaclrole = current_user::regrole AND defaclnamespace = 0 AND defaclobjtype = 'f')
"""
_DATABASE = """
    SELECT current_database(), has_database_privilege('public', current_database(), 'TEMP'),
        has_schema_privilege('public', 'public', 'CREATE'), has_database_privilege(%s, current_database(), 'TEMP')
"""


def grant(**_kwargs: Any) -> None:
    """Grant and revoke until all privileges are as stated. Do nothing if the roles are missing."""
    roles = roles_of(connection)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_roles WHERE rolname = %s", [roles.web])
        if cursor.fetchone()[0]:
            statements = [
                *_relation_statements(cursor, roles),
                *_function_statements(cursor),
                *_database_statements(cursor, roles),
            ]
            if statements:
                cursor.execute("; ".join(statements))


def stated_privileges(roles: Roles, relation: str, kind: str) -> dict[str, set[privileges.Right]]:
    """The stated privileges of each role on a table or sequence."""
    if kind == "S":
        rights = {("USAGE", ""), ("SELECT", "")}
        return {roles.of(part): rights for part in (ProcessRole.WEB, ProcessRole.WORKER, ProcessRole.COMMAND)} | {
            roles.member: set()
        }
    parts = privileges.process_privileges(relation)
    return {roles.of(ProcessRole(part)): rights for part, rights in parts.items()} | {
        roles.member: privileges.member_privileges(relation),
        "public": set(),
    }


def _relation_statements(cursor: CursorWrapper, roles: Roles) -> Iterator[str]:
    cursor.execute(_RELATIONS)
    relations = cursor.fetchall()
    cursor.execute(_PRIVILEGES, [roles.names])
    granted: dict[tuple[str, str], set[privileges.Right]] = {}
    for relation, role, privilege, column in cursor.fetchall():
        granted.setdefault((relation, role), set()).add((privilege, column))
    for relation, kind in relations:
        for role, rights in stated_privileges(roles, relation, kind).items():
            if granted.get((relation, role), set()) != rights:
                yield from _grant_statements(f"{'SEQUENCE ' if kind == 'S' else ''}{quoted(relation)}", role, rights)


def _grant_statements(relation: str, role: str, rights: set[privileges.Right]) -> Iterator[str]:
    name = role if role == "public" else quoted(role)
    yield f"REVOKE ALL ON {relation} FROM {name}"
    if rights:
        privileges_sql = (
            f"{privilege} ({quoted(column)})" if column else privilege for privilege, column in sorted(rights)
        )
        yield f"GRANT {', '.join(privileges_sql)} ON {relation} TO {name}"


def _function_statements(cursor: CursorWrapper) -> Iterator[str]:
    cursor.execute(_PUBLIC_FUNCTIONS)
    for (function,) in cursor.fetchall():
        yield f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC"
    cursor.execute(_DEFAULT_IS_CLOSED)
    if not cursor.fetchone()[0]:
        yield "ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC"


def _database_statements(cursor: CursorWrapper, roles: Roles) -> Iterator[str]:
    """Forbid tables of others. The worker and commands, which bypass row security, need temporary tables."""
    cursor.execute(_DATABASE, [roles.of(ProcessRole.WORKER)])
    name, public_has_temp, public_can_create, worker_has_temp = cursor.fetchone()
    if public_has_temp:
        yield f"REVOKE TEMPORARY ON DATABASE {quoted(name)} FROM PUBLIC"
    if public_has_temp or not worker_has_temp:
        parts = ", ".join(quoted(roles.of(part)) for part in (ProcessRole.WORKER, ProcessRole.COMMAND))
        yield f"GRANT TEMPORARY ON DATABASE {quoted(name)} TO {parts}"
    if public_can_create:
        yield "REVOKE CREATE ON SCHEMA public FROM PUBLIC"
