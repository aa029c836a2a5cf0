"""Admin forms that check the user's permissions for the row as a whole."""

from assignments.record_permissions import check_body, check_decision, set_unit
from lambinh.accounts.models import User
from lambinh.lib.forms.base import ModelForm
from lambinh.lib.refusals import refusal_on_form


class UnitPermissionForm(ModelForm):
    """A row that belongs to a unit. The admin sets `by`, the acting user, on the form class."""

    by: User

    def check(self) -> None:
        """Raises DatedFactError if `by` must not save the row with these values."""
        raise NotImplementedError

    def _post_clean(self) -> None:
        super()._post_clean()
        if not self.errors:
            with refusal_on_form(self):
                self.check()


class BodyAdminForm(UnitPermissionForm):
    def check(self) -> None:
        check_body(self.instance, self.by)


class DecisionAdminForm(UnitPermissionForm):
    def check(self) -> None:
        set_unit(self.instance, self.by)
        check_decision(self.instance, self.by)
