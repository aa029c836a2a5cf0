"""Tier."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Tier(models.TextChoices):
    """Who appointed the member: the district or the commune. The two are always shown apart."""

    DISTRICT = "district", _("district tier")
    COMMUNE = "commune", _("commune tier")
