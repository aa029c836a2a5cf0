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
    here, there = (factories.UnitFactory(name=name, parent=district) for name in ("Thổ Bình", "Hồng Quang"))
    mine, theirs = (factories.VillageFactory(commune=commune) for commune in (here, there))
    moved = factories.VillageFactory(name="Nà Cọn")
    then = factories.PlacementFactory(unit=moved, parent=here, during=days("", "2021-06-01"))
    now = factories.PlacementFactory(unit=moved, parent=there, during=days("2021-06-01"))
    lost = factories.VillageFactory(name="Nà Mất")
    household = factories.HouseholdFactory(commune=there)
    factories.ResidenceFactory(household=household, village=lost)
    return SimpleNamespace(
        province=province, district=district, here=here, there=there, mine=mine, theirs=theirs, moved=moved, lost=lost,
        then=then, now=now, bare=factories.VillageFactory(name="Nà Mới"), none=None,
        my_row=mine.placements.get(), their_row=theirs.placements.get(), top_row=here.placements.get(),
        body=factories.BodyFactory(unit=mine), their_body=factories.BodyFactory(unit=theirs),
        high_body=factories.BodyFactory(unit=here, tier="district"),
    )  # fmt: skip


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
MAKE = (
    "INSERT INTO households_unit (kind, code, prefix, name, search_key, sort_key, basis, during, successor_id)"
    " VALUES (%s, '77777', '', 'x', 'x', 'x', '', '[1980-01-01,1981-01-01)', %s)"
)

CASES: list[tuple[str, str, str, tuple[Any, ...], bool]] = [
    # unit of the user · title · statement · values (attributes of `territory`) · whether the row changes
    ("here", "describe own", DESCRIBE, ("here",), True),
    ("here", "describe own village", DESCRIBE, ("mine",), True),
    ("here", "describe other", DESCRIBE, ("there",), False),
    ("here", "describe above", DESCRIBE, ("district",), False),
    ("here", "describe other village", DESCRIBE, ("theirs",), False),
    ("here", "describe village of once", DESCRIBE, ("moved",), False),
    ("here", "describe village of nowhere", DESCRIBE, ("lost",), False),
    ("district", "describe below", DESCRIBE, ("theirs",), True),
    ("here", "succeed by other", SUCCEED, ("there", "here"), False),
    ("here", "succeed other", SUCCEED, ("here", "there"), False),
    ("here", "change kind", "UPDATE households_unit SET kind = 'commune', code = '1' WHERE id = %s", ("mine",), False),
    ("district", "change kind", "UPDATE households_unit SET kind = 'province' WHERE id = %s", ("here",), False),
    ("here", "make village", MAKE, ("village", "none"), True),
    ("here", "make commune", MAKE, ("commune", "none"), False),
    ("here", "make village succeeded by other", MAKE, ("village", "there"), False),
    ("district", "make commune", MAKE, ("commune", "none"), True),
    ("district", "make district", MAKE, ("district", "none"), False),
    ("province", "make province", MAKE, ("province", "none"), False),
    ("here", "delete other village", "DELETE FROM households_unit WHERE id = %s", ("bare",), True),
    ("here", "place new village here", PLACE, ("bare", "here"), True),
    ("here", "place new village there", PLACE, ("bare", "there"), False),
    ("here", "take village", PLACE, ("theirs", "here"), False),
    ("here", "take village of once", PLACE, ("moved", "here"), False),
    ("here", "take village of nowhere", PLACE, ("lost", "here"), False),
    ("there", "take own village of nowhere", PLACE, ("lost", "there"), True),
    ("here", "take commune", PLACE, ("there", "here"), False),
    ("here", "take province", PLACE, ("province", "here"), False),
    ("here", "give village", PLACE, ("mine", "there"), False),
    ("here", "rise", PLACE, ("here", "province"), False),
    ("district", "move within", TURN, ("there", "my_row"), True),
    ("here", "date own", DATE, ("my_row",), True),
    ("here", "date other", DATE, ("their_row",), False),
    ("here", "date own above", DATE, ("top_row",), False),
    ("here", "turn to other", TURN, ("there", "my_row"), False),
    ("here", "turn other to own", TURN, ("here", "their_row"), False),
    ("here", "turn unit", "UPDATE households_placement SET unit_id = %s WHERE id = %s", ("theirs", "my_row"), False),
    ("here", "delete own", REMOVE, ("my_row",), True),
    ("here", "delete other", REMOVE, ("their_row",), False),
    ("here", "delete own above", REMOVE, ("top_row",), False),
    ("here", "delete own of once", REMOVE, ("then",), False),
    ("there", "delete own of now", REMOVE, ("now",), True),
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
    assert not is_written(user, DESCRIBE, territory.mine.pk)
    assert not is_written(user, PLACE, territory.bare.pk, territory.here.pk)


def test_the_administrator_of_the_whole_changes_all_units(territory: SimpleNamespace) -> None:
    chief = factories.PersonFactory(is_superuser=True)
    for unit in (territory.province, territory.there, territory.theirs, territory.lost):
        assert is_written(chief, DESCRIBE, unit.pk)
    assert is_written(chief, MAKE, "province", None)


def test_a_transaction_that_says_no_rights_changes_no_unit(territory: SimpleNamespace) -> None:
    assert not is_written(None, DESCRIBE, territory.here.pk)
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
    (SECRETARY, "here", BODY, ("mine",), True),
    (SECRETARY, "here", HIGH_BODY, ("mine",), False),
    (SECRETARY, "here", BODY, ("theirs",), False),
    (SECRETARY, "here", BODY, ("district",), False),
    (SECRETARY, "here", BODY, ("bare",), False),
    (SECRETARY, "here", RENAME, ("body",), True),
    (SECRETARY, "here", RENAME, ("their_body",), False),
    (SECRETARY, "here", RENAME, ("high_body",), False),
    (SECRETARY, "here", LIFT, ("body",), False),
    (SECRETARY, "here", SEND, ("theirs", "body"), False),
    (SECRETARY, "here", SEND, ("mine", "their_body"), False),
    (SECRETARY, "here", CLOSE, ("body",), True),
    (SECRETARY, "here", CLOSE, ("high_body",), False),
    (OFFICE, "here", HIGH_BODY, ("mine",), True),
    (OFFICE, "here", HIGH_BODY, ("district",), False),
    (OFFICE, "district", HIGH_BODY, ("district",), True),
    (ADMINISTRATOR, "here", RENAME, ("high_body",), True),
    (ADMINISTRATOR, "here", RENAME, ("their_body",), False),
    (STAFF, "here", RENAME, ("body",), False),
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
    (OFFICE, "here", DECIDE, ("here",), True),
    (OFFICE, "here", WORD, ("here",), True),
    (OFFICE, "here", ANNUL, ("here",), True),
    (OFFICE, "here", DECIDE, ("district",), False),
    (OFFICE, "here", WORD, ("district",), False),
    (OFFICE, "here", ANNUL, ("district",), False),
    (OFFICE, "here", WORD, ("there",), False),
    (OFFICE, "here", GIVE, ("here", "district"), False),
    (OFFICE, "here", GIVE, ("district", "here"), False),
    (OFFICE, "district", WORD, ("district",), True),
    (OFFICE, "district", WORD, ("there",), True),
    (OFFICE, "district", WORD, ("province",), False),
    (OFFICE, "province", WORD, ("district",), True),
    (SECRETARY, "here", WORD, ("here",), False),
    (ADMINISTRATOR, "province", WORD, ("here",), False),
]


@pytest.mark.parametrize(("role", "unit_name", "statement", "values", "is_changed"), DECISIONS)
def test_decisions_are_changed_by_the_office_of_the_issuers_unit(
    role: Role, unit_name: str, statement: str, values: tuple[str, ...], is_changed: bool, territory: SimpleNamespace
) -> None:
    for unit in (territory.here, territory.there, territory.district, territory.province):
        factories.DecisionFactory(unit=unit)
    keys = [getattr(territory, name).pk for name in values]
    assert is_written(user_of(getattr(territory, unit_name), role), statement, *keys) is is_changed


def test_a_decision_of_no_known_unit_is_changed_by_the_office_of_a_province(territory: SimpleNamespace) -> None:
    factories.DecisionFactory(unit=None)
    statement = "UPDATE assignments_decision SET number = 'x' WHERE unit_id IS NULL"
    assert [
        is_written(user_of(unit, OFFICE), statement)
        for unit in (territory.here, territory.district, territory.province)
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
        is_written(user_of(unit, OFFICE), WORD, ended.pk) for unit in (territory.here, territory.province, ended)
    ] == [
        False,
        True,
        True,
    ]
