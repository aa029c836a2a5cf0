from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assignments.models.querysets import MemberQuerySet
from assignments.models.tiers import Tier
from households.models import Unit
from households.models.dated import DatedModel, no_overlap_constraint, not_empty_constraint
from households.models.named import NamedModel, Sex, search_index
from households.models.querysets import DatedScopedQuerySet
from households.models.scoped import CommuneScopedModel, MergeableModel
from lambinh.accounts.models import User

PARTIAL_DATE = r"^\d{4}(-\d{2}(-\d{2})?)?$"


class Body(NamedModel):
    """A party body: the committee of a district or commune, an agency, or a cell."""

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


class Member(NamedModel, CommuneScopedModel, MergeableModel):
    """A member of the Party, or an official, who can be put in charge of households."""

    name_field = "full_name"

    full_name = models.CharField(_("full name"), max_length=100)
    sex = models.CharField(_("sex"), max_length=1, choices=Sex, blank=True)
    birth_date = models.CharField(
        _("birth date"),
        max_length=10,
        blank=True,
        help_text=_("As much as you know: 1975, 1975-03 or 1975-03-07."),
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


class Membership(DatedModel, CommuneScopedModel):
    """A range of days in which a member belongs to a cell or agency, with the position there."""

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
            no_overlap_constraint(
                "membership_one_on_any_day",
                ["member"],
                _("The member already belongs to a cell or agency on these days."),
            ),
            not_empty_constraint("membership_lasts_at_least_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.body}"
