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
