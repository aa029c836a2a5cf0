"""The promises of the database, and the sentences that tell a person what broke one."""

from django.apps import apps
from django.db import IntegrityError
from django.utils.translation import gettext as _


def user_message(error: IntegrityError) -> str:
    """What a person is told when the database refused a row."""
    broken = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if constraint.name == broken and constraint.violation_error_message:
                return str(constraint.get_violation_error_message())
    return _("This was not saved: someone else has changed the same rows. Look at them and try again.")
