"""Texts that are too long for a cell or hold odd characters."""

import pytest
from django.utils import translation

from assignments.rosters.parsing.sheet.truncation import LONGEST, short, shortened


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x" * 40, "x" * 40),
        (" " * 40, " " * 40),
        ("a" + " " * 40 + "b", "a" + " " * 40 + "b"),
        ("a" + " " * 41 + "b", "a b"),
        ("a" + " " * 20 + "\n" + " " * 20 + "b", "a\nb"),
        ("." * 41, "." * 40),
        ("_" * 50 + "x", "_" * 40 + "x"),
        ("x" * 50, "x" * 50),
        ("." * 20 + "-" * 21, "." * 20 + "-" * 21),
        ("x" * LONGEST, "x" * LONGEST),
        ("x" * (LONGEST + 1), "x" * LONGEST),
        (" " * (3 * LONGEST) + "x" * LONGEST, " " + "x" * LONGEST),
        (" " * (4 * LONGEST) + "x", " "),
        ("x" * 3 * LONGEST, "x" * LONGEST),
    ],
)
def test_a_text_is_shortened(text: str, expected: str) -> None:
    assert short(text) == expected[:LONGEST]


def test_rows_without_long_texts_stay_themselves() -> None:
    rows = [("x", 1), ("y" * 50, None)]

    assert shortened(rows) == (rows, [])
    assert shortened(rows)[0] is rows


def test_long_texts_are_shortened_in_every_row() -> None:
    run = "." * 60
    rows = [("a", 1), (run, 2), ("b", run)]
    result, notices = shortened(rows)

    assert result == [("a", 1), ("." * 40, 2), ("b", "." * 40)]
    assert result[0] is rows[0]
    assert notices == []


def test_the_first_row_with_a_cut_cell_is_named() -> None:
    rows = [("a",), ("x" * LONGEST,), ("x" * (LONGEST + 1),), ("y" * (LONGEST + 1),)]
    with translation.override("en"):
        result, (notice,) = shortened(rows)

    assert [len(str(row[0])) for row in result] == [1, LONGEST, LONGEST, LONGEST]
    assert (notice.field, notice.code) == (None, "cell_cut")
    assert "row 3 " in notice.message
    assert "2000" in notice.message
