"""Privileges of each database role on every table, compared with the catalogue of the database."""

from collections import defaultdict
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from lambinh.db import grants
from lambinh.db.roles import ProcessRole, Roles, quoted
from lambinh.db.sql import roles_of

pytestmark = pytest.mark.django_db

# S, I, U, D: read, add, change, remove rows. Lower-case names: the only columns that the role reads.
MATRIX = """
table                               web   worker  command  member
account_emailaddress                S     -       SIUD     -
account_emailconfirmation           S     -       SIUD     -
accounts_keyfingerprint             -     SID     SIUD     -
accounts_securityevent              SIUD  -       SIUD     -
accounts_user                       SIU   SIU     SIUD     -
accounts_user_groups                S     -       SIUD     -
accounts_user_user_permissions      S     -       SIUD     -
assignments_assignment              SIUD  SIUD    SIUD     during household_id id member_id tier
assignments_body                    SIUD  SIUD    SIUD     -
assignments_decision                SIUD  SIUD    SIUD     -
assignments_deskaction              SIU   SIU     SIUD     -
assignments_member                  SIUD  SIUD    SIUD     id user_id
assignments_membership              SIUD  SIUD    SIUD     -
auth_group                          S     -       SIUD     -
auth_group_permissions              S     -       SIUD     -
auth_permission                     S     -       SIUD     -
cache                               SIUD  -       SIUD     -
django_admin_log                    SI    -       SIUD     -
django_content_type                 S     S       SIUD     -
django_migrations                   S     S       S        -
django_session                      SIUD  -       SIUD     -
django_tasks_database_dbtaskresult  SIU   SIUD    SIUD     -
duplicates_merge                    SIU   SIU     SIUD     -
duplicates_mergestate               SI    SI      SIUD     -
duplicates_distinctpair             SID   SID     SIUD     -
households_household                SIUD  SIUD    SIUD     code head_name id size sort_key
households_placement                SIUD  SIUD    SIUD     -
households_povertystatus            SIUD  SIUD    SIUD     during household_id id poverty_class
households_residence                SIUD  SIUD    SIUD     during household_id id village_id
households_unit                     SIUD  SIUD    SIUD     id kind name prefix
households_unitaccess               SID   S       SIUD     -
mfa_authenticator                   SIUD  id      SIUD     -
rosters_rememberedheading           SIUD  SIUD    SIUD     -
rosters_rosterimport                SIUD  SIUD    SIUD     -
rosters_rosterrow                   SIUD  SIUD    SIUD     -
rosters_rosterupload                SIUD  SIUD    SIUD     -
usersessions_usersession            SIUD  -       SIUD     -
journal.change                      S     -       S        -
journal.access                        S     -       S        -
journal.seal                        -     S       S        -
"""
SCHEMAS = ("public", "journal")


def roles() -> Roles:
    return roles_of(connection)


def query(sql: str, *values: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def matrix() -> Iterator[str]:
    """The lines of `MATRIX` as the database has them."""
    order = (roles().web, roles().of(ProcessRole.WORKER), roles().of(ProcessRole.COMMAND), roles().member)
    rights: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    tables = query(
        "SELECT c.oid, CASE n.nspname WHEN 'public' THEN c.relname ELSE n.nspname || '.' || c.relname END"
        " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = ANY(%s) AND c.relkind IN ('r', 'p', 'v', 'm')"
        " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')",
        list(SCHEMAS),
    )
    for oid, table in tables:
        for role in order:
            table_rights = "SELECT INSERT UPDATE DELETE TRUNCATE REFERENCES TRIGGER".split()
            for right in table_rights:
                if query("SELECT has_table_privilege(%s, %s::oid, %s)", role, oid, right)[0][0]:
                    rights[str(table)][role].add(right[0])
        for column, role in query(
            "SELECT attname, rolname FROM pg_attribute, aclexplode(attacl) JOIN pg_roles r ON r.oid = grantee"
            " WHERE attrelid = %s::oid AND privilege_type = 'SELECT' AND rolname = ANY(%s)",
            oid,
            list(order),
        ):
            rights[str(table)][str(role)].add(str(column))
        columns = [", ".join(sorted(rights[str(table)][role])) for role in order]
        yield f"{table}: {columns}"


def expected_matrix() -> Iterator[str]:
    for line in MATRIX.strip().splitlines()[1:]:
        table, *cells = line.split(maxsplit=4)
        row = [cell if cell.islower() else ", ".join(sorted(set(cell) - {"-"})) for cell in cells[:3]]
        member = ", ".join(sorted(set(cells[3].split()) - {"-"}))
        yield f"{table}: {[*row, member]}"


def test_each_role_has_exactly_these_rights() -> None:
    assert sorted(matrix()) == sorted(expected_matrix())


def test_rights_that_went_astray_are_put_right_and_nothing_else_is_done(django_assert_num_queries: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT TRUNCATE, DELETE ON accounts_user TO {quoted(roles().web)}, PUBLIC")
        cursor.execute(f"GRANT SELECT (data) ON mfa_authenticator TO {quoted(roles().member)}")
    grants.grant()
    assert sorted(matrix()) == sorted(expected_matrix())
    with django_assert_num_queries(6):  # type: ignore[operator]
        grants.grant()


# --- forbidden to all --------------------------------------------------------------------------------------------

OURS = (
    "SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
    " WHERE n.nspname = ANY(%s) AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e') AND "
)


def test_no_function_of_ours_is_for_everybody() -> None:
    assert query(OURS + "has_function_privilege('public', p.oid, 'EXECUTE')", list(SCHEMAS)) == []


def test_a_members_page_calls_what_says_which_households_are_the_members_own() -> None:
    sql = OURS + "has_function_privilege(%s, p.oid, 'EXECUTE') ORDER BY 1"
    names = [str(name) for (name,) in query(sql, list(SCHEMAS), roles().member)]
    assert names == ["own_households()", "own_member()", "scope_day()", "scope_user()"]
    assert query("SELECT has_schema_privilege(%s, 'journal', 'USAGE')", roles().member) == [(False,)]


def test_no_trigger_function_is_for_anybody_who_signs_in() -> None:
    """On a table of the user's own, a trigger function would write with the rights of its owner."""
    for part in (ProcessRole.WEB, ProcessRole.WORKER, ProcessRole.COMMAND):
        sql = OURS + "p.prorettype = 'trigger'::regtype AND has_function_privilege(%s, p.oid, 'EXECUTE')"
        assert query(sql, list(SCHEMAS), roles().of(part)) == []


def test_every_function_looks_its_names_up_in_a_place_of_its_own() -> None:
    """A function has a fixed search path, or an SQL body, whose names are resolved when it is created."""
    sql = OURS + "p.prosqlbody IS NULL AND NOT EXISTS (SELECT FROM unnest(p.proconfig) s WHERE s LIKE 'search_path=%%')"
    assert query(sql, list(SCHEMAS)) == []


def test_a_function_to_come_is_for_nobody_until_that_is_said() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE FUNCTION to_come() RETURNS int LANGUAGE sql RETURN 1")
    assert query("SELECT has_function_privilege(%s, 'to_come()', 'EXECUTE')", roles().web) == [(False,)]


@pytest.mark.parametrize("part", [ProcessRole.WEB, ProcessRole.WORKER, ProcessRole.COMMAND])
def test_nobody_but_the_owner_makes_anything_in_the_database(part: ProcessRole) -> None:
    role = roles().of(part)
    for schema in SCHEMAS:
        assert query("SELECT has_schema_privilege(%s, %s, 'CREATE')", role, schema) == [(False,)]
    assert query("SELECT has_database_privilege(%s, current_database(), 'CREATE')", role) == [(False,)]
    temporary = query("SELECT has_database_privilege(%s, current_database(), 'TEMP')", role)
    assert temporary == [(part != ProcessRole.WEB,)]  # row-level security does not bind the worker and commands


def test_a_trigger_of_ours_on_a_table_of_ones_own_moves_nothing() -> None:
    """The trigger on a temporary table that names foreign households would move them into the user's units."""
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {quoted(roles().web)}")
        cursor.execute("CREATE TEMP TABLE own (id bigint, commune_id bigint)")
    with (
        pytest.raises(DatabaseError, match="permission denied for function"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"SET LOCAL ROLE {quoted(roles().of(ProcessRole.WORKER))}")  # may create temporary tables
        cursor.execute("CREATE TEMP TABLE own (id bigint, commune_id bigint) ON COMMIT DROP")
        cursor.execute(
            "CREATE TRIGGER lead AFTER UPDATE ON own REFERENCING OLD TABLE AS was NEW TABLE AS became"
            " FOR EACH STATEMENT EXECUTE FUNCTION lead_household_rows()"
        )


@pytest.mark.django_db(transaction=True)
def test_emptying_the_database_keeps_the_rights() -> None:
    call_command("flush", verbosity=0, interactive=False)
    assert sorted(matrix()) == sorted(expected_matrix())
