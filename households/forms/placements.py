"""The placements on the form of a unit. Those in units that the user does not manage are read-only."""

from django.core.exceptions import ValidationError
from django.forms import ModelChoiceField
from django.utils.translation import gettext_lazy as _

from households.forms.date_ranges import DatedRowFormSet
from households.models import Unit
from households.permissions import EffectivePermissions
from lambinh.accounts.permissions import Permission
from lambinh.lib.forms.base import ModelForm
from lambinh.lib.forms.fields import get_field


class PlacementFormSet(DatedRowFormSet):
    """The placements of one unit."""

    permissions: EffectivePermissions

    def add_fields(self, form: ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        placement = form.instance
        if placement.pk and not self.permissions.has_in(placement.parent_id, Permission.MANAGE_UNITS):
            get_field(form, "parent", ModelChoiceField).queryset = Unit.objects.filter(pk=placement.parent_id)
            for name in ("parent", "during", "DELETE"):
                if name in form.fields:
                    form.fields[name].disabled = True

    def clean(self) -> None:
        """Require a placement for a new unit: anybody could place a unit that lies nowhere."""
        super().clean()
        is_new = self.instance._state.adding
        if (
            is_new
            and not self.permissions.has_everywhere(Permission.MANAGE_UNITS)
            and not any(map(_has_placement, self.forms))
        ):
            raise ValidationError(_("Enter the unit that it belongs to, with the days."))


def _has_placement(form: ModelForm) -> bool:
    data = getattr(form, "cleaned_data", {})
    return bool(data.get("parent")) and not data.get("DELETE")
