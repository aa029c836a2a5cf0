"""A value from an address or a form is a key or no key; it never stops the page."""

import pytest

from lambinh.lib.primary_keys import parse_pk


@pytest.mark.parametrize(("text", "key"), [("1", 1), ("007", 7), ("9" * 18, int("9" * 18))])
def test_plain_digits_are_a_key(text: str, key: int) -> None:
    assert parse_pk(text) == key


@pytest.mark.parametrize("text", ["", " 1", "-1", "+1", "1.0", "1_000", "٣", "²", "x", "9" * 19, "9" * 5_000])
def test_anything_else_is_none(text: str) -> None:
    assert parse_pk(text) is None
