"""The accounts of the demo: one for each role, in two communes of today."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assignments.models import Assignment, Member
from assignments.services.accounts import link_member
from households.models import Unit
from households.users.services import grant_access
from lambinh.accounts.models import User
from lambinh.accounts.permissions import Role
from lambinh.accounts.services import system_user
from lambinh.lib.errors import CommandFailed

FOLDER = settings.BASE_DIR / "demo"
PASSWORD = "lam-binh-2018"  # noqa: S105 the people of the demo are invented, and it listens on this machine only
SECOND_FACTOR = "LAMBINHDEMOKHOABIMATHAI234567ABC"
"""The secret of the demo's second factors; `manage.py demo_code` prints the current code."""
WITH_SECOND_FACTOR = (Role.ADMINISTRATOR, Role.DISTRICT_OFFICE)

PROVINCE = (Unit.Kind.PROVINCE, "Tuyên Quang")
LAM_BINH = (Unit.Kind.COMMUNE, "Lâm Bình")
BINH_AN = (Unit.Kind.COMMUNE, "Bình An")


@dataclass(frozen=True)
class Account:
    """An account of the demo, with its role and the unit of today in which it has the role."""

    username: str
    last_name: str
    first_name: str
    role: Role
    unit_key: tuple[Unit.Kind, str]
    role_label: Promise | str

    def unit(self, day: date) -> Unit:
        kind, name = self.unit_key
        unit: Unit = Unit.objects.on(day).get(kind=kind, name=name)
        return unit


ACCOUNTS = (
    Account("quantri", "Nông Thị", "Trị", Role.ADMINISTRATOR, PROVINCE, _("administrator")),
    Account("vanphong", "Hoàng Văn", "Phòng", Role.DISTRICT_OFFICE, PROVINCE, _("district office")),
    Account("bithu1", "Ma Văn", "Bình", Role.COMMUNE_SECRETARY, LAM_BINH, _("commune secretary")),
    Account("bithu2", "Quan Thị", "An", Role.COMMUNE_SECRETARY, BINH_AN, _("commune secretary")),
    Account("nhaplieu", "Chẩu Thị", "Liệu", Role.ROSTER_STAFF, LAM_BINH, _("roster staff")),
    Account("xemso", "Vàng A", "Số", Role.VIEWER, BINH_AN, _("viewer")),
    Account("dangvien", "", "", Role.MEMBER, LAM_BINH, _("member")),
)


def refuse_in_production() -> None:
    """Raise CommandFailed if LAMBINH_HOSTS is set: the passwords and secrets of the demo are public."""
    if settings.PRODUCTION:
        raise CommandFailed(
            _("The passwords of the demo accounts are public. They are not created while LAMBINH_HOSTS is set.")
        )


def create_accounts(day: date) -> None:
    """Create the missing accounts; existing ones stay unchanged."""
    for account in ACCOUNTS:
        if not User.objects.filter(username=account.username).exists():
            _create(account, day)


def _create(account: Account, day: date) -> None:
    unit = account.unit(day)
    member = _member_with_households(unit, day) if account.role == Role.MEMBER else None
    last_name, first_name = _name_of(member) if member else (account.last_name, account.first_name)
    user = User.objects.create_user(
        account.username,
        password=PASSWORD,
        last_name=last_name,
        first_name=first_name,
        is_superuser=account.role == Role.ADMINISTRATOR,
        created_by=system_user(),
    )
    grant_access(user=user, unit=unit, role=account.role, by=system_user())
    if member:
        link_member(user=user, member=member, by=system_user())
    if account.role in WITH_SECOND_FACTOR:
        enrol_demo_factor(user)


def _name_of(member: Member) -> tuple[str, str]:
    last_name, _space, first_name = member.full_name.rpartition(" ")
    return last_name, first_name


def _member_with_households(unit: Unit, day: date) -> Member | None:
    """The member of `unit` who is in charge of the most households on `day`."""
    assignments: Any = Assignment.objects.on(day).in_charge().filter(member__commune=unit, member__user=None)
    members = [
        assignment.member
        for assignment in assignments.select_related("member").order_by("member__sort_key", "member_id")
    ]
    return max(members, key=members.count, default=None)


def enrol_demo_factor(user: User) -> None:
    """Set up the second factor of `user` with the known secret, if second factors are on."""
    if apps.is_installed("allauth.mfa"):
        from allauth.mfa.totp.internal.auth import TOTP  # importing it needs the app to be installed

        TOTP.activate(user, SECOND_FACTOR)
