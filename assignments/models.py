from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from assignments.querysets import AssignmentQuerySet, MemberQuerySet
from households.dated import Dated, lasts_a_day, one_at_a_time
from households.models import Household, Unit
from households.people import Named, Sex, search_index
from households.querysets import DatedScopedQuerySet
from households.scoped import Mergeable, Scoped
from lambinh.accounts.models import User

PARTIAL_DATE = r"^\d{4}(-\d{2}(-\d{2})?)?$"


class Tier(models.TextChoices):
    """Who appointed the member: the district or the commune. The two are always shown apart."""

    DISTRICT = "district", _("district tier")
    COMMUNE = "commune", _("commune tier")


class Body(Named):
    """A party body: the committee of a district or commune, an agency, or a cell, the smallest."""

    class Kind(models.TextChoices):
        COMMITTEE = "committee", _("committee")
        AGENCY = "agency", _("agency")
        CELL = "cell", _("cell")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    tier = models.CharField(_("tier"), max_length=10, choices=Tier)
    name = models.CharField(_("name"), max_length=150)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"), related_name="bodies")

    objects = models.Manager()

    class Meta:
        verbose_name = _("party body")
        verbose_name_plural = _("party bodies")
        ordering = ("sort_key", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"],
                name="body_name_unique_in_unit",
                violation_error_message=_("The unit already has a body of this name."),
            ),
            models.CheckConstraint(condition=Q(tier__in=Tier.values), name="body_tier_known"),
        ]

    def __str__(self) -> str:
        return self.name


class Member(Named, Scoped, Mergeable):
    """A person of the Party or an official who can be put in charge of households."""

    name_field = "full_name"

    full_name = models.CharField(_("full name"), max_length=100)
    sex = models.CharField(_("sex"), max_length=1, choices=Sex, blank=True)
    birth_date = models.CharField(
        _("birth date"),
        max_length=10,
        blank=True,
        help_text=_("As much as is known: 1975, 1975-03 or 1975-03-07."),
        validators=[RegexValidator(PARTIAL_DATE, _("Enter a birth date as 1975, 1975-03 or 1975-03-07."))],
    )
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    user = models.OneToOneField(
        User, models.SET_NULL, verbose_name=_("user"), null=True, blank=True, related_name="member"
    )

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        ordering = ("sort_key", "pk")
        indexes = [
            search_index("member_search"),
            models.Index(fields=["commune", "sort_key"], name="member_by_commune"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(full_name=""),
                name="member_has_a_name",
                violation_error_message=_("Enter the member's name."),
            ),
            models.CheckConstraint(
                condition=Q(birth_date="") | Q(birth_date__regex=PARTIAL_DATE),
                name="member_birth_date_is_partial_date",
                violation_error_message=_("Enter a birth date as 1975, 1975-03 or 1975-03-07."),
            ),
            models.CheckConstraint(condition=Q(sex__in=["", "M", "F"]), name="member_sex_known"),
        ]

    def __str__(self) -> str:
        return self.full_name


class Membership(Dated, Scoped):
    """The stretch of time in which a member sits in a cell or agency, with the position held there."""

    member = models.ForeignKey(
        Member,
        models.CASCADE,
        verbose_name=_("member"),
        related_name="memberships",
    )
    body = models.ForeignKey(Body, models.PROTECT, verbose_name=_("cell or agency"), related_name="memberships")
    position = models.CharField(_("position"), max_length=150, blank=True)
    is_exempt = models.BooleanField(
        _("exempt"), default=False, help_text=_("Counted, but not expected to take households.")
    )

    objects = DatedScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ("member", "during")
        indexes = [models.Index(fields=["commune"], name="membership_by_commune")]
        constraints = [
            one_at_a_time(
                "membership_one_on_any_day",
                ["member"],
                _("The member already sits in a cell or agency on these days."),
            ),
            lasts_a_day("membership_lasts_at_least_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.body}"


class Decision(models.Model):
    """A resolution or decision under which members are put in charge of households."""

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
        help_text=_("Only where the issuer's name does not say it."),
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
                violation_error_message=_("This decision is already there."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}, {date_format(self.issued_on, 'SHORT_DATE_FORMAT')}"


class Assignment(Dated, Scoped):
    """One stretch of time in which a member was in charge of a household, or helped it."""

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
    end_reason = models.CharField(_("reason of the end"), max_length=20, choices=EndReason, blank=True)
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
            one_at_a_time(
                "assignment_one_in_charge_per_tier_on_any_day",
                ["household", "tier"],
                _("Someone is already in charge of this household on these days."),
                condition=Q(role="in_charge"),
            ),
            one_at_a_time(
                "assignment_pair_once_on_any_day",
                ["household", "member"],
                _("This member already looks after this household on these days."),
            ),
            lasts_a_day("assignment_lasts_at_least_a_day"),
            models.CheckConstraint(
                condition=Q(end_reason="") | Q(during__endswith__isnull=False),
                name="assignment_end_reason_needs_an_end",
                violation_error_message=_("A reason of the end needs a last day."),
            ),
            models.CheckConstraint(condition=Q(tier__in=Tier.values), name="assignment_tier_known"),
            models.CheckConstraint(condition=Q(role__in=["in_charge", "helper"]), name="assignment_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.carer_name} → {self.household}"

    @property
    def carer_name(self) -> str:
        """Who is in charge; of a member of another unit not the name. Costs a query unless the member is at hand."""
        try:
            return str(self.member)
        except Member.DoesNotExist:
            return _now("a member of another unit")


from assignments.models_desk import DeskAction as DeskAction  # noqa: E402 a model of its own file, made of these
