"""Where a unit belongs, on the form of the unit: rows that lead to units of others are shown and stay as they are."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from households.forms.date_ranges import DatedRowFormSet
from households.models import Unit
from households.permissions import EffectivePermissions
from lambinh.accounts.permissions import Permission


class PlacementFormSet(DatedRowFormSet):
    """The stretches of days in which a unit belongs to others."""

    permissions: EffectivePermissions

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        placement = form.instance
        if placement.pk and not self.permissions.has_in(placement.parent_id, Permission.MANAGE_UNITS):
            form.fields["parent"].queryset = Unit.objects.filter(pk=placement.parent_id)
            for name in ("parent", "during", "DELETE"):
                if name in form.fields:
                    form.fields[name].disabled = True

    def clean(self) -> None:
        """A new unit says where it belongs: one that lies nowhere would be anybody's to take."""
        super().clean()
        is_new = self.instance._state.adding  # type: ignore[attr-defined]
        if (
            is_new
            and not self.permissions.has_everywhere(Permission.MANAGE_UNITS)
            and not any(map(_placed, self.forms))
        ):
            raise ValidationError(_("Enter the unit to which it belongs, with the days."))


def _placed(form: Any) -> bool:
    said = getattr(form, "cleaned_data", {})
    return bool(said.get("parent")) and not said.get("DELETE")
