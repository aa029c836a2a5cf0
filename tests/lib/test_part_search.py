"""The search through the chunks of a zip part, rule by rule."""

import pytest

from lambinh.lib.spreadsheets.child.formats.xls import _error_code, _is_text
from lambinh.lib.spreadsheets.child.formats.zip_archive import _Search
from lambinh.lib.spreadsheets.child.output import FileRejected

LONG = b"x" * 100


@pytest.mark.parametrize("chunks", [[b'<c t="e">'], [LONG + b'<c t="', b'e">' + LONG], [LONG, b'<c t="e"', LONG]])
def test_a_needle_is_found_inside_a_chunk_and_across_a_seam(chunks: list[bytes]) -> None:
    search = _Search((b't="e"', b"<f"))
    for chunk in chunks:
        search.feed(chunk)
    assert search.matches == {b't="e"'}


@pytest.mark.parametrize("chunks", [[b"<!DOCTYPE a>"], [LONG + b"<!DOC", b"TYPE a>"], [b"\xff\xfe<\0"]])
def test_a_doctype_and_utf16_are_rejected(chunks: list[bytes]) -> None:
    search = _Search(())
    with pytest.raises(FileRejected) as raised:
        for chunk in chunks:
            search.feed(chunk)
    assert raised.value.code == "unsafe"


BOOL_OR_ERROR, FORMULA, LABEL = 0x0205, 0x0006, 0x0204


def formula(kind: int, code: int = 0) -> bytes:
    """A formula record whose result is no number: text (0), boolean (1) or error (2)."""
    return bytes(6) + bytes([kind, 0, code, 0, 0, 0]) + b"\xff\xff"


@pytest.mark.parametrize(
    ("kind", "data", "code"),
    [
        (BOOL_OR_ERROR, bytes(6) + b"\x2a\x01", 0x2A),
        (BOOL_OR_ERROR, bytes(6) + b"\x01\x00", None),
        (FORMULA, formula(2, 0x17), 0x17),
        (FORMULA, formula(0), None),
        (FORMULA, formula(1), None),
        (FORMULA, bytes(14), None),
    ],
    ids=["error", "boolean", "formula with error", "formula with text", "formula with boolean", "formula with number"],
)
def test_the_error_code_of_a_cell(kind: int, data: bytes, code: int | None) -> None:
    assert _error_code(kind, data) == code


@pytest.mark.parametrize(
    ("kind", "data", "is_text"),
    [(LABEL, bytes(8), True), (FORMULA, formula(0), True), (FORMULA, formula(2), False), (FORMULA, bytes(14), False)],
    ids=["label", "formula with text", "formula with error", "formula with number"],
)
def test_which_cells_are_texts(kind: int, data: bytes, is_text: bool) -> None:
    assert _is_text(kind, data) is is_text
