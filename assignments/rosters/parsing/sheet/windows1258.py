"""TCVN3 and VNI text that a program took for Windows-1258: found by the whole sheet's words, and taken back."""

import re
import unicodedata
from functools import lru_cache

from lambinh.lib.spreadsheets.types import Cell, Sheet
from lambinh.lib.vietnamese import from_tcvn3, from_vni, is_syllable

# What Windows-1258 has where Windows-1252 has other characters.
_OF_1258 = re.compile(
    "[\u0102\u0103\u0110\u0111\u01a0\u01a1\u01af\u01b0\u0300\u0301\u0303\u0309\u0323\u20ab\u1ea0-\u1ef9]"
)
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_FEWEST_WORDS = 4


def undo_windows1258(sheet: Sheet, whole: str) -> Sheet:
    """The sheet with the characters of Windows-1252, if only so its words are Vietnamese; else itself."""
    words = [word for word in set(_words(whole)) if not word.isascii()]
    doubtful = [word for word in words if _OF_1258.search(word)]
    # In a sheet of Unicode with some old codes in it the letters of Windows-1258 make words.
    if not doubtful or len(words) < _FEWEST_WORDS or sum(map(_is_word, doubtful)) * 2 > len(doubtful):
        return sheet
    again = [_as_1252(word) for word in words]
    then = max(sum(_is_word(read(word)) for word in again if word is not None) for read in (from_tcvn3, from_vni))
    if None in again or then < 0.8 * len(words) or sum(map(_is_word, words)) > 0.6 * then:
        return sheet
    rows = [tuple(_cell_as_1252(cell) for cell in row) for row in sheet.rows]
    return Sheet(sheet.name, sheet.hidden, rows, sheet.merges, sheet.errors, sheet.fonts)


def _words(text: str) -> list[str]:
    return [word.strip(".,;:()/\"'") for word in text.split()]


def _is_word(text: str) -> bool:
    parts = [part for part in re.split(r"[^\w]+", text) if part and not part.isdigit()]
    return all(map(is_syllable, parts)) and not re.search(r"[^\w\s.,;:()/'\"–-]", text)


def _cell_as_1252(cell: Cell) -> Cell:
    return (_as_1252(cell) or cell) if isinstance(cell, str) else cell


@lru_cache(maxsize=50_000)
def _as_1252(text: str) -> str | None:
    """The bytes that a text was in Windows-1258, each as its character of Windows-1252; None if it never was there."""
    try:
        data = "".join(map(_spread, text)).encode("cp1258")
    except UnicodeEncodeError:
        return None
    return "".join(_letter(byte) for byte in data)


def _spread(letter: str) -> str:
    """Windows-1258 has some letters with their tones in one code, of all others the tone stands behind."""
    try:
        letter.encode("cp1258")
    except UnicodeEncodeError:
        pieces = unicodedata.normalize("NFD", letter)
        bare = unicodedata.normalize("NFC", "".join(piece for piece in pieces if piece not in _TONES))
        return bare + "".join(piece for piece in pieces if piece in _TONES)
    return letter


def _letter(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)
