"""What a template asks about rights, so that nobody is shown a door that does not open."""

from typing import Any

from django import template

from households.permissions import permissions_for
from lambinh.accounts.permissions import Permission

register = template.Library()


@register.filter
def may(user: Any, permission: str) -> bool:
    """Whether `user` may do it anywhere: `{% if user|may:"manage_users" %}`."""
    return permissions_for(user).may(Permission(permission))
