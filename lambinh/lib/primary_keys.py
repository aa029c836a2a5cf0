"""Keys of rows as an address or a form brings them: text that anybody can change."""

DIGITS = 18
"""As many as every number of that length fits into a key of the database (bigint)."""


def parse_pk(text: str) -> int | None:
    """The key that `text` writes in plain digits; None where it is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= DIGITS else None
