"""Decisions and assignments."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from assignments.models.members import Member
from assignments.models.querysets import AssignmentQuerySet
from assignments.models.tiers import Tier
from households.models import Household, Unit
from households.models.dated import DatedModel, no_overlap_constraint, not_empty_constraint
from households.models.scoped import CommuneScopedModel
from lambinh.lib.dates.formatting import format_day


class Decision(models.Model):
    """A resolution or decision that puts members in charge of households."""

    number = models.CharField(_("number"), max_length=50)
    issued_on = models.DateField(_("issued on"))
    issuer = models.CharField(_("issuer"), max_length=200)
    title = models.CharField(_("title"), max_length=300, blank=True)
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        verbose_name=_("unit of the issuer"),
        null=True,
        blank=True,
        related_name="decisions",
        help_text=_("Only if the issuer's name does not contain it."),
    )

    objects = models.Manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ("-issued_on", "number")
        constraints = [
            models.UniqueConstraint(
                fields=["number", "issued_on", "issuer"],
                name="decision_unique",
                violation_error_message=_("This decision already exists."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}, {format_day(self.issued_on)}"


class Assignment(DatedModel, CommuneScopedModel):
    """A range of days in which a member is in charge of a household, or helps it."""

    class Role(models.TextChoices):
        IN_CHARGE = "in_charge", _("in charge")
        HELPER = "helper", _("helping")

    class EndReason(models.TextChoices):
        REPLACED = "replaced", _("another member took over")
        HOUSEHOLD_MOVED = "household_moved", _("household moved away, split or merged")
        LEFT_POVERTY = "left_poverty", _("household left poverty")
        MEMBER_MOVED = "member_moved", _("member moved away")
        MEMBER_ILL = "member_ill", _("member fell ill or died")
        OTHER = "other", _("other")

    carer: str
    """The member's name, on rows of `with_carer` only."""

    household = models.ForeignKey(
        Household,
        models.PROTECT,
        verbose_name=_("household"),
        related_name="assignments",
    )
    member = models.ForeignKey(Member, models.PROTECT, verbose_name=_("member"), related_name="assignments")
    tier = models.CharField(_("tier"), max_length=10, choices=Tier)
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.IN_CHARGE)
    decision = models.ForeignKey(
        Decision, models.PROTECT, verbose_name=_("decision"), null=True, blank=True, related_name="assignments"
    )
    end_reason = models.CharField(_("reason for the end"), max_length=20, choices=EndReason, blank=True)
    help = models.CharField(_("help given"), max_length=500, blank=True)
    result = models.CharField(_("result"), max_length=500, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ("household", "tier", "during")
        indexes = [models.Index(fields=["commune"], name="assignment_by_commune")]
        constraints = [
            no_overlap_constraint(
                "assignment_one_in_charge_per_tier_on_any_day",
                ["household", "tier"],
                _("Someone is already in charge of this household on these days."),
                condition=Q(role="in_charge"),
            ),
            no_overlap_constraint(
                "assignment_pair_once_on_any_day",
                ["household", "member"],
                _("This member already looks after this household on these days."),
            ),
            not_empty_constraint("assignment_lasts_at_least_a_day"),
            models.CheckConstraint(
                condition=Q(end_reason="") | Q(during__endswith__isnull=False),
                name="assignment_end_reason_needs_an_end",
                violation_error_message=_("If you give a reason for the end, also enter a last day."),
            ),
            models.CheckConstraint(condition=Q(tier__in=Tier.values), name="assignment_tier_known"),
            models.CheckConstraint(condition=Q(role__in=["in_charge", "helper"]), name="assignment_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.assignee_name} → {self.household}"

    @property
    def assignee_name(self) -> str:
        """The member's name, or a phrase if that row is not visible. Costs a query unless `member` is loaded."""
        try:
            return str(self.member)
        except Member.DoesNotExist:
            return _now("a member of another unit")
