"""The maximum size of requests: small, unless the page accepts files.

The web server checks it before it reads a body, so that nobody can fill the disk or the memory
(docs/adr/0016-web-server.md). The middleware checks it again, for other servers.
"""

from collections.abc import Callable
from typing import TypeVar

from django.conf import settings
from django.urls import Resolver404, resolve

MEGABYTE = 1024 * 1024
ANONYMOUS = 64 * 1024
"""Bytes for users without a session: the largest form is the sign-in page."""
TABLE_IMPORT = 5 * MEGABYTE
"""Bytes for the import of a reference table in the admin."""
FORM_OVERHEAD = MEGABYTE
"""Bytes for the other fields of a form with files."""

_ATTRIBUTE = "upload_limit"
View = TypeVar("View", bound=Callable[..., object])


def default_limit() -> int:
    """Bytes for a form without files. Django rejects longer fields."""
    return settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0


def accepts_files(limit: Callable[[], int]) -> Callable[[View], View]:
    """Mark a view that accepts up to `limit()` bytes of files from signed-in users."""

    def decorate(view: View) -> View:
        setattr(view, _ATTRIBUTE, lambda: limit() + FORM_OVERHEAD)
        return view

    return decorate


def limit_of_path(path: str) -> int:
    """The maximum bytes of a request of a signed-in user to `path`."""
    try:
        match = resolve(path)
    except Resolver404:
        return default_limit()
    name = match.url_name or ""
    if match.app_names == ["admin"] and name.endswith("_import") and not name.endswith("_process_import"):
        return TABLE_IMPORT
    limit: Callable[[], int] = getattr(match.func, _ATTRIBUTE, default_limit)
    return limit()
