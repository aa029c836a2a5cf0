"""`manage.py check --deploy`: signing in."""

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register
from django.utils.translation import gettext as _


@register(Tags.security, deploy=True)
def second_factor_is_on(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    if settings.LAMBINH_SECOND_FACTOR:
        return []
    return [
        Warning(
            _("Administrators and the district office can sign in with a password alone."),
            hint=_("Remove LAMBINH_SECOND_FACTOR from the environment."),
            id="lambinh.W001",
        )
    ]
