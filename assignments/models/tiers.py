"""The tier of bodies and assignments."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Tier(models.TextChoices):
    """The level that appointed the member. Pages always show the two separately."""

    DISTRICT = "district", _("district tier")
    COMMUNE = "commune", _("commune tier")
