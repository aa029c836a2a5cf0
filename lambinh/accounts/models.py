from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

SYSTEM = "system"


class User(AbstractUser):
    """A person who signs in."""

    must_change_password = models.BooleanField(
        _("must change the password"),
        default=False,
        help_text=_("The password was given by somebody else: signing in leads to choosing an own one."),
    )

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ("username",)

    @property
    def is_system(self) -> bool:
        """Whether this is the program itself, under which commands act when no person is named."""
        return self.username == SYSTEM

    def __str__(self) -> str:
        return self.get_full_name() or self.username
