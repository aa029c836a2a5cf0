from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class DeskAction(models.Model):
    """One thing done at the desk: what it made, what it ended, and what was lost to somebody quicker."""

    class Kind(models.TextChoices):
        ASSIGN = "assign", _("assigned")
        END = "end", _("ended")
        HAND_OVER = "hand_over", _("handed over")
        UNDO = "undo", _("taken back")

    kind = models.CharField(max_length=10, choices=Kind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    key = models.UUIDField()
    tier = models.CharField(max_length=10, blank=True)
    rows = models.JSONField(default=dict)
    lost = models.JSONField(default=list)
    communes = ArrayField(models.BigIntegerField(), default=list)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("-at", "-pk")
        constraints = [
            models.UniqueConstraint(fields=["by", "key"], name="desk_action_once"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="desk_action_undone_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%d/%m/%Y}"
