from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assignments.rosters.models.uploads import LARGE, InHand, RememberedHeading, RosterUpload
from assignments.rosters.querysets import RosterImportQuerySet, RosterRowQuerySet
from lambinh.accounts.models import User

__all__ = ["RememberedHeading", "RosterImport", "RosterKind", "RosterRow", "RosterUpload"]


class RosterKind(models.TextChoices):
    """The kind of record in the rows of a roster."""

    MEMBERS = "members", _("members")
    HOUSEHOLDS = "households", _("households")
    ASSIGNMENTS = "assignments", _("assignments")


class RosterImport(InHand):
    """An import of the rows of one kind from one file: columns, planned rows and result."""

    class State(models.TextChoices):
        CHECKED = "checked", _("checked")
        CHECKING = "checking", _("being checked again")
        APPLYING = "applying", _("being applied")
        APPLIED = "applied", _("applied")
        REFUSED = "refused", _("not applied")
        UNDOING = "undoing", _("being undone")
        UNDONE = "undone", _("undone")

    upload = models.ForeignKey(
        RosterUpload, models.PROTECT, verbose_name=_("uploaded workbook"), null=True, blank=True,
        related_name="imports", help_text=_("Empty for a file that a command imported."),
    )  # fmt: skip
    kind = models.CharField(_("kind"), max_length=12, choices=RosterKind)
    file_name = models.CharField(_("file"), max_length=255)
    digest = models.CharField(_("digest"), max_length=64, help_text=_("SHA-256 of the file."))
    as_of = models.DateField(_("as of"), help_text=_("The day from which the contents of the file are true."))
    units_on = models.DateField(_("units as of"), help_text=_("The day on which the file's communes existed."))
    mapping = models.JSONField(
        _("columns"), default=list, blank=True, help_text=_("The field that each column was read as.")
    )
    notes = models.JSONField(_("notes"), default=list, blank=True, help_text=_("New units and bodies, and notices."))
    created_ids = models.JSONField(
        _("created ids"),
        default=dict,
        blank=True,
        help_text=_("Ids of the villages, bodies and decisions created for its rows."),
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.CHECKED)
    new = models.PositiveIntegerField(_("new"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    invalid = models.PositiveIntegerField(_("invalid"), default=0)
    left_out = models.PositiveIntegerField(_("left out"), default=0)
    warnings = models.PositiveIntegerField(_("warnings"), default=0, help_text=_("Valid rows with warnings."))
    communes = ArrayField(
        models.BigIntegerField(), verbose_name=_("communes"), default=list, blank=True,
        help_text=_("Ids of the communes that its rows name."),
    )  # fmt: skip
    units_named = ArrayField(
        models.BigIntegerField(), verbose_name=_("units named"), default=list, blank=True,
        help_text=_("Ids of the units of all its rows, including those left out; 0 for a row whose unit is unknown."),
    )  # fmt: skip
    units_compared = ArrayField(
        models.BigIntegerField(), verbose_name=_("units compared"), default=list, blank=True,
        help_text=_("Ids of the units whose records the page may show beside its rows."),
    )  # fmt: skip
    pending_edit = models.JSONField(
        _("pending edit"),
        default=dict,
        blank=True,
        help_text=_("Change to its rows that the background worker will make."),
    )
    checked_at = models.DateTimeField(_("checked at"))
    checked_by = models.ForeignKey(User, models.PROTECT, verbose_name=_("checked by"), related_name="+")
    applied_at = models.DateTimeField(_("applied at"), null=True, blank=True)
    applied_by = models.ForeignKey(
        User, models.PROTECT, verbose_name=_("applied by"), null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by = models.ForeignKey(
        User, models.PROTECT, verbose_name=_("undone by"), null=True, blank=True, related_name="+"
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
                | Q(attempt__isnull=False, heartbeat_at__isnull=False, state__in=["checking", "applying", "undoing"]),
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
        """The number of rows, including invalid ones and those left out."""
        return self.new + self.changed + self.unchanged + self.invalid + self.left_out

    @property
    def rows_done(self) -> int:
        """Approximately how many rows the worker has finished."""
        return int(self.progress * self.rows_in_all)

    @property
    def is_large(self) -> bool:
        """Whether comparing its rows takes too long for a request."""
        return self.rows_in_all > LARGE

    @property
    def is_in_work(self) -> bool:
        """Whether the background worker works on it, or will."""
        return self.state in (self.State.CHECKING, self.State.APPLYING, self.State.UNDOING)


class RosterRow(models.Model):
    """A row of an import: its values, problems and outcome."""

    class Outcome(models.TextChoices):
        NEW = "new", _("new")
        CHANGED = "changed", _("changed")
        UNCHANGED = "unchanged", _("unchanged")
        INVALID = "invalid", _("invalid")
        LEFT_OUT = "left_out", _("left out")

    roster_import = models.ForeignKey(
        RosterImport, models.CASCADE, verbose_name=_("import"), related_name="rows", db_index=False
    )
    position = models.PositiveIntegerField(_("position"), help_text=_("Counted from the beginning of the file."))
    source = models.PositiveSmallIntegerField(
        _("table"), default=0, help_text=_("Index of the table in the import's columns, from 0.")
    )
    sheet = models.CharField(_("sheet"), max_length=200)
    number = models.PositiveIntegerField(_("row"), help_text=_("The row number that Excel shows."))
    values = models.JSONField(_("values"))
    problems = models.JSONField(_("problems"), default=list, blank=True)
    changes = models.JSONField(_("changes"), default=dict, blank=True, help_text=_("Old and new value by field."))
    before = models.JSONField(
        _("before"), null=True, help_text=_("Former values of the changed record, for undoing the import.")
    )
    original_values = models.JSONField(
        _("original values"), default=dict, blank=True, db_default={},
        help_text=_("Values of the file that a user replaced, by field."),
    )  # fmt: skip
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    undo_blocked_reason = models.CharField(
        _("reason not undone"),
        max_length=200,
        blank=True,
        db_default="",
        help_text=_("The reason why the row was not undone with its import."),
    )
    record = models.BigIntegerField(
        _("record"),
        null=True,
        help_text=_("Id of the member, household or assignment that the row became, depending on the import's kind."),
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
