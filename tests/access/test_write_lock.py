"""The database refuses what the registers would have to refuse: changes of units, placements, bodies and decisions."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from households.models import Unit
from households.permissions import permissions_for
from lambinh.accounts import scope
from lambinh.accounts.models import User
from lambinh.accounts.permissions import Role
from tests import factories
from tests.factories import days
from tests.support.access.web import as_web

pytestmark = pytest.mark.django_db


@pytest.fixture
def territory() -> SimpleNamespace:
    """A province with a district of two communes, each with a village, and the bodies of each."""
    province = factories.UnitFactory(kind="province", name="Tuyên Quang", code="08")
    district = factories.DistrictFactory(name="Lâm Bình", parent=province)
    own_commune, other_commune = (
        factories.UnitFactory(name=name, parent=district) for name in ("Thổ Bình", "Hồng Quang")
    )
    own_village, other_village = (factories.VillageFactory(commune=commune) for commune in (own_commune, other_commune))
    moved_village = factories.VillageFactory(name="Nà Cọn")
    former_placement = factories.PlacementFactory(unit=moved_village, parent=own_commune, during=days("", "2021-06-01"))
    present_placement = factories.PlacementFactory(unit=moved_village, parent=other_commune, during=days("2021-06-01"))
    unplaced_village = factories.VillageFactory(name="Nà Mất")
    household = factories.HouseholdFactory(commune=other_commune)
    factories.ResidenceFactory(household=household, village=unplaced_village)
    return SimpleNamespace(
        province=province,
        district=district,
        own_commune=own_commune,
        other_commune=other_commune,
        own_village=own_village,
        other_village=other_village,
        moved_village=moved_village,
        unplaced_village=unplaced_village,
        new_village=factories.VillageFactory(name="Nà Mới"),
        none=None,
        own_placement=own_village.placements.get(),
        other_placement=other_village.placements.get(),
        commune_placement=own_commune.placements.get(),
        former_placement=former_placement,
        present_placement=present_placement,
        own_body=factories.BodyFactory(unit=own_village),
        other_body=factories.BodyFactory(unit=other_village),
        district_body=factories.BodyFactory(unit=own_commune, tier="district"),
    )


def user_of(unit: Unit, role: Role) -> User:
    user: User = factories.UnitAccessFactory(unit=unit, role=role).user
    return user


def is_written(user: User | None, statement: str, *values: Any) -> bool:
    """Whether the web server's role, acting for `user`, changes a row. The change is rolled back."""
    with transaction.atomic():
        permissions = permissions_for(user) if user else None
        scope.begin_scope(
            user=user.pk if user else None,
            units=permissions.readable_units if permissions else (),
            source="page",
            rights=permissions.writable_units if permissions else None,
        )
        with as_web(), connection.cursor() as cursor:
            try:
                with transaction.atomic():
                    cursor.execute(statement, values)
                    changed = cursor.rowcount > 0
            except ProgrammingError as refused:
                assert getattr(refused.__cause__, "pgcode", "") == "42501"
                assert "no right" in str(refused)
                changed = False
        transaction.set_rollback(True)
    return changed


PLACE = "INSERT INTO households_placement (unit_id, parent_id, during) VALUES (%s, %s, '[1980-01-01,1981-01-01)')"
DESCRIBE = "UPDATE households_unit SET basis = 'x' WHERE id = %s"
SUCCEED = "UPDATE households_unit SET successor_id = %s WHERE id = %s"
DATE = "UPDATE households_placement SET during = '[2000-01-01,)' WHERE id = %s"
TURN = "UPDATE households_placement SET parent_id = %s WHERE id = %s"
REMOVE = "DELETE FROM households_placement WHERE id = %s"
TURN_UNIT = "UPDATE households_placement SET unit_id = %s WHERE id = %s"
MAKE_COMMUNE = "UPDATE households_unit SET kind = 'commune', code = '1' WHERE id = %s"
MAKE = (
    "INSERT INTO households_unit (kind, code, prefix, name, search_key, sort_key, basis, during, successor_id)"
    " VALUES (%s, '77777', '', 'x', 'x', 'x', '', '[1980-01-01,1981-01-01)', %s)"
)

CASES: list[tuple[str, str, str, tuple[Any, ...], bool]] = [
    # unit of the user · title · statement · values (attributes of `territory`) · whether the row changes
    ("own_commune", "describe own", DESCRIBE, ("own_commune",), True),
    ("own_commune", "describe own village", DESCRIBE, ("own_village",), True),
    ("own_commune", "describe other", DESCRIBE, ("other_commune",), False),
    ("own_commune", "describe above", DESCRIBE, ("district",), False),
    ("own_commune", "describe other village", DESCRIBE, ("other_village",), False),
    ("own_commune", "describe village of once", DESCRIBE, ("moved_village",), False),
    ("own_commune", "describe village of nowhere", DESCRIBE, ("unplaced_village",), False),
    ("district", "describe below", DESCRIBE, ("other_village",), True),
    ("own_commune", "succeed by other", SUCCEED, ("other_commune", "own_commune"), False),
    ("own_commune", "succeed other", SUCCEED, ("own_commune", "other_commune"), False),
    ("own_commune", "change kind", MAKE_COMMUNE, ("own_village",), False),
    ("district", "change kind", "UPDATE households_unit SET kind = 'province' WHERE id = %s", ("own_commune",), False),
    ("own_commune", "make village", MAKE, ("village", "none"), True),
    ("own_commune", "make commune", MAKE, ("commune", "none"), False),
    ("own_commune", "make village succeeded by other", MAKE, ("village", "other_commune"), False),
    ("district", "make commune", MAKE, ("commune", "none"), True),
    ("district", "make district", MAKE, ("district", "none"), False),
    ("province", "make province", MAKE, ("province", "none"), False),
    ("own_commune", "delete other village", "DELETE FROM households_unit WHERE id = %s", ("new_village",), True),
    ("own_commune", "place new village here", PLACE, ("new_village", "own_commune"), True),
    ("own_commune", "place new village there", PLACE, ("new_village", "other_commune"), False),
    ("own_commune", "take village", PLACE, ("other_village", "own_commune"), False),
    ("own_commune", "take village of once", PLACE, ("moved_village", "own_commune"), False),
    ("own_commune", "take village of nowhere", PLACE, ("unplaced_village", "own_commune"), False),
    ("other_commune", "take own village of nowhere", PLACE, ("unplaced_village", "other_commune"), True),
    ("own_commune", "take commune", PLACE, ("other_commune", "own_commune"), False),
    ("own_commune", "take province", PLACE, ("province", "own_commune"), False),
    ("own_commune", "give village", PLACE, ("own_village", "other_commune"), False),
    ("own_commune", "rise", PLACE, ("own_commune", "province"), False),
    ("district", "move within", TURN, ("other_commune", "own_placement"), True),
    ("own_commune", "date own", DATE, ("own_placement",), True),
    ("own_commune", "date other", DATE, ("other_placement",), False),
    ("own_commune", "date own above", DATE, ("commune_placement",), False),
    ("own_commune", "turn to other", TURN, ("other_commune", "own_placement"), False),
    ("own_commune", "turn other to own", TURN, ("own_commune", "other_placement"), False),
    ("own_commune", "turn unit", TURN_UNIT, ("other_village", "own_placement"), False),
    ("own_commune", "delete own", REMOVE, ("own_placement",), True),
    ("own_commune", "delete other", REMOVE, ("other_placement",), False),
    ("own_commune", "delete own above", REMOVE, ("commune_placement",), False),
    ("own_commune", "delete own of once", REMOVE, ("former_placement",), False),
    ("other_commune", "delete own of now", REMOVE, ("present_placement",), True),
]  # fmt: skip


@pytest.mark.parametrize(("unit_name", "statement", "values", "is_changed"), [(a, c, d, e) for a, _b, c, d, e in CASES],
                         ids=[f"{case[0]}: {case[1]}" for case in CASES])  # fmt: skip
def test_an_administrator_changes_the_own_units_alone(
    unit_name: str, statement: str, values: tuple[str, ...], is_changed: bool, territory: SimpleNamespace
) -> None:
    rows = [getattr(territory, name, name) for name in values]
    keys = [getattr(row, "pk", row) for row in rows]
    assert is_written(user_of(getattr(territory, unit_name), Role.ADMINISTRATOR), statement, *keys) is is_changed


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_no_other_role_changes_units(role: Role, territory: SimpleNamespace) -> None:
    user = user_of(territory.province, role)
    assert not is_written(user, DESCRIBE, territory.own_village.pk)
    assert not is_written(user, PLACE, territory.new_village.pk, territory.own_commune.pk)


def test_the_administrator_of_the_whole_changes_all_units(territory: SimpleNamespace) -> None:
    chief = factories.PersonFactory(is_superuser=True)
    for unit in (territory.province, territory.other_commune, territory.other_village, territory.unplaced_village):
        assert is_written(chief, DESCRIBE, unit.pk)
    assert is_written(chief, MAKE, "province", None)


def test_a_transaction_that_says_no_rights_changes_no_unit(territory: SimpleNamespace) -> None:
    assert not is_written(None, DESCRIBE, territory.own_commune.pk)
    assert not is_written(None, MAKE, "village", None)


# --- bodies and decisions -------------------------------------------------------------------------------

BODY = (
    "INSERT INTO assignments_body (kind, tier, name, search_key, sort_key, unit_id)"
    " VALUES ('cell', 'commune', 'x', 'x', 'x', %s)"
)
HIGH_BODY = BODY.replace("'commune'", "'district'")
RENAME = "UPDATE assignments_body SET name = 'x' WHERE id = %s"
LIFT = "UPDATE assignments_body SET tier = 'district' WHERE id = %s"
SEND = "UPDATE assignments_body SET unit_id = %s WHERE id = %s"
CLOSE = "DELETE FROM assignments_body WHERE id = %s"
ADMINISTRATOR, OFFICE, SECRETARY, STAFF = list(Role)[:4]

BODIES: list[tuple[Role, str, str, tuple[Any, ...], bool]] = [
    (SECRETARY, "own_commune", BODY, ("own_village",), True),
    (SECRETARY, "own_commune", HIGH_BODY, ("own_village",), False),
    (SECRETARY, "own_commune", BODY, ("other_village",), False),
    (SECRETARY, "own_commune", BODY, ("district",), False),
    (SECRETARY, "own_commune", BODY, ("new_village",), False),
    (SECRETARY, "own_commune", RENAME, ("own_body",), True),
    (SECRETARY, "own_commune", RENAME, ("other_body",), False),
    (SECRETARY, "own_commune", RENAME, ("district_body",), False),
    (SECRETARY, "own_commune", LIFT, ("own_body",), False),
    (SECRETARY, "own_commune", SEND, ("other_village", "own_body"), False),
    (SECRETARY, "own_commune", SEND, ("own_village", "other_body"), False),
    (SECRETARY, "own_commune", CLOSE, ("own_body",), True),
    (SECRETARY, "own_commune", CLOSE, ("district_body",), False),
    (OFFICE, "own_commune", HIGH_BODY, ("own_village",), True),
    (OFFICE, "own_commune", HIGH_BODY, ("district",), False),
    (OFFICE, "district", HIGH_BODY, ("district",), True),
    (ADMINISTRATOR, "own_commune", RENAME, ("district_body",), True),
    (ADMINISTRATOR, "own_commune", RENAME, ("other_body",), False),
    (STAFF, "own_commune", RENAME, ("own_body",), False),
]


@pytest.mark.parametrize(("role", "unit_name", "statement", "values", "is_changed"), BODIES)
def test_bodies_are_changed_by_unit_and_tier(
    role: Role, unit_name: str, statement: str, values: tuple[str, ...], is_changed: bool, territory: SimpleNamespace
) -> None:
    keys = [getattr(territory, name).pk for name in values]
    assert is_written(user_of(getattr(territory, unit_name), role), statement, *keys) is is_changed


DECIDE = "INSERT INTO assignments_decision (number, issued_on, issuer, title, unit_id) VALUES ('9', now(), 'x', '', %s)"
WORD = "UPDATE assignments_decision SET number = 'x' WHERE unit_id = %s"
GIVE = "UPDATE assignments_decision SET unit_id = %s WHERE unit_id = %s"
ANNUL = "DELETE FROM assignments_decision WHERE unit_id = %s"

DECISIONS: list[tuple[Role, str, str, tuple[str, ...], bool]] = [
    (OFFICE, "own_commune", DECIDE, ("own_commune",), True),
    (OFFICE, "own_commune", WORD, ("own_commune",), True),
    (OFFICE, "own_commune", ANNUL, ("own_commune",), True),
    (OFFICE, "own_commune", DECIDE, ("district",), False),
    (OFFICE, "own_commune", WORD, ("district",), False),
    (OFFICE, "own_commune", ANNUL, ("district",), False),
    (OFFICE, "own_commune", WORD, ("other_commune",), False),
    (OFFICE, "own_commune", GIVE, ("own_commune", "district"), False),
    (OFFICE, "own_commune", GIVE, ("district", "own_commune"), False),
    (OFFICE, "district", WORD, ("district",), True),
    (OFFICE, "district", WORD, ("other_commune",), True),
    (OFFICE, "district", WORD, ("province",), False),
    (OFFICE, "province", WORD, ("district",), True),
    (SECRETARY, "own_commune", WORD, ("own_commune",), False),
    (ADMINISTRATOR, "province", WORD, ("own_commune",), False),
]


@pytest.mark.parametrize(("role", "unit_name", "statement", "values", "is_changed"), DECISIONS)
def test_decisions_are_changed_by_the_office_of_the_issuers_unit(
    role: Role, unit_name: str, statement: str, values: tuple[str, ...], is_changed: bool, territory: SimpleNamespace
) -> None:
    for unit in (territory.own_commune, territory.other_commune, territory.district, territory.province):
        factories.DecisionFactory(unit=unit)
    keys = [getattr(territory, name).pk for name in values]
    assert is_written(user_of(getattr(territory, unit_name), role), statement, *keys) is is_changed


def test_a_decision_of_no_known_unit_is_changed_by_the_office_of_a_province(territory: SimpleNamespace) -> None:
    factories.DecisionFactory(unit=None)
    statement = "UPDATE assignments_decision SET number = 'x' WHERE unit_id IS NULL"
    assert [
        is_written(user_of(unit, OFFICE), statement)
        for unit in (territory.own_commune, territory.district, territory.province)
    ] == [
        False,
        False,
        True,
    ]


def test_a_decision_of_a_unit_that_ended_is_changed_by_who_reaches_it(territory: SimpleNamespace) -> None:
    """Districts were abolished on 1/7/2025; the office of the province reaches their former units."""
    ended = factories.DistrictFactory(during=days("", "2025-07-01"), parent=territory.province)
    factories.DecisionFactory(unit=ended)
    assert [
        is_written(user_of(unit, OFFICE), WORD, ended.pk) for unit in (territory.own_commune, territory.province, ended)
    ] == [
        False,
        True,
        True,
    ]
