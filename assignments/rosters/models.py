from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assignments.rosters.querysets import RosterImportQuerySet, RosterRowQuerySet
from lambinh.accounts.models import User


class RosterKind(models.TextChoices):
    """What the rows of a roster are about."""

    MEMBERS = "members", _("members")
    HOUSEHOLDS = "households", _("households")
    ASSIGNMENTS = "assignments", _("assignments")


class RosterImport(models.Model):
    """One roster of one kind in one file: what was understood, planned and written."""

    class State(models.TextChoices):
        CHECKED = "checked", _("checked")
        APPLYING = "applying", _("being applied")
        APPLIED = "applied", _("applied")
        REFUSED = "refused", _("not applied")
        UNDOING = "undoing", _("being taken back")
        UNDONE = "undone", _("taken back")

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
                condition=Q(state__in=["applied", "undoing"]),
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
                condition=~Q(state="undone") | Q(undone_at__isnull=False), name="roster_undone_has_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.get_kind_display()})"


class RosterRow(models.Model):
    """A row of an import: what was read in it, what is wrong with it and what became of it."""

    class Outcome(models.TextChoices):
        NEW = "new", _("new")
        CHANGED = "changed", _("changed")
        UNCHANGED = "unchanged", _("unchanged")
        INVALID = "invalid", _("invalid")

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

    def __str__(self) -> str:
        return f"{self.sheet}, {self.number}"
