"""Actions of the assignment desk."""

from typing import Any, Self

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assignments.models.tiers import Tier
from households.permissions import permissions_for
from lambinh.accounts.models import User
from lambinh.accounts.permissions import Permission


class DeskActionQuerySet(models.QuerySet[Any]):
    """Queries over desk actions."""

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """The actions of `user`, and those whose households all lie in the user's units."""
        permissions = permissions_for(user)
        if permissions.is_system:
            return self
        units = sorted(permissions.units_for(Permission.VIEW_RECORDS))
        of_units = Q(communes__contained_by=units) & ~Q(communes=[]) if units else Q(pk__in=[])
        return self.filter(of_units | Q(by=permissions.user_id))


class DeskAction(models.Model):
    """One action of the desk, from one submitted form. It refers to rows by key and contains no names."""

    class Kind(models.TextChoices):
        ASSIGN = "assign", _("assigned")
        END = "end", _("ended")
        HAND_OVER = "hand_over", _("handed over")
        UNDO = "undo", _("took back")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    by = models.ForeignKey(User, models.PROTECT, verbose_name=_("done by"), related_name="+")
    at = models.DateTimeField(_("done at"))
    key = models.UUIDField(
        _("key of the form"), help_text=_("A form that is sent twice has the same key; the action runs once.")
    )
    request_digest = models.CharField(
        _("digest of the request"), max_length=64, help_text=_("SHA-256 of the submitted form.")
    )
    tier = models.CharField(
        _("tier"), max_length=10, choices=Tier, blank=True, help_text=_("Empty if both tiers are meant.")
    )
    on = models.DateField(
        _("day"), help_text=_("First day of the assignments that begin, or last day of those that end.")
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True, help_text=_("Why warnings were accepted."))
    started = models.PositiveIntegerField(_("begun"), default=0)
    ended = models.PositiveIntegerField(_("ended"), default=0)
    rows = models.JSONField(
        _("rows"),
        default=dict,
        blank=True,
        help_text=_("Created, ended and removed assignments, with their former values."),
    )
    conflicts = models.JSONField(
        _("not done"), default=list, blank=True, help_text=_("Households that another user changed meanwhile.")
    )
    communes = ArrayField(
        models.BigIntegerField(), verbose_name=_("communes"), default=list, blank=True,
        help_text=_("Ids of the communes of its households."),
    )  # fmt: skip
    undoes = models.OneToOneField(
        "self", models.PROTECT, verbose_name=_("takes back"), null=True, blank=True, related_name="undo"
    )
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by = models.ForeignKey(
        User, models.PROTECT, verbose_name=_("undone by"), null=True, blank=True, related_name="+"
    )

    objects = DeskActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("action at the desk")
        verbose_name_plural = _("actions at the desk")
        ordering = ("-at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["by", "key"],
                name="desk_action_once_per_key",
                violation_error_message=_("This form was sent before."),
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="desk_action_undone_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(kind="undo", undoes__isnull=False) | (~Q(kind="undo") & Q(undoes__isnull=True)),
                name="desk_action_undo_names_its_action",
            ),
            models.CheckConstraint(condition=Q(tier__in=["", *Tier.values]), name="desk_action_tier_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def changed_nothing(self) -> bool:
        """Whether other users had meanwhile changed everything that the form asked for."""
        return not self.started and not self.ended
