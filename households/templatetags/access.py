"""Permissions in templates: they show only the links that the user may open."""

from functools import cache, lru_cache

from django import template
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
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
"""Links that are current on their own page only; the others also on pages below their URL."""


@register.filter
def may(user: AbstractBaseUser | AnonymousUser, permission: str) -> bool:
    """Return whether `user` has the permission in any unit: `{% if user|may:"manage_users" %}`."""
    return permissions_for(user).has_anywhere(Permission(permission))


@register.simple_tag(takes_context=True)
def main_navigation(context: template.Context) -> SafeString:
    """The links to the pages that the user may open; the URL of the request marks the current one."""
    permissions, path = permissions_for(context["user"]), getattr(context.get("request"), "path", "")
    urls = _urls()
    here = {name for name in _LINKS if (path == urls[name] if name in _ALONE else urls[name] in path)}
    here |= {"duplicates"} if "/duplicates/" in path else set()
    return _navigation(get_language(), frozenset(filter(permissions.has_anywhere, Permission)), frozenset(here))


@cache
def _urls() -> dict[str, str]:
    urls = {name: reverse(view) for name, view in _LINKS.items()}
    return urls | {"duplicates": reverse("duplicates:list", args=["households"])}


@lru_cache(maxsize=256)
def _navigation(language: str | None, rights: frozenset[Permission], here: frozenset[str]) -> SafeString:
    """Rendered once per process for the same arguments: it took a fifth of the time of a page without data."""
    context = {"may": {right.value: True for right in rights}, "here": dict.fromkeys(here, True), "url": _urls()}
    return render_to_string("_navigation.html", context)
