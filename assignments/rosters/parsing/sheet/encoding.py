"""Old TCVN3 and VNI text in a sheet: found by its fonts and by the text of the whole sheet, then converted."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

from assignments.rosters.parsing.problems import problem
from assignments.rosters.parsing.records import Problem
from assignments.rosters.parsing.rules import Rule, always, decide
from assignments.rosters.parsing.sheet.truncation import shortened
from assignments.rosters.parsing.sheet.windows1258 import undo_windows1258
from lambinh.lib.spreadsheets.types import Cell, Sheet
from lambinh.lib.vietnamese import from_tcvn3, from_vni, is_syllable

TCVN3, VNI, UNICODE = "tcvn3", "vni", "unicode"
# Latin letters and signs that Vietnamese in Unicode does not use: an old encoding, or a stray "·".
_FOREIGN = re.compile(
    r"[\u00a1-\u00bf\u00c4-\u00c7\u00cb\u00ce-\u00d1\u00d6-\u00d8\u00db\u00dc\u00de\u00df\u00e4-\u00e7\u00eb\u00ee-\u00f1\u00f6-\u00f8\u00fb\u00fc\u00fe\u00ff\u03bc]"
)
_HIGH = re.compile(r"[\u00a1-\u00ff\u03bc]")
_SURELY_UNICODE = re.compile(
    r"[\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u0300-\u0309\u0323\u1ea0-\u1ef9]"
)
_WORD = re.compile(r"[^\s\d.,;:()/\"'“”!?+\-–]+")
# Neither seen by anyone nor fit to be stored: control characters and halves of surrogate pairs among them.
_HIDDEN = r"\x00-\x08\x0e-\x1f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff\ud800-\udfff"
_INVISIBLE = re.compile(rf"[{_HIDDEN}]")
_LOOSE = re.compile(rf"[\u0300-\u036f\u00d0\u00f0{_HIDDEN}]")
_PLAIN = re.compile(r"[A-Za-z]")
_ROWS_NEARBY = 5


def decoded(sheet: Sheet) -> tuple[list[tuple[Cell, ...]], list[Problem]]:
    """The rows of a sheet in Unicode, with notices of what was converted or shortened."""
    rows, cut = shortened(sheet.rows)
    if rows is not sheet.rows:
        sheet = replace(sheet, rows=rows)
    rows, converted = _in_unicode(sheet)
    return rows, cut + converted


def _in_unicode(sheet: Sheet) -> tuple[list[tuple[Cell, ...]], list[Problem]]:
    # Each text once: a workbook can show one of 10,000 characters in 200,000 cells.
    text = "\n".join({cell: None for row in sheet.rows for cell in row if type(cell) is str})
    if not sheet.fonts and not _FOREIGN.search(text):
        return _composed(sheet.rows, text), []
    rows, counts = _convert(undo_windows1258(sheet, text))
    notices = [problem(None, f"converted_{encoding}", count=count) for encoding, count in counts.items() if count]
    return _composed(rows, text), notices


def _convert(sheet: Sheet) -> tuple[list[tuple[Cell, ...]], Counter[str]]:
    """The rows in Unicode, and how many cells of each old encoding changed."""
    rows = list(sheet.rows)
    counts: Counter[str] = Counter()
    encodings = _old_encodings(sheet)
    for row_index, positions in groupby(encodings, key=itemgetter(0)):
        cells = list(rows[row_index])
        for position in positions:
            text = str(cells[position[1]])
            unicode_text = _converted(text, encodings[position], sheet.fonts.get(position, ""))
            cells[position[1]] = unicode_text
            counts[encodings[position]] += unicode_text != text
        rows[row_index] = tuple(cells)
    return rows, counts


def _composed(rows: list[tuple[Cell, ...]], text: str) -> list[tuple[Cell, ...]]:
    """Letters and their marks as one character, Đ for the Icelandic Ð, no invisible characters."""
    if not _LOOSE.search(text):
        return rows
    return [tuple(_tidy(cell) if type(cell) is str and _LOOSE.search(cell) else cell for cell in row) for row in rows]


def _tidy(text: str) -> str:
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text)).replace("\u00d0", "Đ").replace("\u00f0", "đ")


def _converted(text: str, encoding: str, font: str) -> str:
    if encoding == VNI:
        return from_vni(text)
    is_capital_font = font.lower().startswith(".vn") and font.rstrip("0123456789 ").endswith("H")
    if is_capital_font or _is_capital(text):
        return from_tcvn3(text, capitals=True)
    return re.sub(r"\S+", lambda word: from_tcvn3(word.group(), capitals=_is_capital(word.group())), text)


def _is_capital(text: str) -> bool:
    """Without a capital font its codes are small vowels between capital consonants: "B×NH" is BÌNH."""
    plain = [letter for letter in text if letter.isascii() and letter.isalpha()]
    return len(plain) > 1 and all(letter.isupper() for letter in plain)


def _encoding_of_font(font: str | None) -> str | None:
    low = (font or "").lower()
    if low.startswith(".vn"):
        return TCVN3
    return VNI if low.startswith("vni") else None


@lru_cache(maxsize=50_000)
def _words(text: str) -> list[str]:
    """The words that tell something: with a letter of the alphabet and one with marks, or a code for it."""
    return [word for word in _WORD.findall(text) if len(word) > 1 and _HIGH.search(word) and _PLAIN.search(word)]


_READERS: dict[str, Callable[[str], str]] = {UNICODE: str, TCVN3: from_tcvn3, VNI: from_vni}


@lru_cache(maxsize=50_000)
def _votes(text: str, encoding: str) -> int:
    """How many words become Vietnamese when read in this encoding; in Unicode, how many are."""
    read = _READERS[encoding]
    return sum(is_syllable(read(word)) for word in _words(text) if encoding == UNICODE or read(word) != word)


def _fits(text: str, encoding: str) -> bool:
    return all(is_syllable(_READERS[encoding](word)) for word in _words(text))


# --- the encoding of each cell -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TextCell:
    """A cell with letters that may be codes of an old encoding; `font` is an old Vietnamese one."""

    row_index: int
    col: int
    text: str
    font: str | None

    @property
    def is_surely_unicode(self) -> bool:
        return _SURELY_UNICODE.search(self.text) is not None


def _old_encodings(sheet: Sheet) -> dict[tuple[int, int], str]:
    """The old encoding of every cell that has one, by row and column."""
    cells = _cells_in_question(sheet)
    old = _old_encoding_of_sheet(cells)
    if old is None:
        return {}
    certain = {
        (cell.row_index, cell.col): encoding
        for cell in cells
        if (encoding := decide(ENCODING_RULES, EncodingCase(cell.text, cell.font, old)))
    }
    if old not in certain.values():
        return {}
    encodings = _complete(cells, certain, old, len(sheet.rows[0]))
    return {position: encoding for position, encoding in encodings.items() if encoding != UNICODE}


def _cells_in_question(sheet: Sheet) -> list[TextCell]:
    cells = (
        TextCell(row_index, col, cell, sheet.fonts.get((row_index, col)))
        for row_index, row in enumerate(sheet.rows)
        for col, cell in enumerate(row)
        if type(cell) is str
    )
    return [cell for cell in cells if cell.font is not None or _HIGH.search(cell.text) or cell.is_surely_unicode]


def _old_encoding_of_sheet(cells: list[TextCell]) -> str | None:
    """The old encoding that more words and fonts speak for; None if none does."""
    votes: Counter[str] = Counter()
    for cell in cells:
        if not cell.is_surely_unicode:
            votes.update({encoding: _votes(cell.text, encoding) for encoding in (TCVN3, VNI)})
            if (encoding := _encoding_of_font(cell.font)) is not None:
                votes[encoding] += 1
    old = TCVN3 if votes[TCVN3] >= votes[VNI] else VNI
    return old if votes[old] else None


def _complete(
    cells: list[TextCell], certain: dict[tuple[int, int], str], old: str, width: int
) -> dict[tuple[int, int], str]:
    """The encoding of every cell: where the sheet is mixed, a doubtful one is like its neighbours."""
    is_mixed = UNICODE in certain.values()
    encodings = {}
    for cell in cells:
        position = (cell.row_index, cell.col)
        if position in certain:
            encodings[position] = certain[position]
        else:
            encodings[position] = _encoding_nearby(cell, certain, width) if is_mixed else old
    return encodings


@dataclass(frozen=True, slots=True)
class EncodingCase:
    """The text and font of a cell, and the old encoding that the sheet may have."""

    text: str
    font: str | None
    old: str

    def fits(self) -> tuple[bool, bool]:
        """Whether all its words are Vietnamese in Unicode, and in the old encoding."""
        return _fits(self.text, UNICODE), _fits(self.text, self.old)

    def lead(self) -> int:
        """How many more words are Vietnamese in the old encoding than in Unicode."""
        return _votes(self.text, self.old) - _votes(self.text, UNICODE)


ENCODING_RULES: tuple[Rule[EncodingCase, str | None], ...] = (
    Rule("letter of Unicode only", lambda case: _SURELY_UNICODE.search(case.text) is not None, always(UNICODE)),
    Rule(
        "old font",
        lambda case: _encoding_of_font(case.font) is not None,
        lambda case: _encoding_of_font(case.font),
    ),
    Rule("fits both", lambda case: case.fits() == (True, True), always(None)),
    Rule("fits Unicode", lambda case: case.fits() == (True, False), always(UNICODE)),
    Rule("fits the old encoding", lambda case: case.fits() == (False, True), lambda case: case.old),
    Rule("more words in the old encoding", lambda case: case.lead() > 0, lambda case: case.old),
    Rule("more words in Unicode", lambda case: case.lead() < 0, always(UNICODE)),
)
"""The encoding that a cell shows by itself; None when it can be either."""


def _encoding_nearby(cell: TextCell, certain: dict[tuple[int, int], str], width: int) -> str:
    """The most common encoding in the row of a cell, or else nearby in its column."""
    in_row = Counter(encoding for col in range(width) if (encoding := certain.get((cell.row_index, col))))
    if in_row:
        return in_row.most_common(1)[0][0]
    rows = range(cell.row_index - _ROWS_NEARBY, cell.row_index + _ROWS_NEARBY + 1)
    in_column = Counter(encoding for row_index in rows if (encoding := certain.get((row_index, cell.col))))
    return in_column.most_common(1)[0][0] if in_column else UNICODE
