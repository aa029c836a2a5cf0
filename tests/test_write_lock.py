"""The database refuses what the registers would have to refuse: changes of units, placements, bodies and decisions."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from households.access import reach_of
from households.models import Unit
from lambinh.accounts import scope
from lambinh.accounts.models import User
from lambinh.accounts.permissions import Role
from tests import factories
from tests.access.web import as_web
from tests.factories import days

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> SimpleNamespace:
    """A province with a district of two communes, each with a village; people of each of them."""
    province = factories.UnitFactory(kind="province", name="Tuyên Quang", code="08")
    district = factories.DistrictFactory(name="Lâm Bình", parent=province)
    here, there = (factories.UnitFactory(name=name, parent=district) for name in ("Thổ Bình", "Hồng Quang"))
    mine, theirs = (factories.VillageFactory(commune=commune) for commune in (here, there))
    moved = factories.VillageFactory(name="Nà Cọn")
    then = factories.PlacementFactory(unit=moved, parent=here, during=days("", "2021-06-01"))
    now = factories.PlacementFactory(unit=moved, parent=there, during=days("2021-06-01"))
    lost = factories.VillageFactory(name="Nà Mất")
    home = factories.HouseholdFactory(commune=there)
    factories.ResidenceFactory(household=home, village=lost)
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


def written(user: User | None, statement: str, *values: Any) -> bool:
    """Whether the web server's role, acting for `user`, changed a row. It is taken back."""
    with transaction.atomic():
        reach = reach_of(user) if user else None
        scope.enter(
            user=user.pk if user else None,
            units=reach.reading if reach else (),
            way="page",
            rights=reach.writing if reach else None,
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
    # of whom · what · statement · values (names of the place) · whether it is done
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


@pytest.mark.parametrize(("of", "statement", "values", "done"), [(a, c, d, e) for a, _b, c, d, e in CASES],
                         ids=[f"{case[0]}: {case[1]}" for case in CASES])  # fmt: skip
def test_an_administrator_changes_the_own_units_alone(
    of: str, statement: str, values: tuple[str, ...], done: bool, place: SimpleNamespace
) -> None:
    rows = [getattr(place, name, name) for name in values]
    keys = [getattr(row, "pk", row) for row in rows]
    assert written(user_of(getattr(place, of), Role.ADMINISTRATOR), statement, *keys) is done


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_no_other_role_changes_units(role: Role, place: SimpleNamespace) -> None:
    user = user_of(place.province, role)
    assert not written(user, DESCRIBE, place.mine.pk)
    assert not written(user, PLACE, place.bare.pk, place.here.pk)


def test_the_administrator_of_the_whole_changes_all_units(place: SimpleNamespace) -> None:
    chief = factories.PersonFactory(is_superuser=True)
    for unit in (place.province, place.there, place.theirs, place.lost):
        assert written(chief, DESCRIBE, unit.pk)
    assert written(chief, MAKE, "province", None)


def test_a_transaction_that_says_no_rights_changes_no_unit(place: SimpleNamespace) -> None:
    assert not written(None, DESCRIBE, place.here.pk)
    assert not written(None, MAKE, "village", None)
