"""The two tiers of members."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Tier(models.TextChoices):
    """The tier that appointed a member: district or commune. Lists and figures always show them separately."""

    DISTRICT = "district", _("district tier")
    COMMUNE = "commune", _("commune tier")
