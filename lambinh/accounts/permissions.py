"""Roles: the one table of who may do what in a unit."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person is in a unit and all units below it."""

    ADMINISTRATOR = "administrator", _("administrator")
    DISTRICT_OFFICE = "district_office", _("district office")
    COMMUNE_SECRETARY = "commune_secretary", _("commune secretary")
    ROSTER_STAFF = "roster_staff", _("roster staff")
    VIEWER = "viewer", _("viewer")
    MEMBER = "member", _("member")


class Permission(models.TextChoices):
    """What a role may allow."""

    IMPORT_ROSTERS = "import_rosters", _("import rosters")
    CHANGE_RECORDS = "change_records", _("change members, households and assignments")


MAY: dict[Role, frozenset[Permission]] = {
    Role.ADMINISTRATOR: frozenset(),
    Role.DISTRICT_OFFICE: frozenset({Permission.IMPORT_ROSTERS, Permission.CHANGE_RECORDS}),
    Role.COMMUNE_SECRETARY: frozenset({Permission.IMPORT_ROSTERS, Permission.CHANGE_RECORDS}),
    Role.ROSTER_STAFF: frozenset({Permission.IMPORT_ROSTERS}),
    Role.VIEWER: frozenset(),
    Role.MEMBER: frozenset(),
}
"""What each role allows in its unit and all units below it."""

SECOND_FACTOR_ROLES = frozenset({Role.ADMINISTRATOR, Role.DISTRICT_OFFICE})
"""Who sees a whole district or hands out rights signs in with a second factor."""
