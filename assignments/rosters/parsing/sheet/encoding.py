"""Old TCVN3 and VNI text in a sheet: found by fonts and by the whole sheet's text, converted where it is encoded."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from assignments.rosters.parsing.problems import problem
from assignments.rosters.parsing.records import Problem
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


def decoded(sheet: Sheet) -> tuple[list[tuple[Cell, ...]], list[Problem]]:
    """The rows of a sheet in Unicode, and a notice when something had to be converted or shortened."""
    rows, cut = shortened(sheet.rows)
    if rows is not sheet.rows:
        sheet = replace(sheet, rows=rows)
    rows, converted = _in_unicode(sheet)
    return rows, cut + converted


def _in_unicode(sheet: Sheet) -> tuple[list[tuple[Cell, ...]], list[Problem]]:
    # Each text once: a workbook can show one of 10,000 characters in 200,000 cells.
    whole = "\n".join({cell: None for row in sheet.rows for cell in row if type(cell) is str})
    if not sheet.fonts and not _FOREIGN.search(whole):
        return _composed(sheet.rows, whole), []
    sheet = undo_windows1258(sheet, whole)
    kinds = _kinds(sheet)
    rows = list(sheet.rows)
    counts: Counter[str] = Counter()
    by_row: dict[int, list[tuple[int, str]]] = {}
    for (at, place), kind in kinds.items():
        by_row.setdefault(at, []).append((place, kind))
    for at, cells in by_row.items():
        changed = list(rows[at])
        for place, kind in cells:
            text = str(changed[place])
            changed[place] = _converted(text, kind, sheet.fonts.get((at, place), ""))
            counts[kind] += changed[place] != text
        rows[at] = tuple(changed)
    notices = [problem(None, f"converted_{kind}", count=count) for kind, count in counts.items() if count]
    return _composed(rows, whole), notices


def _composed(rows: list[tuple[Cell, ...]], whole: str) -> list[tuple[Cell, ...]]:
    """Letters and their marks as one character, Đ for the Icelandic Ð, no invisible characters."""
    if not _LOOSE.search(whole):
        return rows
    return [tuple(_tidy(cell) if type(cell) is str and _LOOSE.search(cell) else cell for cell in row) for row in rows]


def _tidy(text: str) -> str:
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text)).replace("\u00d0", "Đ").replace("\u00f0", "đ")


def _converted(text: str, kind: str, font: str) -> str:
    if kind == VNI:
        return from_vni(text)
    drawn = font.lower().startswith(".vn") and font.rstrip("0123456789 ").endswith("H")
    if drawn or _is_capital(text):
        return from_tcvn3(text, capitals=True)
    return re.sub(r"\S+", lambda word: from_tcvn3(word.group(), capitals=_is_capital(word.group())), text)


def _is_capital(text: str) -> bool:
    """Without a capital font its codes are small vowels between capital consonants: "B×NH" is BÌNH."""
    plain = [letter for letter in text if letter.isascii() and letter.isalpha()]
    return len(plain) > 1 and all(letter.isupper() for letter in plain)


def _font_kind(font: str) -> str | None:
    low = font.lower()
    return TCVN3 if low.startswith(".vn") else VNI if low.startswith("vni") else None


@lru_cache(maxsize=50_000)
def _words(text: str) -> list[str]:
    """The words that tell something: with a letter of the alphabet and one with marks, or a code for it."""
    return [word for word in _WORD.findall(text) if len(word) > 1 and _HIGH.search(word) and _PLAIN.search(word)]


_READERS: dict[str, Callable[[str], str]] = {UNICODE: str, TCVN3: from_tcvn3, VNI: from_vni}


@lru_cache(maxsize=50_000)
def _votes(text: str, kind: str) -> int:
    """How many words become Vietnamese by being read so; in Unicode, how many are."""
    read = _READERS[kind]
    return sum(is_syllable(read(word)) for word in _words(text) if kind == UNICODE or read(word) != word)


def _fits(text: str, kind: str) -> bool:
    return all(is_syllable(_READERS[kind](word)) for word in _words(text))


def _kinds(sheet: Sheet) -> dict[tuple[int, int], str]:
    """The old encoding of every cell that has one."""
    cells = [
        (at, place, cell)
        for at, row in enumerate(sheet.rows)
        for place, cell in enumerate(row)
        if type(cell) is str and (_HIGH.search(cell) or _SURELY_UNICODE.search(cell) or (at, place) in sheet.fonts)
    ]
    total: Counter[str] = Counter()
    for at, place, text in cells:
        if not _SURELY_UNICODE.search(text):
            total.update({kind: _votes(text, kind) for kind in (TCVN3, VNI)})
            font = _font_kind(sheet.fonts.get((at, place), ""))
            if font is not None:
                total[font] += 1
    old = TCVN3 if total[TCVN3] >= total[VNI] else VNI
    if not total[old]:
        return {}
    certain = {
        (at, place): kind for at, place, text in cells if (kind := _certain(text, sheet.fonts.get((at, place)), old))
    }
    if old not in certain.values():
        return {}
    mixed = UNICODE in certain.values()
    chosen = {}
    for at, place, _ in cells:
        kind = certain.get((at, place))
        if kind is None:
            kind = _by_neighbours(at, place, certain, len(sheet.rows[at])) if mixed else old
        if kind != UNICODE:
            chosen[at, place] = kind
    return chosen


def _certain(text: str, font: str | None, old: str) -> str | None:
    """The encoding that a cell shows by itself; None when it could be either."""
    if _SURELY_UNICODE.search(text):
        return UNICODE
    told = _font_kind(font) if font else None
    if told is not None:
        return told
    now, then = _fits(text, UNICODE), _fits(text, old)
    if now and then:
        return None
    if now != then:
        return UNICODE if now else old
    votes, plain = _votes(text, old), _votes(text, UNICODE)
    return None if votes == plain else old if votes > plain else UNICODE


def _by_neighbours(at: int, place: int, certain: dict[tuple[int, int], str], width: int) -> str:
    """A short cell that could be either is what its row is, or else what its column is nearby."""
    row = Counter(kind for other in range(width) if (kind := certain.get((at, other))))
    if row:
        return row.most_common(1)[0][0]
    near = Counter(kind for step in range(-5, 6) if (kind := certain.get((at + step, place))))
    return near.most_common(1)[0][0] if near else UNICODE
