"""Administrative units, their placements, and the roles of users in them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from households.models.dated import DatedModel, no_overlap_constraint, not_empty_constraint
from households.models.named import NamedModel
from households.models.querysets import PlacementQuerySet, UnitQuerySet
from lambinh.accounts.models import User
from lambinh.accounts.permissions import Role


class Unit(NamedModel, DatedModel):
    """An administrative unit for the days that it legally exists. Its code identifies it only together with a day."""

    class Kind(models.TextChoices):
        PROVINCE = "province", _("province")
        DISTRICT = "district", _("district")
        COMMUNE = "commune", _("commune")
        VILLAGE = "village", _("village")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    code = models.CharField(_("code"), max_length=12, blank=True, help_text=_("Villages have none."))
    prefix = models.CharField(_("prefix"), max_length=20, blank=True)
    name = models.CharField(_("name"), max_length=100)
    successor = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("successor"), null=True, blank=True, related_name="predecessors"
    )
    basis = models.CharField(_("legal basis"), max_length=200, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ("sort_key", "pk")
        indexes = [models.Index(fields=["search_key", "kind"], name="unit_by_name")]
        constraints = [
            no_overlap_constraint(
                "unit_one_per_kind_and_code_on_any_day",
                ["kind", "code"],
                _("Another unit of this kind has this code on these days."),
                condition=~Q(code=""),
            ),
            not_empty_constraint("unit_lasts_at_least_a_day"),
            models.CheckConstraint(
                condition=Q(kind="village") | ~Q(code=""),
                name="unit_above_villages_has_a_code",
                violation_error_message=_("Provinces, districts and communes have a code."),
            ),
            models.CheckConstraint(
                condition=~Q(successor=models.F("id")),
                name="unit_does_not_succeed_itself",
                violation_error_message=_("A unit cannot be its own successor."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prefix} {self.name}".strip()


class Placement(DatedModel):
    """The range of days in which a unit belongs to a parent unit."""

    unit = models.ForeignKey(Unit, models.CASCADE, verbose_name=_("unit"), related_name="placements")
    parent = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("belongs to"), related_name="children")

    objects = PlacementQuerySet.as_manager()

    class Meta:
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        ordering = ("unit", "during")
        constraints = [
            no_overlap_constraint(
                "placement_one_parent_on_any_day",
                ["unit"],
                _("The unit already belongs to another unit on these days."),
            ),
            not_empty_constraint("placement_lasts_at_least_a_day"),
            models.CheckConstraint(
                condition=~Q(unit=models.F("parent")),
                name="placement_not_in_itself",
                violation_error_message=_("A unit cannot belong to itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} → {self.parent}"


class UnitAccess(models.Model):
    """A user's role in a unit and all units below it."""

    user = models.ForeignKey(User, models.CASCADE, verbose_name=_("user"), related_name="unit_access")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"), related_name="access")
    role = models.CharField(_("role"), max_length=20, choices=Role)

    class Meta:
        verbose_name = _("access")
        verbose_name_plural = _("access")
        ordering = ("user", "unit", "role")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "unit", "role"],
                name="unit_access_once",
                violation_error_message=_("This user already has this role in this unit."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}, {self.unit}"
