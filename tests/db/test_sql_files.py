"""The SQL files, executed by themselves, create the same objects as the migrations."""

from collections.abc import Iterator, Mapping

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from lambinh.db.roles import quoted
from lambinh.db.sql import roles_of, with_role_names
from lambinh.db.sql_objects import in_creation_order, read_files, replacing_statements

SCHEMAS = ["public", "journal"]
OURS = "NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"
FUNCTIONS = f"""
    SELECT p.oid::regprocedure::text, pg_get_functiondef(p.oid), p.proowner::regrole::text,
        array(SELECT a::text FROM unnest(p.proacl) a ORDER BY 1)
    FROM pg_proc p WHERE p.pronamespace IN (SELECT oid FROM pg_namespace WHERE nspname = ANY (%s)) AND {OURS}
"""
TRIGGERS = """
    SELECT tgname || ' ON ' || tgrelid::regclass, pg_get_triggerdef(oid), tgenabled
    FROM pg_trigger WHERE NOT tgisinternal
"""
POLICIES = """
    SELECT policyname || ' ON ' || quote_ident(schemaname) || '.' || quote_ident(tablename), permissive,
        array(SELECT r::text FROM unnest(roles) r ORDER BY 1), cmd, qual, with_check
    FROM pg_policies
"""
LOCKED = """
    SELECT c.oid::regclass::text, relrowsecurity FROM pg_class c
    WHERE relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname = ANY (%s)) AND relkind = 'r'
"""
Snapshot = dict[str, tuple[object, ...]]


def snapshot() -> Snapshot:
    """The text of every function, trigger and policy in the database, and the tables with row-level security."""
    rows: Snapshot = {}
    with connection.cursor() as cursor:
        queries = {"function": FUNCTIONS, "trigger": TRIGGERS, "policy": POLICIES, "locked": LOCKED}
        for kind, query in queries.items():
            cursor.execute(query, [SCHEMAS] if "%s" in query else None)
            rows |= {f"{kind} {name}": tuple(map(str, values)) for name, *values in cursor.fetchall()}
    return rows


def drop_all() -> None:
    with connection.cursor() as cursor:
        for name in snapshot():
            kind, _space, rest = name.partition(" ")
            if kind in ("trigger", "policy"):
                execute_as_owner_of(rest.rpartition(" ON ")[2], f"DROP {kind} {rest}")
        cursor.execute(FUNCTIONS, [SCHEMAS])
        for function, *_rest in cursor.fetchall():
            execute_as_owner_of(function, f"DROP FUNCTION IF EXISTS {function} CASCADE")


def execute_as_owner_of(name: str, statement: str) -> None:
    with connection.cursor() as cursor:
        if name.startswith("journal."):
            cursor.execute(f"SET LOCAL ROLE {quoted(roles_of(connection).journal)}")
        cursor.execute(statement)
        cursor.execute("RESET ROLE")


def texts() -> dict[str, str]:
    """The texts of all apps by "app: file"."""
    files = {config.label: read_files(config) for config in apps.get_app_configs()}
    return {f"{app}: {name}": text for app, texts_by_name in files.items() for name, text in texts_by_name.items()}


def create(texts_by_name: Mapping[str, str]) -> None:
    with connection.cursor() as cursor:
        for name in in_creation_order(texts_by_name):
            for statement in replacing_statements("", texts_by_name[name]):
                cursor.execute(with_role_names(statement, roles_of(connection)))


def differences(texts_by_name: Mapping[str, str]) -> list[str]:
    """The objects that differ between the migrated database and one created from the texts."""
    migrated = snapshot()
    drop_all()
    remaining = {name.partition(" ")[0] for name in snapshot()}
    assert remaining == {"locked"}
    create(texts_by_name)
    executed = snapshot()
    names = sorted(migrated.keys() | executed.keys())
    return [name for name in names if migrated.get(name) != executed.get(name)]


@pytest.mark.django_db
def test_the_database_is_what_the_files_say() -> None:
    assert differences(texts()) == []


def planted_differences() -> Iterator[tuple[str, dict[str, str], list[str]]]:
    """Yield planted differences, each with the objects that the comparison must name."""
    policy, trigger = "policies/households_unitaccess.of_all", "triggers/households_unit.guard"
    files = texts()
    yield (
        "body",
        files
        | {
            "assignments: functions/codes_planted": "CREATE FUNCTION codes_planted() RETURNS int LANGUAGE sql RETURN 1;"
        },
        ["function codes_planted()"],
    )
    body = files["households: functions/scope_keeps"].replace("'{}'", "'{0}'", 1)
    yield "function", files | {"households: functions/scope_keeps": body}, ["function scope_keeps(bigint)"]
    right = files["households: functions/scope_keeps"].replace("TO @web@, ", "TO ")
    yield "right", files | {"households: functions/scope_keeps": right}, ["function scope_keeps(bigint)"]
    when = files[f"households: {trigger}"].replace(" OR DELETE", "")
    yield "trigger", files | {f"households: {trigger}": when}, ["trigger guard ON households_unit"]
    whom = files[f"households: {policy}"].replace("@worker@, ", "")
    yield "policy", files | {f"households: {policy}": whom}, ["policy of_all ON public.households_unitaccess"]
    fewer = {name: text for name, text in files.items() if name != f"households: {trigger}"}
    yield "missing", fewer, ["trigger guard ON households_unit"]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["body", "function", "right", "trigger", "policy", "missing"])
def test_a_difference_is_seen(kind: str) -> None:
    texts_by_name, names = next(
        (texts_by_name, names) for name, texts_by_name, names in planted_differences() if name == kind
    )
    assert differences(texts_by_name) == names


@pytest.mark.fault
@pytest.mark.django_db(transaction=True)
def test_migrations_go_back_to_nothing_and_come_again() -> None:
    before = snapshot()
    try:
        for app in ("audit", "rosters", "duplicates", "assignments", "households"):
            call_command("migrate", app, "zero", verbosity=0)
        call_command("migrate", "accounts", "0001_initial", verbosity=0)
        assert {name.partition(" ")[0] for name in snapshot()} == {"locked"}
    finally:
        call_command("migrate", verbosity=0)
    assert snapshot() == before
