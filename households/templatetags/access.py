"""What a template asks about rights, so that nobody is shown a door that does not open."""

from functools import cache, lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from households.permissions import permissions_for
from lambinh.accounts.permissions import Permission

register = template.Library()

_LINKS = {
    "totals": "reports:totals",
    "my_households": "assignments:my_households",
    "desk": "desk:places",
    "households": "assignments:households",
    "members": "assignments:members",
    "bodies": "assignments:bodies",
    "decisions": "assignments:decisions",
    "rosters": "rosters:list",
    "users": "households:users",
    "admin": "admin:index",
}
_ALONE = ("totals", "my_households")
"""Links of a page alone; the others are of all pages whose address their own is part of."""


@register.filter
def may(user: Any, permission: str) -> bool:
    """Whether `user` may do it anywhere: `{% if user|may:"manage_users" %}`."""
    return permissions_for(user).has_anywhere(Permission(permission))


@register.simple_tag(takes_context=True)
def main_navigation(context: template.Context) -> SafeString:
    """The links to the pages that the user may open; which of them is marked as the present one, the address says."""
    permissions, path = permissions_for(context["user"]), getattr(context.get("request"), "path", "")
    addresses = _addresses()
    here = {name for name in _LINKS if (path == addresses[name] if name in _ALONE else addresses[name] in path)}
    here |= {"duplicates"} if "/duplicates/" in path else set()
    return _navigation(get_language(), frozenset(filter(permissions.has_anywhere, Permission)), frozenset(here))


@cache
def _addresses() -> dict[str, str]:
    found = {name: reverse(view) for name, view in _LINKS.items()}
    return found | {"duplicates": reverse("duplicates:list", args=["households"])}


@lru_cache(maxsize=256)
def _navigation(language: str | None, rights: frozenset[Permission], here: frozenset[str]) -> SafeString:
    """Nothing but these goes into it, so that a process makes each once; it was a fifth of a page without data."""
    given = {"may": {one.value: True for one in rights}, "here": dict.fromkeys(here, True), "url": _addresses()}
    return render_to_string("_navigation.html", given)
