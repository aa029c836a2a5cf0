"""Messages for violated database constraints."""

from django.apps import apps
from django.db import IntegrityError
from django.utils.translation import gettext as _


def user_message(error: IntegrityError) -> str:
    """The message for the user when the database rejected a row."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if constraint.name == name and constraint.violation_error_message:
                return str(constraint.get_violation_error_message())
    return _("This was not saved: someone else has changed the same rows. Look at them and try again.")
