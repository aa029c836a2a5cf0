"""TCVN3 and VNI text that a program took for Windows-1258: found by the words of the whole sheet, and restored."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from assignments.rosters.parsing.rules import Rule, always, decide
from lambinh.lib.spreadsheets.types import Cell, Sheet
from lambinh.lib.vietnamese import from_tcvn3, from_vni, is_syllable

# What Windows-1258 has where Windows-1252 has other characters.
_OF_1258 = re.compile(
    "[\u0102\u0103\u0110\u0111\u01a0\u01a1\u01af\u01b0\u0300\u0301\u0303\u0309\u0323\u20ab\u1ea0-\u1ef9]"
)
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_FEWEST_WORDS = 4


@dataclass(frozen=True, slots=True)
class SheetWords:
    """The words of a sheet that are not ASCII, each once."""

    words: list[str]

    @property
    def suspect(self) -> list[str]:
        """Words with a character that Windows-1258 has and Windows-1252 does not."""
        return [word for word in self.words if _OF_1258.search(word)]

    def restored(self) -> list[str | None]:
        return [_as_1252(word) for word in self.words]

    def count_restored(self) -> int:
        """How many words are Vietnamese once restored and read in the better of the two old encodings."""
        words = [word for word in self.restored() if word is not None]
        return max(_count_words(map(read, words)) for read in (from_tcvn3, from_vni))


UNCHANGED_RULES: tuple[Rule[SheetWords, bool], ...] = (
    Rule("no character of Windows-1258", lambda sheet: not sheet.suspect, always(True)),
    Rule("too few words", lambda sheet: len(sheet.words) < _FEWEST_WORDS, always(True)),
    # In a sheet of Unicode with some old codes in it the letters of Windows-1258 make words.
    Rule("words as they are", lambda sheet: _count_words(sheet.suspect) * 2 > len(sheet.suspect), always(True)),
    Rule("word that was never Windows-1258", lambda sheet: None in sheet.restored(), always(True)),
    Rule("too few words restored", lambda sheet: sheet.count_restored() < 0.8 * len(sheet.words), always(True)),
    Rule("as many words before", lambda sheet: _count_words(sheet.words) > 0.6 * sheet.count_restored(), always(True)),
)


def undo_windows1258(sheet: Sheet, text: str) -> Sheet:
    """The sheet with the characters of Windows-1252, if only that makes its words Vietnamese; else the sheet itself.

    `text` is that of all cells.
    """
    words = [word for word in set(_words(text)) if not word.isascii()]
    if decide(UNCHANGED_RULES, SheetWords(words)):
        return sheet
    return replace(sheet, rows=[tuple(map(_cell_as_1252, row)) for row in sheet.rows])


def _count_words(texts: Iterable[str]) -> int:
    return sum(map(_is_word, texts))


def _words(text: str) -> list[str]:
    return [word.strip(".,;:()/\"'") for word in text.split()]


def _is_word(text: str) -> bool:
    parts = [part for part in re.split(r"[^\w]+", text) if part and not part.isdigit()]
    return all(map(is_syllable, parts)) and not re.search(r"[^\w\s.,;:()/'\"–-]", text)


def _cell_as_1252(cell: Cell) -> Cell:
    return (_as_1252(cell) or cell) if isinstance(cell, str) else cell


@lru_cache(maxsize=50_000)
def _as_1252(text: str) -> str | None:
    """The bytes of a text in Windows-1258, each as its character of Windows-1252; None if it has no such bytes."""
    try:
        data = "".join(map(_spread, text)).encode("cp1258")
    except UnicodeEncodeError:
        return None
    return "".join(_letter(byte) for byte in data)


def _spread(letter: str) -> str:
    """The letter as Windows-1258 writes it: some letters have their tone in one code, for others the tone follows."""
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
