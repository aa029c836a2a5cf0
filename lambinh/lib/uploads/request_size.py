"""How much a request may bring: little, unless its page takes files.

The server asks before it reads, so that nobody fills the disk or the memory (docs/adr/0016-web-server.md); the
middleware asks again, for any other server.
"""

from collections.abc import Callable
from typing import TypeVar

from django.conf import settings
from django.urls import Resolver404, resolve

MEGABYTE = 1024 * 1024
ANONYMOUS = 64 * 1024
"""Bytes of a form of somebody who has no session: the sign-in page is the largest."""
PLAIN_IMPORT = 5 * MEGABYTE
"""Bytes for the plain import of a reference table in the administration, whose tables are short."""
FORM_AROUND_FILES = MEGABYTE
"""Bytes for the fields beside the files and the lines between them."""

_ATTRIBUTE = "most_bytes"
View = TypeVar("View", bound=Callable[..., object])


def ordinary() -> int:
    """Bytes of a form without files; Django refuses fields that are longer together."""
    return settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0


def takes_files(most: Callable[[], int]) -> Callable[[View], View]:
    """Mark a view as one that takes up to `most()` bytes of files, of people who have signed in."""

    def mark(view: View) -> View:
        setattr(view, _ATTRIBUTE, lambda: most() + FORM_AROUND_FILES)
        return view

    return mark


def most_bytes(path: str) -> int:
    """How many bytes a request for `path` may bring when it comes from somebody who has signed in."""
    try:
        found = resolve(path)
    except Resolver404:
        return ordinary()
    name = found.url_name or ""
    if found.app_names == ["admin"] and name.endswith("_import") and not name.endswith("_process_import"):
        return PLAIN_IMPORT
    most: Callable[[], int] = getattr(found.func, _ATTRIBUTE, ordinary)
    return most()
