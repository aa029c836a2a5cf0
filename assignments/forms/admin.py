"""Forms of the registers that ask, of all that was typed together, whether the person may have it so."""

from typing import Any

from assignments.models import Body, Decision
from assignments.record_permissions import check_body, check_decision, settle_unit
from lambinh.accounts.models import User
from lambinh.lib.forms.base import ModelForm
from lambinh.lib.refusals import refusal_on_form


class KeptForm(ModelForm):
    """A row that belongs to a unit. The register says in `by` who is at work."""

    by: User

    def check(self, row: Any) -> None:
        """Raises FactRefused where `by` may not have `row` so."""
        raise NotImplementedError

    def _post_clean(self) -> None:
        super()._post_clean()
        if not self.errors:
            with refusal_on_form(self):
                self.check(self.instance)


class KeptBodyForm(KeptForm):
    def check(self, row: Body) -> None:
        check_body(row, self.by)


class KeptDecisionForm(KeptForm):
    def check(self, row: Decision) -> None:
        settle_unit(row, self.by)
        check_decision(row, self.by)
