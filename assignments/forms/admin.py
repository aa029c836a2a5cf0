"""Admin forms that check the user's permissions for the row as a whole."""

from typing import Any

from django import forms

from assignments.record_permissions import check_body, check_decision, settle_unit
from households.services.dated import DatedFactError
from lambinh.accounts.models import User


class UnitPermissionForm(forms.ModelForm):  # type: ignore[type-arg]
    """A row that belongs to a unit. The admin sets `by`, the acting user, on the form class."""

    by: User

    def check(self, row: Any) -> None:
        """Raises DatedFactError if `by` must not save `row` with these values."""
        raise NotImplementedError

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if not self.errors:
            try:
                self.check(self.instance)
            except DatedFactError as refused:
                self.add_error(None, str(refused))


class BodyAdminForm(UnitPermissionForm):
    def check(self, row: Any) -> None:
        check_body(row, self.by)


class DecisionAdminForm(UnitPermissionForm):
    def check(self, row: Any) -> None:
        settle_unit(row, self.by)
        check_decision(row, self.by)
