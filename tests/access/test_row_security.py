"""Row-level security by itself: the database refuses rows of other communes, whatever statement the program sends."""

from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from households.models.scoped import CommuneScopedModel
from lambinh.accounts import scope
from lambinh.db.roles import quoted
from lambinh.db.sql import roles_of
from tests import factories
from tests.support.access.world import World, make_world

pytestmark = pytest.mark.django_db

DURING = "daterange('2031-01-01', NULL)"
DECISION_VALUES = "now(), %(user)s, 'x'"
INSERTS = {
    "households_residence": "(household_id, village_id, during, commune_id)"
    f" VALUES (%(household)s, %(village)s, {DURING}",
    "households_povertystatus": "(household_id, poverty_class, standard, during, commune_id)"
    f" VALUES (%(household)s, 'poor', '', {DURING}",
    "assignments_membership": "(member_id, body_id, position, is_exempt, during, commune_id)"
    f" VALUES (%(member)s, %(body)s, '', false, {DURING}",
    "assignments_assignment": "(household_id, member_id, tier, role, end_reason, help, result, note, during,"
    f" commune_id) VALUES (%(household)s, %(member)s, 'commune', 'in_charge', '', '', '', '', {DURING}",
    "duplicates_merge": "(household_id, other_household_id, merged_at, merged_by_id, commune_id)"
    " VALUES (%(household)s, %(other)s, now(), %(user)s",
    "duplicates_mergestate": "(merge_id, before, after, commune_id) VALUES (%(merge)s, '{}', '{}'",
    "duplicates_distinctpair": "(first_household_id, second_household_id, decided_at, decided_by_id, reason,"
    " commune_id)"
    f" VALUES (%(household)s, %(other)s, {DECISION_VALUES}",
    "households_household": "(head_name, search_key, sort_key, ethnicity, phone, note, head_sex, citizen_id_encrypted,"
    " citizen_id_digest, citizen_id_last4, merged_into_id, commune_id)"
    " VALUES ('x', '', '', '', '', '', '', '', '', '', %(household)s",
    "assignments_member": "(full_name, search_key, sort_key, sex, birth_date, phone, note, merged_into_id, commune_id)"
    " VALUES ('x', '', '', '', '', '', '', %(member)s",
}
"""The start of an INSERT for each table whose rows depend on a record; the unit is the last column."""

OWNERS = {
    "households_residence": "household_id",
    "households_povertystatus": "household_id",
    "assignments_membership": "member_id",
    "assignments_assignment": "household_id",
    "duplicates_merge": "household_id",
    "duplicates_mergestate": "merge_id",
    "duplicates_distinctpair": "first_household_id",
    "households_household": "merged_into_id",
    "assignments_member": "merged_into_id",
}


@pytest.fixture
def world(tmp_path: Any, settings: Any) -> World:
    settings.MEDIA_ROOT = tmp_path / "uploads"
    return make_world(tmp_path)


def keys_of(side: Any, world: World) -> dict[str, int]:
    """The keys of a side's records by the parameter names of `INSERTS`."""
    household, other = (factories.HouseholdFactory(commune=side.commune) for _time in range(2))
    return {
        "household": household.pk,
        "other": other.pk,
        "member": factories.MemberFactory(commune=side.commune).pk,
        "village": world.here.village.pk,
        "body": world.here.body.pk,
        "merge": _merge(side, other, world),
        "user": world.users["commune_secretary"].pk,
    }


def _merge(side: Any, other: Any, world: World) -> int:
    merge = type(side.merge)
    row = merge.objects.create(
        household=other,
        other_household=factories.HouseholdFactory(commune=side.commune),
        merged_at="2026-01-01T00:00:00Z",
        merged_by=world.users["commune_secretary"],
    )
    return int(row.pk)


def written_rows(world: World, sql: str, values: dict[str, int]) -> int:
    """The number of rows that the web server writes by `sql` for a user of `world.here`; -1 if refused."""
    scoped = {"user": world.users["commune_secretary"].pk, "units": [world.here.commune.pk], "source": "page"}
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE {quoted(roles_of(connection).web)}")
            scope.begin_scope(**scoped)
            cursor.execute(sql, values)
            rows = int(cursor.rowcount)
            transaction.set_rollback(True)
            return rows
    except DatabaseError as error:
        assert "row-level security" in str(error) or "permission denied for table" in str(error), error
        return -1


@pytest.mark.parametrize("table", INSERTS)
def test_a_row_about_somebody_elsewhere_is_refused_also_with_ones_own_unit_written_along(
    table: str, world: World
) -> None:
    sql = f"INSERT INTO {table} {INSERTS[table]}, %(unit)s)"
    unit = {"unit": world.here.commune.pk}
    assert written_rows(world, sql, keys_of(world.there, world) | unit) == -1
    assert written_rows(world, sql, keys_of(world.here, world) | unit) == 1


@pytest.mark.parametrize("table", INSERTS)
def test_the_unit_of_a_row_follows_whatever_was_written_along(table: str, world: World) -> None:
    """The worker and commands, which bypass row-level security, are refused as well."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} {INSERTS[table]}, %(unit)s) RETURNING commune_id",
            keys_of(world.there, world) | {"unit": world.here.commune.pk},
        )
        assert cursor.fetchone()[0] == world.there.commune.pk


@pytest.mark.parametrize("table", INSERTS)
def test_a_row_is_not_moved_to_another_unit_or_to_somebody_elsewhere(table: str, world: World) -> None:
    here, there = keys_of(world.here, world), keys_of(world.there, world)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} {INSERTS[table]}, NULL) RETURNING id", here)
        row = cursor.fetchone()[0]
    owner = OWNERS[table]
    key = {"household": "household", "member": "member", "merge": "merge"}.get(owner.removesuffix("_id"), "household")
    if table == "assignments_member":
        key = "member"
    values = {"row": row, "unit": world.here.commune.pk, "owner": there[key], "there": world.there.commune.pk}
    assert written_rows(world, f"UPDATE {table} SET {owner} = %(owner)s WHERE id = %(row)s", values) == -1
    assert (
        written_rows(world, f"UPDATE {table} SET {owner} = %(owner)s, commune_id = %(unit)s WHERE id = %(row)s", values)
        == -1
    )
    written_rows(world, f"UPDATE {table} SET commune_id = %(there)s WHERE id = %(row)s", values)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT commune_id FROM {table} WHERE id = %s", [row])
        assert cursor.fetchone()[0] == world.here.commune.pk


def test_every_table_that_answers_to_a_unit_is_tried() -> None:
    tables = {model._meta.db_table for model in apps.get_models() if issubclass(model, CommuneScopedModel)}
    assert tables == set(INSERTS)


def test_rows_follow_when_units_change(world: World) -> None:
    """The trigger that fixes the unit of a row must let it follow a household that moves."""
    household = world.here.household
    factories.ResidenceFactory._meta.model.objects.filter(household=household).update(village=world.there.village)
    with connection.cursor() as cursor:
        cursor.execute("SELECT refresh_household_communes(%s, current_date)", [[household.pk]])
        for table in ("households_residence", "households_povertystatus", "assignments_assignment"):
            cursor.execute(f"SELECT DISTINCT commune_id FROM {table} WHERE household_id = %s", [household.pk])
            assert cursor.fetchall() == [(world.there.commune.pk,)], table
