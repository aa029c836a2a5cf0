"""Messages of problems."""

import pytest
from django.utils import translation

from assignments.rosters.parsing.problems import MESSAGES, problem, without_citizen_ids


def test_every_message_can_be_written() -> None:
    details = dict.fromkeys(("value", "year", "digits", "row", "heading", "guess", "other", "count", "longest"), "x")

    for code, (level, _) in MESSAGES.items():
        cell_problem = problem("note", code, **details)
        assert (cell_problem.field, cell_problem.code, cell_problem.level) == ("note", code, level)
        assert "%(" not in cell_problem.message
        assert level in ("error", "warning")


def test_a_message_is_in_the_language_that_is_active() -> None:
    with translation.override("en"):
        english = problem(None, "no_table").message
    with translation.override("vi"):
        vietnamese = problem(None, "no_table").message

    assert english.startswith("No list")
    assert english != vietnamese


@pytest.mark.parametrize(
    ("value", "excerpt"),
    [("x" * 80, "x" * 80), ("x" * 81, "x" * 79 + "…"), ("a\n  b", "“a b”"), (5, "“5”")],
)
def test_long_values_are_cut(value: object, excerpt: str) -> None:
    with translation.override("en"):
        message = problem("note", "unread_part", value=value).message

    assert excerpt in message
    assert "x" * 81 not in message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("012345678901", "…8901"),
        ("123456789", "…6789"),
        ("012 345 678 901", "…8 901"),
        ("1234567890", "1234567890"),
        ("1234567890123", "1234567890123"),
        ("12345", "12345"),
        ("CCCD 012345678901.", "CCCD …8901."),
    ],
)
def test_all_but_the_last_four_digits_of_a_citizen_id_are_hidden(text: str, expected: str) -> None:
    assert without_citizen_ids(text) == expected
