"""Roles and permissions: what each role may do in its unit and all units below."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """The role of a user in a unit and all units below."""

    ADMINISTRATOR = "administrator", _("administrator")
    DISTRICT_OFFICE = "district_office", _("district office")
    COMMUNE_SECRETARY = "commune_secretary", _("commune secretary")
    ROSTER_STAFF = "roster_staff", _("roster staff")
    VIEWER = "viewer", _("viewer")
    MEMBER = "member", _("member")


class Permission(models.TextChoices):
    """A right that a role gives to a user."""

    SEE_TOTALS = "see_totals", _("see totals without names")
    VIEW_RECORDS = "view_records", _("see members, households and assignments, and export them")
    CHANGE_RECORDS = "change_records", _("change members, households and assignments of the commune tier")
    ASSIGN_DISTRICT_TIER = "assign_district_tier", _("change assignments of the district tier")
    CHANGE_DECISIONS = "change_decisions", _("enter decisions")
    IMPORT_ROSTERS = "import_rosters", _("import rosters")
    OPEN_CITIZEN_IDS = "open_citizen_ids", _("open complete citizen ids, with a reason")
    SEE_JOURNAL = "see_journal", _("see who changed and opened what")
    MANAGE_USERS = "manage_users", _("create users and give them access")
    MANAGE_UNITS = "manage_units", _("change units, party bodies and settings")
    SEE_OWN_HOUSEHOLDS = "see_own_households", _("see your own households")


_COMMUNE_PERMISSIONS = frozenset(
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
    Role.DISTRICT_OFFICE: _COMMUNE_PERMISSIONS
    | {Permission.ASSIGN_DISTRICT_TIER, Permission.CHANGE_DECISIONS, Permission.MANAGE_USERS},
    Role.COMMUNE_SECRETARY: _COMMUNE_PERMISSIONS,
    Role.ROSTER_STAFF: frozenset({Permission.SEE_TOTALS, Permission.IMPORT_ROSTERS}),
    Role.VIEWER: frozenset({Permission.SEE_TOTALS}),
    Role.MEMBER: frozenset({Permission.SEE_OWN_HOUSEHOLDS}),
}
"""The permissions of each role in its unit and all units below."""

GRANTABLE_ROLES: dict[Role, frozenset[Role]] = {
    Role.ADMINISTRATOR: frozenset(Role),
    Role.DISTRICT_OFFICE: frozenset(Role) - {Role.ADMINISTRATOR},
}
"""The roles that a user with a role may grant to others, in the own unit and all units below."""

PERSON_READ_PERMISSIONS = frozenset({Permission.VIEW_RECORDS, Permission.IMPORT_ROSTERS})
"""With one of these the database shows rows about persons. Importing needs them to compare rows with the data."""

REGISTER_WRITE_PERMISSIONS = (
    Permission.MANAGE_UNITS,
    Permission.CHANGE_RECORDS,
    Permission.ASSIGN_DISTRICT_TIER,
    Permission.CHANGE_DECISIONS,
)
"""One of these is needed to change units, placements, bodies and decisions; the database checks it."""

SECOND_FACTOR_ROLES = frozenset({Role.ADMINISTRATOR, Role.DISTRICT_OFFICE})
"""Roles that need a second factor: they see a whole district or grant access."""
