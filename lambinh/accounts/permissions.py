"""Roles: the one table of who may do what in a unit and all units below it."""

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

    SEE_TOTALS = "see_totals", _("see totals without names")
    VIEW_RECORDS = "view_records", _("see members, households and assignments, and export them")
    CHANGE_RECORDS = "change_records", _("change members, households and assignments of the commune tier")
    ASSIGN_DISTRICT_TIER = "assign_district_tier", _("change assignments of the district tier")
    CHANGE_DECISIONS = "change_decisions", _("enter decisions")
    IMPORT_ROSTERS = "import_rosters", _("import rosters")
    OPEN_CITIZEN_IDS = "open_citizen_ids", _("open a whole citizen id, with a reason")
    SEE_JOURNAL = "see_journal", _("see who changed and opened what")
    MANAGE_USERS = "manage_users", _("create users and give them access")
    MANAGE_UNITS = "manage_units", _("change units, party bodies and settings")
    SEE_OWN_HOUSEHOLDS = "see_own_households", _("see the households in one's own charge")


_OF_COMMUNE = frozenset(
    {
        Permission.SEE_TOTALS,
        Permission.VIEW_RECORDS,
        Permission.CHANGE_RECORDS,
        Permission.IMPORT_ROSTERS,
        Permission.OPEN_CITIZEN_IDS,
        Permission.SEE_JOURNAL,
    }
)

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.ADMINISTRATOR: frozenset({Permission.SEE_TOTALS, Permission.MANAGE_USERS, Permission.MANAGE_UNITS}),
    Role.DISTRICT_OFFICE: _OF_COMMUNE
    | {Permission.ASSIGN_DISTRICT_TIER, Permission.CHANGE_DECISIONS, Permission.MANAGE_USERS},
    Role.COMMUNE_SECRETARY: _OF_COMMUNE,
    Role.ROSTER_STAFF: frozenset({Permission.SEE_TOTALS, Permission.IMPORT_ROSTERS}),
    Role.VIEWER: frozenset({Permission.SEE_TOTALS}),
    Role.MEMBER: frozenset({Permission.SEE_OWN_HOUSEHOLDS}),
}
"""What each role allows in its unit and all units below it."""

GRANTABLE_ROLES: dict[Role, frozenset[Role]] = {
    Role.ADMINISTRATOR: frozenset(Role),
    Role.DISTRICT_OFFICE: frozenset(Role) - {Role.ADMINISTRATOR},
}
"""Which roles a person of a role may give to others, in their own unit and all units below it."""

PERSON_READ_PERMISSIONS = frozenset({Permission.VIEW_RECORDS, Permission.IMPORT_ROSTERS})
"""With one of these the database lets rows about persons through: an import is compared with what is stored."""

WRITING_REGISTERS = (
    Permission.MANAGE_UNITS,
    Permission.CHANGE_RECORDS,
    Permission.ASSIGN_DISTRICT_TIER,
    Permission.CHANGE_DECISIONS,
)
"""What the database asks for before it lets units, placements, bodies and decisions be changed."""

SECOND_FACTOR_ROLES = frozenset({Role.ADMINISTRATOR, Role.DISTRICT_OFFICE})
"""Who sees a whole district or hands out rights signs in with a second factor."""
