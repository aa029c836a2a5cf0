"""Uploaded workbooks, the worker's claim on them, and the headings that an office confirmed."""

from datetime import date, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assignments.rosters.querysets import RosterUploadQuerySet
from households.models import Unit
from lambinh.accounts.models import User

GRACE_DAYS = 7
"""A workbook must be found expired on this many days before it is removed."""
TOLD_FROM = 0.05
"""The page shows the remaining time from this share on."""
PATIENCE = timedelta(seconds=3)
"""During this time the page of a check polls often."""
LARGE = 2_000
"""With more rows than this, the background worker reads, compares and edits."""


class InHand(models.Model):
    """A row that a background worker claims."""

    requested_at = models.DateTimeField(
        _("requested at"),
        null=True,
        blank=True,
        help_text=_("The time at which it was queued for the background worker."),
    )
    attempt = models.UUIDField(
        _("attempt"), null=True, blank=True, help_text=_("Key of the worker that has claimed it.")
    )
    started_at = models.DateTimeField(_("begun at"), null=True, blank=True)
    heartbeat_at = models.DateTimeField(_("last heartbeat"), null=True, blank=True)
    progress = models.FloatField(_("progress"), default=0, help_text=_("Completed share, from 0 to 1."))
    is_cancelled = models.BooleanField(_("is cancelled"), default=False)

    class Meta:
        abstract = True

    @property
    def percent(self) -> int:
        return int(self.progress * 100)

    @property
    def seconds_left(self) -> int | None:
        """Approximately how long the worker still needs; None if unknown."""
        if self.started_at is None or self.heartbeat_at is None or self.progress < TOLD_FROM:
            return None
        spent = (self.heartbeat_at - self.started_at).total_seconds()
        return max(1, round(spent / self.progress * (1 - self.progress)))


class RosterUpload(InHand):
    """An uploaded workbook, and the user's choices for reading it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("to be checked")
        CHECKED = "checked", _("checked")
        UNREAD = "unread", _("could not be checked")
        STOPPED = "stopped", _("stopped")

    class Stage(models.TextChoices):
        READING = "reading", _("reading")
        COMPARING = "comparing", _("comparing")

    file_name = models.CharField(_("file"), max_length=255)
    digest = models.CharField(_("digest"), max_length=64, help_text=_("SHA-256 of the file."))
    uploaded_at = models.DateTimeField(_("uploaded at"))
    uploaded_by = models.ForeignKey(User, models.PROTECT, verbose_name=_("uploaded by"), related_name="+")
    requested_as_of = models.DateField(
        _("holds from"), null=True, blank=True, help_text=_("The day that the user entered, if any.")
    )
    choices = models.JSONField(
        _("choices"), default=dict, blank=True, help_text=_("Sheets, headings and columns that the user chose.")
    )
    is_certain = models.BooleanField(
        _("is certain"), default=True, help_text=_("Whether its columns were recognised, or a user confirmed them.")
    )
    continues = models.ForeignKey(
        "self", models.SET_NULL, verbose_name=_("continues"), null=True, blank=True, related_name="continued_by"
    )
    is_kept = models.BooleanField(_("is kept"), default=True, help_text=_("Whether the file is still stored."))
    overdue_since = models.DateTimeField(
        _("expired since"),
        null=True,
        editable=False,
        help_text=_("The time at which this was noticed; the file is removed later."),
    )
    overdue_seen_at = models.DateTimeField(null=True, editable=False)
    overdue_days = models.PositiveSmallIntegerField(default=0, editable=False)
    """The number of days on which it was found expired again; a jump of the clock does not count."""

    state = models.CharField(_("state"), max_length=8, choices=State, default=State.CHECKED)
    stage = models.CharField(_("stage"), max_length=10, choices=Stage, blank=True, default="")
    rows_in_all = models.PositiveIntegerField(_("rows"), default=0, help_text=_("Number of rows in its sheets."))
    requested_by = models.ForeignKey(
        User, models.PROTECT, verbose_name=_("requested by"), null=True, blank=True, related_name="+",
        help_text=_("The user whose permissions apply to the check."),
    )  # fmt: skip
    language = models.CharField(
        _("language"), max_length=8, blank=True, default="", help_text=_("The language of its messages.")
    )
    answers = models.JSONField(
        _("answers"),
        default=dict,
        blank=True,
        help_text=_("The user's choices for its columns that are not yet applied."),
    )
    error = models.TextField(_("error"), blank=True, default="", help_text=_("The reason why it could not be checked."))
    interruptions = models.PositiveSmallIntegerField(
        _("interruptions"), default=0, help_text=_("How many times a worker died during the check.")
    )
    uses_memory = models.BooleanField(
        _("uses remembered headings"),
        default=True,
        help_text=_("Whether the headings that the office confirmed are used."),
    )
    remembered = models.JSONField(
        _("remembered headings used"), default=list, blank=True,
        help_text=_("Headings that were read as the office had confirmed them, with their fields."),
    )  # fmt: skip

    objects = RosterUploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("uploaded workbook")
        verbose_name_plural = _("uploaded workbooks")
        ordering = ("-uploaded_at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(attempt__isnull=True, heartbeat_at__isnull=True)
                | Q(attempt__isnull=False, heartbeat_at__isnull=False, state="waiting"),
                name="roster_upload_in_hand_while_waiting",
            ),
            models.CheckConstraint(
                name="roster_upload_overdue_is_dated",
                condition=Q(overdue_since=None, overdue_seen_at=None, overdue_days=0)
                | Q(overdue_since__isnull=False, overdue_seen_at__isnull=False, is_kept=True),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def removed_from(self) -> date | None:
        """The first day on which the file may be removed; None if it has not expired."""
        if self.overdue_seen_at is None:
            return None
        return timezone.localdate(self.overdue_seen_at) + timedelta(days=GRACE_DAYS - self.overdue_days)

    @property
    def pause(self) -> int:
        """Milliseconds until the page polls again. Small workbooks are checked in a moment."""
        young = self.requested_at is not None and timezone.now() - self.requested_at < PATIENCE
        return 250 if young else 1_000

    @property
    def is_large(self) -> bool:
        """Whether reading it takes too long for a request."""
        return self.rows_in_all > LARGE

    @property
    def rows_done(self) -> int:
        """Approximately how many rows were compared."""
        return int(self.progress * self.rows_in_all)


class RememberedHeading(models.Model):
    """The field that an office confirmed for a heading; its next workbooks are read accordingly."""

    office = models.ForeignKey(
        Unit, models.CASCADE, verbose_name=_("office"), null=True, blank=True, related_name="+",
        help_text=_("Empty for users whose access is not limited to a unit."),
    )  # fmt: skip
    heading = models.CharField(_("heading"), max_length=200, help_text=_("Without diacritics, in lower case."))
    field = models.CharField(_("means"), max_length=40, blank=True, help_text=_("Empty: the column is not used."))
    decided_at = models.DateTimeField(_("decided at"))
    decided_by = models.ForeignKey(User, models.PROTECT, verbose_name=_("decided by"), related_name="+")

    class Meta:
        verbose_name = _("remembered heading")
        verbose_name_plural = _("remembered headings")
        ordering = ("heading",)
        constraints = [
            models.UniqueConstraint(
                fields=["office", "heading"], nulls_distinct=False, name="remembered_heading_once_an_office"
            ),
        ]

    def __str__(self) -> str:
        return self.heading
