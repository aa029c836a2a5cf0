"""Create users, grant and revoke roles, and manage accounts. Each operation checks the permission of `by`."""

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
    """The operation was refused; the text tells the user why."""


class UserNotManageable(AccessDenied):
    """Another office manages this account."""

    def __init__(self) -> None:
        super().__init__(_("Users with wider access manage this account."))


class RoleNotGrantable(AccessDenied):
    """The acting user may not grant this role in this unit."""

    def __init__(self, role: Role, unit: Unit) -> None:
        params = {"role": role.label, "unit": unit}
        super().__init__(_("You cannot grant the role “%(role)s” in %(unit)s.") % params)


class UnitNotCurrent(AccessDenied):
    """The unit has ended or has not begun."""

    def __init__(self, unit: Unit, instead: Unit | None) -> None:
        params: dict[str, Any] = {"unit": unit, "instead": instead}
        if instead is None:
            text = _("%(unit)s does not exist today. Choose the unit in its place.")
        else:
            params["day"] = format_day(unit.during.upper)
            text = _("%(unit)s ended on %(day)s and became %(instead)s. Choose that unit.")
        super().__init__(text % params)


class UnitIsVillage(AccessDenied):
    """Roles are granted in communes and above, not in villages."""

    def __init__(self, unit: Unit) -> None:
        super().__init__(_("Roles are not granted in villages. Choose the commune of %(unit)s.") % {"unit": unit})


class UsernameTaken(AccessDenied):
    """Another account has this user name, possibly in different case."""

    def __init__(self, username: str) -> None:
        super().__init__(_("The user name “%(name)s” is taken. Choose another one.") % {"name": username})


class AlreadyGranted(AccessDenied):
    """The user has this role in this unit already."""

    def __init__(self) -> None:
        super().__init__(_("This user already has this role in this unit."))


@audited
def create_user(
    *, username: str, last_name: str, first_name: str, unit: Unit, role: Role, by: User
) -> tuple[User, str]:
    """Create a user with a first role. Return the user and the first password."""
    _check_grant(unit, role, by)
    if User.objects.filter(username__iexact=username).exists():
        raise UsernameTaken(username)
    user = User(username=username, last_name=last_name, first_name=first_name, created_by=by)
    user.set_unusable_password()
    user.full_clean()
    user.save()
    UnitAccess.objects.create(user=user, unit=unit, role=role)
    return user, accounts.set_first_password(user, by=by)


@audited
def grant_access(*, user: User, unit: Unit, role: Role, by: User) -> UnitAccess:
    _lock_managed(user, by)
    _check_grant(unit, role, by)
    access, is_new = UnitAccess.objects.get_or_create(user=user, unit=unit, role=role)
    if not is_new:
        raise AlreadyGranted
    if role in SECOND_FACTOR_ROLES and not has_second_factor(user):
        accounts.end_sessions(user, by=by)  # at the next sign-in the user must set one up
    return access


@audited
def revoke_access(*, access: UnitAccess, by: User) -> None:
    """Revoke a role; it takes effect with the user's next request."""
    _lock_managed(access.user, by)
    access.delete()


@audited
def deactivate(*, user: User, by: User) -> None:
    """Prevent signing in with the account. Its roles stay for a later activation."""
    _lock_managed(user, by)
    _set_active(user, False)
    accounts.end_sessions(user, by=by)
    log_change(Event.USER_DEACTIVATED, account=user.pk, by=by.pk)


@audited
def activate(*, user: User, by: User) -> None:
    _lock_managed(user, by)
    _set_active(user, True)
    log_change(Event.USER_ACTIVATED, account=user.pk, by=by.pk)


@audited
def reset_password(*, user: User, by: User) -> str:
    """Set a new first password and end all sessions."""
    _lock_managed(user, by)
    accounts.end_sessions(user, by=by)
    return accounts.set_first_password(user, by=by)


@audited
def end_sessions(*, user: User, by: User) -> None:
    _lock_managed(user, by)
    accounts.end_sessions(user, by=by)


@audited
def reset_second_factor(*, user: User, by: User) -> None:
    _lock_managed(user, by)
    accounts.reset_second_factor(user, by=by)


@audited
def lift_wait(*, user: User, request: HttpRequest, by: User) -> None:
    """Let a user who is blocked after too many failed attempts try again at once."""
    _lock_managed(user, by)
    rate_limits.lift(request, user.username, user.pk)
    note_security(Event.WAIT_LIFTED, request=request, user=user, by=by)


def _lock_managed(user: User, by: User) -> None:
    """Lock the account, so that it gains no role during the transaction. Raises UserNotManageable."""
    User.objects.select_for_update().get(pk=user.pk)
    if not can_manage(by, user):
        raise UserNotManageable


def _set_active(user: User, is_active: bool) -> None:
    user.is_active = is_active
    user.save(update_fields=["is_active"])


def _check_grant(unit: Unit, role: Role, by: User) -> None:
    if unit.kind == Unit.Kind.VILLAGE:
        raise UnitIsVillage(unit)
    today = permissions_for(by).day
    if today not in unit.during:
        raise UnitNotCurrent(unit, next((other for other in with_successors(unit) if today in other.during), None))
    if not can_grant(by, role, unit):
        raise RoleNotGrantable(role, unit)
