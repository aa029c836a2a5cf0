"""How people get accounts and access, and lose them. Each operation asks whether `by` may."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from households.models import Unit, UnitAccess
from households.permissions import permissions_for
from households.services.units import with_successors
from households.users.delegation import can_grant, can_manage
from lambinh.accounts import services as accounts
from lambinh.accounts.models import User
from lambinh.accounts.permissions import SECOND_FACTOR_ROLES, Role
from lambinh.accounts.scope import audited
from lambinh.accounts.second_factor.status import has_second_factor
from lambinh.accounts.security import rate_limits
from lambinh.accounts.security.events import note_security
from lambinh.lib.dates.formatting import format_day
from lambinh.lib.errors import UserError
from lambinh.lib.logs.security_events import Event, log_change


class AccessDenied(UserError):
    """Why it was not done, in a sentence for people."""


class UserNotManageable(AccessDenied):
    """The person's account is looked after by somebody else."""

    def __init__(self) -> None:
        super().__init__(_("This account is looked after by somebody with wider access."))


class RoleNotGrantable(AccessDenied):
    """The acting user does not hold what it takes to give this role there."""

    def __init__(self, role: Role, unit: Unit) -> None:
        told = {"role": role.label, "unit": unit}
        super().__init__(_("You may not give the role “%(role)s” in %(unit)s.") % told)


class UnitNotCurrent(AccessDenied):
    """The unit has ended or has not begun."""

    def __init__(self, unit: Unit, instead: Unit | None) -> None:
        told: dict[str, Any] = {"unit": unit, "instead": instead}
        if instead is None:
            text = _("%(unit)s is no unit of today. Choose the unit that has its place now.")
        else:
            told["day"] = format_day(unit.during.upper)
            text = _("%(unit)s is no more since %(day)s. Choose %(instead)s, which it became.")
        super().__init__(text % told)


class UnitIsVillage(AccessDenied):
    """Access is given in communes and above."""

    def __init__(self, unit: Unit) -> None:
        super().__init__(_("Access is not given in a village. Choose the commune of %(unit)s.") % {"unit": unit})


class UsernameTaken(AccessDenied):
    """Another account has this user name, be it in other case."""

    def __init__(self, username: str) -> None:
        super().__init__(_("There is a user “%(name)s” already. Choose another user name.") % {"name": username})


class AlreadyGranted(AccessDenied):
    def __init__(self) -> None:
        super().__init__(_("This user already has this role in this unit."))


@audited
def create_user(
    *, username: str, last_name: str, first_name: str, unit: Unit, role: Role, by: User
) -> tuple[User, str]:
    """A person with a first grant, and the password with which that person signs in the first time."""
    _check_grant(unit, role, by)
    if User.objects.filter(username__iexact=username).exists():
        raise UsernameTaken(username)
    person = User(username=username, last_name=last_name, first_name=first_name, created_by=by)
    person.set_unusable_password()
    person.full_clean()
    person.save()
    UnitAccess.objects.create(user=person, unit=unit, role=role)
    return person, accounts.set_first_password(person, by=by)


@audited
def grant_access(*, person: User, unit: Unit, role: Role, by: User) -> UnitAccess:
    _take(person, by)
    _check_grant(unit, role, by)
    access, is_new = UnitAccess.objects.get_or_create(user=person, unit=unit, role=role)
    if not is_new:
        raise AlreadyGranted
    if role in SECOND_FACTOR_ROLES and not has_second_factor(person):
        accounts.end_sessions(person, by=by)  # signing in again, the person sets one up first
    return access


@audited
def revoke_access(*, access: UnitAccess, by: User) -> None:
    """Take a grant back: what it opened is closed with the person's next click."""
    _take(access.user, by)
    access.delete()


@audited
def deactivate(*, person: User, by: User) -> None:
    """Let nobody sign in with the account any more; its grants stay for the day when it is needed again."""
    _take(person, by)
    _set_active(person, False)
    accounts.end_sessions(person, by=by)
    log_change(Event.USER_DEACTIVATED, account=person.pk, by=by.pk)


@audited
def activate(*, person: User, by: User) -> None:
    _take(person, by)
    _set_active(person, True)
    log_change(Event.USER_ACTIVATED, account=person.pk, by=by.pk)


@audited
def reset_password(*, person: User, by: User) -> str:
    """A new password for the first time again; whoever is signed in with the old one no longer is."""
    _take(person, by)
    accounts.end_sessions(person, by=by)
    return accounts.set_first_password(person, by=by)


@audited
def end_sessions(*, person: User, by: User) -> None:
    _take(person, by)
    accounts.end_sessions(person, by=by)


@audited
def reset_second_factor(*, person: User, by: User) -> None:
    _take(person, by)
    accounts.reset_second_factor(person, by=by)


@audited
def lift_wait(*, person: User, request: HttpRequest, by: User) -> None:
    """Let somebody who was turned away after too many failures try again at once."""
    _take(person, by)
    rate_limits.lift(request, person.username, person.pk)
    note_security(Event.WAIT_LIFTED, request=request, user=person, by=by)


def _take(person: User, by: User) -> None:
    """Hold the account until the end of the transaction, so that it does not gain access meanwhile."""
    User.objects.select_for_update().get(pk=person.pk)
    if not can_manage(by, person):
        raise UserNotManageable


def _set_active(person: User, is_active: bool) -> None:
    person.is_active = is_active
    person.save(update_fields=["is_active"])


def _check_grant(unit: Unit, role: Role, by: User) -> None:
    if unit.kind == Unit.Kind.VILLAGE:
        raise UnitIsVillage(unit)
    today = permissions_for(by).day
    if today not in unit.during:
        raise UnitNotCurrent(unit, next((one for one in with_successors(unit) if today in one.during), None))
    if not can_grant(by, role, unit):
        raise RoleNotGrantable(role, unit)
