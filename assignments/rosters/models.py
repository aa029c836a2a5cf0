from datetime import date, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assignments.rosters.querysets import RosterImportQuerySet, RosterRowQuerySet, RosterUploadQuerySet
from households.models import Unit
from lambinh.accounts.models import User

GRACE_DAYS = 7
"""On so many days a workbook has to be seen over its time before it is removed."""
TOLD_FROM = 0.05
"""From this part on the time left is told."""


class RosterKind(models.TextChoices):
    """What the rows of a roster are about."""

    MEMBERS = "members", _("members")
    HOUSEHOLDS = "households", _("households")
    ASSIGNMENTS = "assignments", _("assignments")


class RosterUpload(models.Model):
    """A workbook as a person gave it, and what they said about how it is to be read."""

    file_name = models.CharField(_("file"), max_length=255)
    digest = models.CharField(_("digest"), max_length=64, help_text=_("SHA-256 of the file."))
    uploaded_at = models.DateTimeField(_("uploaded at"))
    uploaded_by = models.ForeignKey(User, models.PROTECT, verbose_name=_("uploaded by"), related_name="+")
    asked_for = models.DateField(
        _("holds from"), null=True, blank=True, help_text=_("The day that the person gave, if any.")
    )
    choices = models.JSONField(
        _("choices"), default=dict, blank=True, help_text=_("Sheets, headings and columns as a person chose them.")
    )
    is_certain = models.BooleanField(
        _("is certain"), default=True, help_text=_("Whether its columns were understood, or a person has said so.")
    )
    continues = models.ForeignKey(
        "self", models.SET_NULL, verbose_name=_("continues"), null=True, blank=True, related_name="continued_by"
    )
    is_kept = models.BooleanField(_("is kept"), default=True, help_text=_("Whether the file itself is still here."))
    overdue_since = models.DateTimeField(
        _("over its time since"), null=True, editable=False, help_text=_("When that was noticed; it is removed later.")
    )
    overdue_seen_at = models.DateTimeField(null=True, editable=False)
    overdue_days = models.PositiveSmallIntegerField(default=0, editable=False)
    """On how many days in a row that was seen again; a jump of the clock is no day."""

    objects = RosterUploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("uploaded workbook")
        verbose_name_plural = _("uploaded workbooks")
        ordering = ("-uploaded_at", "-pk")
        constraints = [
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
        """The first day on which the file may be removed, when it is over its time."""
        if self.overdue_seen_at is None:
            return None
        return timezone.localdate(self.overdue_seen_at) + timedelta(days=GRACE_DAYS - self.overdue_days)


class RememberedHeading(models.Model):
    """What an office said that a heading means; the next workbook of that office is read so."""

    office = models.ForeignKey(
        Unit, models.CASCADE, verbose_name=_("office"), null=True, blank=True, related_name="+",
        help_text=_("Empty for those whose access is not bound to a unit."),
    )  # fmt: skip
    heading = models.CharField(_("heading"), max_length=200, help_text=_("Without marks, in small letters."))
    field = models.CharField(_("means"), max_length=40, blank=True, help_text=_("Empty: the column is not used."))
    said_at = models.DateTimeField(_("said at"))
    said_by = models.ForeignKey(User, models.PROTECT, verbose_name=_("said by"), related_name="+")

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


class RosterImport(models.Model):
    """One roster of one kind in one file: what was understood, planned and written."""

    class State(models.TextChoices):
        CHECKED = "checked", _("checked")
        APPLYING = "applying", _("being applied")
        APPLIED = "applied", _("applied")
        REFUSED = "refused", _("not applied")
        UNDOING = "undoing", _("being taken back")
        UNDONE = "undone", _("taken back")

    upload = models.ForeignKey(
        RosterUpload, models.PROTECT, verbose_name=_("uploaded workbook"), null=True, blank=True,
        related_name="imports", help_text=_("Empty for a file that a command imported."),
    )  # fmt: skip
    kind = models.CharField(_("kind"), max_length=12, choices=RosterKind)
    file_name = models.CharField(_("file"), max_length=255)
    digest = models.CharField(_("digest"), max_length=64, help_text=_("SHA-256 of the file."))
    as_of = models.DateField(_("as of"), help_text=_("The day from which what the file says holds."))
    units_on = models.DateField(_("units as of"), help_text=_("The day on which the file's communes existed."))
    mapping = models.JSONField(_("columns"), default=list, blank=True, help_text=_("Which column was read as what."))
    notes = models.JSONField(
        _("notes"), default=list, blank=True, help_text=_("New units and bodies, and what was noticed.")
    )
    made = models.JSONField(
        _("made"), default=dict, blank=True, help_text=_("Ids of the villages, bodies and decisions made for its rows.")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.CHECKED)
    new = models.PositiveIntegerField(_("new"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    invalid = models.PositiveIntegerField(_("invalid"), default=0)
    left_out = models.PositiveIntegerField(_("left out"), default=0)
    warnings = models.PositiveIntegerField(_("warnings"), default=0, help_text=_("Rows to look at, though valid."))
    communes = ArrayField(
        models.BigIntegerField(), verbose_name=_("communes"), default=list, blank=True,
        help_text=_("Ids of the communes that its rows speak of."),
    )  # fmt: skip
    units_named = ArrayField(
        models.BigIntegerField(), verbose_name=_("units named"), default=list, blank=True,
        help_text=_("Ids of the units of all its rows, those left out too; 0 for a row whose unit is not known."),
    )  # fmt: skip
    units_compared = ArrayField(
        models.BigIntegerField(), verbose_name=_("units compared"), default=list, blank=True,
        help_text=_("Ids of the units whose records may be shown beside its rows."),
    )  # fmt: skip
    asked_at = models.DateTimeField(
        _("asked at"), null=True, blank=True, help_text=_("When it was handed to the background worker.")
    )
    attempt = models.UUIDField(_("attempt"), null=True, blank=True, help_text=_("The worker that has it in hand."))
    begun_at = models.DateTimeField(_("begun at"), null=True, blank=True)
    heartbeat_at = models.DateTimeField(_("last sign of life"), null=True, blank=True)
    progress = models.FloatField(_("progress"), default=0, help_text=_("The part that is done, from 0 to 1."))
    is_cancelled = models.BooleanField(_("is cancelled"), default=False)
    checked_at = models.DateTimeField(_("checked at"))
    checked_by = models.ForeignKey(User, models.PROTECT, verbose_name=_("checked by"), related_name="+")
    applied_at = models.DateTimeField(_("applied at"), null=True, blank=True)
    applied_by = models.ForeignKey(
        User, models.PROTECT, verbose_name=_("applied by"), null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    undone_by = models.ForeignKey(
        User, models.PROTECT, verbose_name=_("taken back by"), null=True, blank=True, related_name="+"
    )

    objects = RosterImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("roster import")
        verbose_name_plural = _("roster imports")
        ordering = ("-checked_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["digest", "kind"],
                condition=Q(state__in=["applied", "undoing"], left_out=0),
                name="roster_applied_once_unless_undone",
                violation_error_message=_("This file has been imported already."),
            ),
            models.CheckConstraint(
                condition=Q(applied_at__isnull=True, applied_by__isnull=True)
                | Q(applied_at__isnull=False, applied_by__isnull=False),
                name="roster_applied_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="roster_undone_at_and_by",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["applied", "undoing", "undone"]) | Q(applied_at__isnull=False),
                name="roster_applied_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(attempt__isnull=True, heartbeat_at__isnull=True)
                | Q(attempt__isnull=False, heartbeat_at__isnull=False, state__in=["applying", "undoing"]),
                name="roster_in_hand_while_working",
            ),
            models.CheckConstraint(
                condition=~Q(state="undone") | Q(undone_at__isnull=False), name="roster_undone_has_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.get_kind_display()})"

    @property
    def rows_in_all(self) -> int:
        """How many rows it has, taken or not."""
        return self.new + self.changed + self.unchanged + self.invalid + self.left_out

    @property
    def rows_done(self) -> int:
        """About how many of its rows the worker has done with."""
        return int(self.progress * self.rows_in_all)

    @property
    def percent(self) -> int:
        return int(self.progress * 100)

    @property
    def seconds_left(self) -> int | None:
        """About how long the worker still needs; None while that cannot be told."""
        if self.begun_at is None or self.heartbeat_at is None or self.progress < TOLD_FROM:
            return None
        spent = (self.heartbeat_at - self.begun_at).total_seconds()
        return max(1, round(spent / self.progress * (1 - self.progress)))


class RosterRow(models.Model):
    """A row of an import: what was read in it, what is wrong with it and what became of it."""

    class Outcome(models.TextChoices):
        NEW = "new", _("new")
        CHANGED = "changed", _("changed")
        UNCHANGED = "unchanged", _("unchanged")
        INVALID = "invalid", _("invalid")
        LEFT_OUT = "left_out", _("left out")

    roster_import = models.ForeignKey(
        RosterImport, models.CASCADE, verbose_name=_("import"), related_name="rows", db_index=False
    )
    position = models.PositiveIntegerField(_("position"), help_text=_("Counted through the whole file."))
    source = models.PositiveSmallIntegerField(
        _("table"), default=0, help_text=_("Which table of the file, counted from 0 in the import's columns.")
    )
    sheet = models.CharField(_("sheet"), max_length=200)
    number = models.PositiveIntegerField(_("row"), help_text=_("The row number that Excel shows."))
    values = models.JSONField(_("values"))
    problems = models.JSONField(_("problems"), default=list, blank=True)
    changes = models.JSONField(_("changes"), default=dict, blank=True, help_text=_("Field: old and new value."))
    before = models.JSONField(
        _("before"), null=True, help_text=_("What a changed row changed, as it was, so that it can be taken back.")
    )
    typed = models.JSONField(
        _("typed"), default=dict, blank=True, db_default={},
        help_text=_("Field: what the file had where a person wrote something else."),
    )  # fmt: skip
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    kept_because = models.CharField(
        _("kept because"),
        max_length=200,
        blank=True,
        db_default="",
        help_text=_("Why the row was not taken back with its import."),
    )
    record = models.BigIntegerField(
        _("record"),
        null=True,
        help_text=_("The id of the member, household or assignment, by the import's kind, that the row became."),
    )

    objects = RosterRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("roster row")
        verbose_name_plural = _("roster rows")
        ordering = ("roster_import", "position")
        constraints = [
            models.UniqueConstraint(fields=["roster_import", "position"], name="roster_row_position_unique"),
        ]
        indexes = [
            models.Index(fields=["roster_import", "outcome", "position"], name="roster_row_by_outcome"),
            models.Index(
                fields=["roster_import", "position"], condition=~Q(problems=[]), name="roster_row_with_problems"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet}, {self.number}"
