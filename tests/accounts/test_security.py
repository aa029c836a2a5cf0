"""The database refuses the web server changes of superusers, and access beyond what its user may grant."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from households.models import Unit, UnitAccess
from households.permissions import permissions_for
from households.users.delegation import grantable_units, units_of_access
from lambinh.accounts import scope
from lambinh.accounts.models import User
from lambinh.accounts.permissions import GRANTABLE_ROLES, Role
from lambinh.db.roles import ProcessRole, quoted
from lambinh.db.sql import roles_of
from tests import factories

pytestmark = pytest.mark.django_db


@contextmanager
def acting(user: User | None, part: ProcessRole = ProcessRole.WEB) -> Iterator[None]:
    """Open a transaction of `part` as a request of `user` does, and roll it back at the end."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {quoted(roles_of(connection).of(part))}")
        if user:
            permissions = permissions_for(user)
            scope.begin_scope(
                user=user.pk, units=permissions.readable_units, source="page", access_units=units_of_access(permissions)
            )
        yield
        transaction.set_rollback(True)


def refused(change: Any, user: User | None, part: ProcessRole = ProcessRole.WEB) -> bool:
    try:
        with acting(user, part):
            change()
    except DatabaseError as error:
        assert "superuser" in str(error) or "row-level security" in str(error) or "permission denied" in str(error)
        return True
    return False


@pytest.fixture
def office() -> User:
    return factories.UnitAccessFactory(role=Role.DISTRICT_OFFICE).user


@pytest.mark.parametrize("part", [ProcessRole.WEB, ProcessRole.WORKER])
def test_a_superuser_is_made_at_the_command_line_alone(part: ProcessRole, office: User) -> None:
    other = factories.PersonFactory()
    for user in (None, office, factories.PersonFactory(is_superuser=True)):
        assert refused(lambda: User.objects.create(username="new", is_superuser=True), user, part)
        assert refused(lambda: User.objects.filter(pk=other.pk).update(is_superuser=True), user, part)
        assert not refused(lambda: User.objects.create(username="new"), user, part)
    assert not refused(lambda: User.objects.create(username="new", is_superuser=True), None, ProcessRole.COMMAND)


def test_the_account_of_a_superuser_is_not_taken_over(office: User) -> None:
    chief, other = factories.PersonFactory(is_superuser=True), factories.PersonFactory(is_superuser=True)
    for change in ({"password": "x"}, {"is_active": False}, {"username": "taken"}, {"is_superuser": False}):
        assert refused(lambda values=change: User.objects.filter(pk=chief.pk).update(**values), office)
    for user in (chief, other, None):
        assert not refused(lambda: User.objects.filter(pk=chief.pk).update(password="x"), user)
    assert not refused(lambda: User.objects.filter(pk=chief.pk).update(last_login=None), office)


@pytest.mark.parametrize("manager", Role)
@pytest.mark.parametrize("role", Role)
def test_access_is_given_by_whom_the_program_lets_give_it(manager: Role, role: Role) -> None:
    """The policy of the database agrees with the table of roles."""
    unit, person = factories.UnitFactory(), factories.PersonFactory()
    user = factories.UnitAccessFactory(unit=unit, role=manager).user
    access = factories.UnitAccessFactory(unit=unit, role=role, user=person)
    with acting(user):
        deleted_count = UnitAccess.objects.filter(pk=access.pk).delete()[0]
    is_grantable = role in GRANTABLE_ROLES.get(manager, ())
    assert deleted_count == is_grantable
    access.delete()
    assert refused(lambda: UnitAccess.objects.create(user=person, unit=unit, role=role), user) == (not is_grantable)


def test_access_is_given_only_where_the_user_of_the_transaction_manages(office: User) -> None:
    near, far = office.unit_access.get().unit, factories.UnitFactory()
    person = factories.PersonFactory()
    assert grantable_units(permissions_for(office))

    def grant(unit: Unit, to: User = person) -> Any:
        return lambda: UnitAccess.objects.create(user=to, unit=unit, role=Role.VIEWER)

    assert not refused(grant(near), office)
    assert refused(grant(far), office)
    assert refused(grant(near, office), office)  # to the user's own account
    assert refused(grant(near), None)
    assert not refused(grant(far), factories.PersonFactory(is_superuser=True))


def test_access_that_was_given_is_not_changed(office: User) -> None:
    access = factories.UnitAccessFactory(unit=office.unit_access.get().unit)
    assert refused(lambda: UnitAccess.objects.filter(pk=access.pk).update(role=Role.ADMINISTRATOR), office)
