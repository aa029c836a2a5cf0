"""After migrations: let each role do in the database what lambinh/db/privileges.py says, and nobody else anything.

It looks first and changes only what differs, because tests empty the database often, and each time this runs after it.
"""

from collections.abc import Iterator
from typing import Any

from django.db import connection

from lambinh.db import privileges
from lambinh.db.roles import ProcessRole, Roles, quoted
from lambinh.db.sql import roles_of

# The tables, views and sequences of the acting role, and what each role has in them.
_RELATIONS = """
    SELECT relname, relkind::text FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S')
        AND relowner = current_user::regrole
"""
_HELD = """
    WITH ours AS (
        SELECT oid, relname, relacl FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S')
            AND relowner = current_user::regrole
    ), held (relname, acl, attname) AS (
        SELECT relname, relacl, '' FROM ours
        UNION ALL
        SELECT relname, attacl, attname::text FROM ours
        JOIN pg_attribute ON attrelid = ours.oid AND attacl IS NOT NULL AND NOT attisdropped
    )
    SELECT relname, coalesce(rolname, 'public'), privilege_type, attname
    FROM held CROSS JOIN LATERAL aclexplode(acl) LEFT JOIN pg_roles r ON r.oid = grantee
    WHERE grantee = 0 OR rolname = ANY(%s)
"""

# A function that anybody may call could be made the trigger of a table of one's own.
_OPEN_FUNCTIONS = """
    SELECT p.oid::regprocedure::text FROM pg_proc p
    WHERE p.pronamespace = 'public'::regnamespace AND p.proowner = current_user::regrole
        AND has_function_privilege('public', p.oid, 'EXECUTE')
"""
_FUNCTIONS_BORN_CLOSED = """
    SELECT EXISTS (SELECT FROM pg_default_acl
        WHERE defaclrole = current_user::regrole AND defaclnamespace = 0 AND defaclobjtype = 'f')
"""
_DATABASE = """
    SELECT current_database(), has_database_privilege('public', current_database(), 'TEMP'),
        has_schema_privilege('public', 'public', 'CREATE'), has_database_privilege(%s, current_database(), 'TEMP')
"""


def grant(**_kwargs: Any) -> None:
    """Bring all rights to what they should be. Nothing happens where the roles are missing."""
    roles = roles_of(connection)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_roles WHERE rolname = %s", [roles.web])
        if cursor.fetchone()[0]:
            statements = [*_tables(cursor, roles), *_functions(cursor), *_database(cursor, roles)]
            if statements:
                cursor.execute("; ".join(statements))


def wanted(roles: Roles, relation: str, kind: str) -> dict[str, set[privileges.Right]]:
    """What each role should have in a table or sequence."""
    if kind == "S":
        numbers = {("USAGE", ""), ("SELECT", "")}
        return {roles.of(part): numbers for part in (ProcessRole.WEB, ProcessRole.WORKER, ProcessRole.COMMAND)} | {
            roles.member: set()
        }
    parts = privileges.of_parts(relation)
    return {roles.of(ProcessRole(part)): rights for part, rights in parts.items()} | {
        roles.member: privileges.of_member(relation),
        "public": set(),
    }


def _tables(cursor: Any, roles: Roles) -> Iterator[str]:
    cursor.execute(_RELATIONS)
    relations = cursor.fetchall()
    cursor.execute(_HELD, [roles.names])
    held: dict[tuple[str, str], set[privileges.Right]] = {}
    for relation, role, privilege, column in cursor.fetchall():
        held.setdefault((relation, role), set()).add((privilege, column))
    for relation, kind in relations:
        for role, rights in wanted(roles, relation, kind).items():
            if held.get((relation, role), set()) != rights:
                yield from _set(f"{'SEQUENCE ' if kind == 'S' else ''}{quoted(relation)}", role, rights)


def _set(relation: str, role: str, rights: set[privileges.Right]) -> Iterator[str]:
    name = role if role == "public" else quoted(role)
    yield f"REVOKE ALL ON {relation} FROM {name}"
    if rights:
        listed = (f"{privilege} ({quoted(column)})" if column else privilege for privilege, column in sorted(rights))
        yield f"GRANT {', '.join(listed)} ON {relation} TO {name}"


def _functions(cursor: Any) -> Iterator[str]:
    cursor.execute(_OPEN_FUNCTIONS)
    for (function,) in cursor.fetchall():
        yield f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC"
    cursor.execute(_FUNCTIONS_BORN_CLOSED)
    if not cursor.fetchone()[0]:
        yield "ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC"


def _database(cursor: Any, roles: Roles) -> Iterator[str]:
    """Nobody makes tables beside ours. The worker and commands, which no lock binds, need some for a moment."""
    cursor.execute(_DATABASE, [roles.of(ProcessRole.WORKER)])
    name, anybody_temporary, anybody_creates, worker_temporary = cursor.fetchone()
    if anybody_temporary:
        yield f"REVOKE TEMPORARY ON DATABASE {quoted(name)} FROM PUBLIC"
    if anybody_temporary or not worker_temporary:
        parts = ", ".join(quoted(roles.of(part)) for part in (ProcessRole.WORKER, ProcessRole.COMMAND))
        yield f"GRANT TEMPORARY ON DATABASE {quoted(name)} TO {parts}"
    if anybody_creates:
        yield "REVOKE CREATE ON SCHEMA public FROM PUBLIC"
