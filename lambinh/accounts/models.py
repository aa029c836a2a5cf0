from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from lambinh.lib.vietnamese import search_key, sort_key

SYSTEM = "system"
NAME_FIELDS = {"username", "last_name", "first_name"}


class User(AbstractUser):
    """A user account."""

    must_change_password = models.BooleanField(
        _("must change the password"),
        default=False,
        help_text=_("Another user set the password: at sign-in the user must choose a new one."),
    )
    created_by = models.ForeignKey(
        "self", models.SET_NULL, verbose_name=_("created by"), null=True, editable=False, related_name="created"
    )
    search_key = models.CharField(max_length=460, editable=False, default="")
    sort_key = models.CharField(max_length=800, editable=False, default="", db_collation="C")

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ("username",)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_key, self.sort_key = search_key(f"{self.get_full_name()} {self.username}"), sort_key(str(self))
        if (fields := kwargs.get("update_fields")) is not None and NAME_FIELDS & set(fields):
            kwargs["update_fields"] = {*fields, "search_key", "sort_key"}
        super().save(*args, **kwargs)

    @property
    def is_system(self) -> bool:
        """Whether this is the account for commands that name no user."""
        return self.username == SYSTEM

    def get_full_name(self) -> str:
        """The full name in Vietnamese order, surname first."""
        return f"{self.last_name} {self.first_name}".strip()

    def __str__(self) -> str:
        return self.get_full_name() or self.username


class KeyFingerprint(models.Model):
    """The fingerprint of a key that encrypted data here. It identifies the key, but reveals nothing about it."""

    class Kind(models.TextChoices):
        SECRET = "secret", "LAMBINH_SECRET_KEY"
        CITIZEN_ID = "citizen_id", "LAMBINH_CITIZEN_ID_KEYS"
        ROLE = "role", "LAMBINH_ROLE_KEY"

    kind = models.CharField(max_length=20, choices=Kind)
    fingerprint = models.CharField(max_length=32)
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("kind", "since", "pk")
        constraints = [models.UniqueConstraint(fields=["kind", "fingerprint"], name="key_fingerprint_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.fingerprint}"


class SecurityEvent(models.Model):
    """A kind of security event of an account, counted per address and hour.

    Events without `user` are about unknown user names.
    """

    class Kind(models.TextChoices):
        SIGNED_IN = "signed-in", _("signed in")
        WRONG_PASSWORD = "wrong-password", _("wrong password")
        WRONG_CODE = "wrong-code", _("wrong code of the second factor")
        LOCKED_OUT = "locked-out", _("locked out after too many failures")
        WAIT_LIFTED = "wait-lifted", _("wait lifted")
        CITIZEN_ID_LIMIT = "citizen-id-limit", _("reached the limit of opened citizen ids")

    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="security_events")
    kind = models.CharField(max_length=20, choices=Kind)
    address = models.CharField(max_length=45, blank=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("security event")
        verbose_name_plural = _("security events")
        ordering = ("-last_at", "-pk")
        indexes = (models.Index(fields=["user", "-last_at"], name="security_event_of_user"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(times__gte=1, first_at__lte=models.F("last_at")), name="security_event_happened"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.last_at:%Y-%m-%d %H:%M}"
