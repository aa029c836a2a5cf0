from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from households import citizen_ids
from households.models.dated import DatedModel, no_overlap_constraint, not_empty_constraint
from households.models.named import NamedModel, Sex, search_index
from households.models.querysets import DatedScopedQuerySet, HouseholdQuerySet
from households.models.scoped import CommuneScopedModel, MergeableModel
from households.models.units import Unit


class Household(NamedModel, CommuneScopedModel, MergeableModel):
    """A household, identified by its head. Its residence and its poverty class are dated facts of their own."""

    name_field = "head_name"

    code = models.CharField(_("household code"), max_length=30, null=True, blank=True)  # noqa: DJ001 unknown codes are not equal
    head_name = models.CharField(_("head of household"), max_length=100)
    head_sex = models.CharField(_("sex"), max_length=1, choices=Sex, blank=True)
    head_birth_year = models.PositiveSmallIntegerField(_("birth year"), null=True, blank=True)
    size = models.PositiveSmallIntegerField(_("persons"), null=True, blank=True)
    ethnicity = models.CharField(_("ethnicity"), max_length=40, blank=True)
    citizen_id_encrypted = models.CharField(_("citizen id, encrypted"), max_length=100, blank=True, editable=False)
    citizen_id_digest = models.CharField(_("digest of the citizen id"), max_length=44, blank=True, editable=False)
    citizen_id_last4 = models.CharField(
        _("last four digits of the citizen id"), max_length=4, blank=True, editable=False
    )
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        verbose_name = _("household")
        verbose_name_plural = _("households")
        ordering = ("sort_key", "pk")
        indexes = [
            search_index("household_search"),
            models.Index(fields=["commune", "sort_key"], name="household_by_commune"),
            models.Index(
                fields=["citizen_id_digest"], name="household_by_citizen_id", condition=~Q(citizen_id_digest="")
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                name="household_code_unique",
                violation_error_message=_("Another household has this code."),
            ),
            models.CheckConstraint(
                condition=Q(code__isnull=True) | ~Q(code=""),
                name="household_code_not_empty",
                violation_error_message=_("Leave the code empty if there is none."),
            ),
            models.CheckConstraint(
                condition=~Q(head_name=""),
                name="household_has_a_head",
                violation_error_message=_("Enter the head of the household."),
            ),
            models.CheckConstraint(
                condition=Q(size__isnull=True) | Q(size__gte=1),
                name="household_has_a_person",
                violation_error_message=_("A household has at least one person."),
            ),
            models.CheckConstraint(
                condition=Q(head_birth_year__isnull=True) | Q(head_birth_year__range=(1850, 2200)),
                name="household_birth_year_is_a_year",
                violation_error_message=_("Enter the year of birth with four digits."),
            ),
            models.CheckConstraint(
                condition=Q(citizen_id_encrypted="", citizen_id_digest="", citizen_id_last4="")
                | ~Q(Q(citizen_id_encrypted="") | Q(citizen_id_digest="") | Q(citizen_id_last4="")),
                name="household_citizen_id_stored_as_a_whole",
            ),
            models.CheckConstraint(
                condition=Q(citizen_id_last4="") | Q(citizen_id_last4__regex=r"^[0-9]{4}$"),
                name="household_citizen_id_shows_four_digits",
            ),
            models.CheckConstraint(
                condition=~Q(citizen_id_encrypted__regex=r"^[0-9]{9}([0-9]{3})?$"),
                name="household_citizen_id_is_encrypted",
            ),
            models.CheckConstraint(condition=Q(head_sex__in=["", "M", "F"]), name="household_sex_known"),
        ]

    def __str__(self) -> str:
        return f"{self.head_name} ({self.code})" if self.code else self.head_name

    def set_citizen_id(self, number: str) -> None:
        """Set another citizen id, or none if `number` is empty. Raises ValidationError if it is not valid."""
        if number:
            citizen_ids.check(number)
        for name, value in citizen_ids.stored(number)._asdict().items():
            setattr(self, name, value)

    def read_citizen_id(self) -> str:
        """The full number, or an empty text. Only for operations that record who reads it.

        Raises `lambinh.lib.encryption.keys.DecryptionError` when the key is missing.
        """
        return citizen_ids.ring().decrypt(self.citizen_id_encrypted) if self.citizen_id_encrypted else ""

    @property
    def citizen_id_masked(self) -> str:
        return citizen_ids.masked(self.citizen_id_last4)


class Residence(DatedModel, CommuneScopedModel):
    """The range of days in which a household lives in a village."""

    household = models.ForeignKey(
        Household,
        models.CASCADE,
        verbose_name=_("household"),
        related_name="residences",
    )
    village = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("village"), related_name="residences")

    objects = DatedScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("residence")
        verbose_name_plural = _("residences")
        ordering = ("household", "during")
        indexes = [models.Index(fields=["commune"], name="residence_by_commune")]
        constraints = [
            no_overlap_constraint(
                "residence_one_village_on_any_day",
                ["household"],
                _("The household already lives somewhere on these days."),
            ),
            not_empty_constraint("residence_lasts_at_least_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.household}: {self.village}"


class PovertyStatus(DatedModel, CommuneScopedModel):
    """The poverty class of a household during a range of days, by the standard of a year."""

    class Class(models.TextChoices):
        POOR = "poor", _("poor")
        NEAR_POOR = "near_poor", _("near-poor")
        ESCAPED = "escaped", _("escaped poverty")
        OTHER = "other", _("not poor")

    household = models.ForeignKey(
        Household,
        models.CASCADE,
        verbose_name=_("household"),
        related_name="poverty_statuses",
    )
    poverty_class = models.CharField(_("class"), max_length=10, choices=Class)
    year = models.PositiveSmallIntegerField(_("year of review"), null=True, blank=True)
    standard = models.CharField(_("poverty standard"), max_length=100, blank=True)

    objects = DatedScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("poverty class")
        verbose_name_plural = _("poverty classes")
        ordering = ("household", "during")
        indexes = [models.Index(fields=["commune"], name="poverty_by_commune")]
        constraints = [
            no_overlap_constraint(
                "poverty_one_class_on_any_day",
                ["household"],
                _("The household already has a class on these days."),
            ),
            not_empty_constraint("poverty_lasts_at_least_a_day"),
            models.CheckConstraint(
                condition=Q(poverty_class__in=["poor", "near_poor", "escaped", "other"]),
                name="poverty_class_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household}: {self.get_poverty_class_display()}"
