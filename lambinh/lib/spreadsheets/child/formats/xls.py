"""Details that python-calamine omits from .xls: error cells and legacy fonts, from the records of the workbook.

Source: [MS-XLS]. A formula without a stored result looks like one with the result 0.
"""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from lambinh.lib.spreadsheets.child.formats.calamine import Extra
from lambinh.lib.spreadsheets.child.formats.legacy_fonts import is_legacy
from lambinh.lib.spreadsheets.child.output import FileRejected

_BOF, _EOF, _SHEET, _FONT, _XF, _LOCKED = 0x0809, 0x000A, 0x0085, 0x0031, 0x00E0, 0x002F
_TEXTS = frozenset({0x00FD, 0x0204, 0x00D6})  # LABELSST, LABEL, RSTRING
_FORMULA, _BOOL_OR_ERROR = 0x0006, 0x0205
_CELLS = _TEXTS | {_FORMULA, _BOOL_OR_ERROR}
_NO_NUMBER = b"\xff\xff"  # at the end of a result that is no number
_TEXT_RESULT, _ERROR_RESULT = 0, 2
_UNICODE_VERSION = 0x0600
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


class Record(NamedTuple):
    kind: int
    data: bytes


def extras(stream: bytes) -> dict[int, Extra]:
    """Return the error cells and the fonts of texts, by the index of the sheet."""
    fonts: list[str] = []
    styles: list[int] = []
    starts: list[int] = []
    version = 0
    for record in _records(stream, 0):
        if record.kind == _LOCKED:
            raise FileRejected("password")
        if record.kind == _BOF:
            version = _number(record.data, 0)
        elif record.kind == _FONT:
            fonts.append(_font_name(record.data, version))
        elif record.kind == _XF:
            styles.append(_number(record.data, 0))
        elif record.kind == _SHEET:
            starts.append(struct.unpack_from("<I", record.data)[0])
    legacy = _legacy_styles(styles, fonts)
    return {i: _extra(stream, start, legacy) for i, start in enumerate(starts)}


def _extra(stream: bytes, start: int, legacy_styles: dict[int, str]) -> Extra:
    extra = Extra()
    for kind, data in _records(stream, start):
        if kind not in _CELLS:
            continue
        if (code := _error_code(kind, data)) is not None:
            extra.errors.append((_number(data, 0), _number(data, 2), error_name(code)))
        elif legacy_styles and _is_text(kind, data) and (font := legacy_styles.get(_number(data, 4))):
            extra.fonts.append((_number(data, 0), _number(data, 2), font))
    return extra


def _error_code(kind: int, data: bytes) -> int | None:
    """The code of the error that a cell shows."""
    if kind == _BOOL_OR_ERROR:
        return data[6] if data[7:8] == b"\1" else None
    is_error = kind == _FORMULA and data[12:14] == _NO_NUMBER and data[6] == _ERROR_RESULT
    return data[8] if is_error else None


def _is_text(kind: int, data: bytes) -> bool:
    if kind == _FORMULA:
        return data[12:14] == _NO_NUMBER and data[6] == _TEXT_RESULT
    return kind in _TEXTS


def _records(stream: bytes, start: int) -> Iterator[Record]:
    """Yield the records of one part of the workbook, from BOF to EOF, without the charts inside."""
    depth = 0
    while start + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, start)
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 0:
            return
        if depth == 1:
            yield Record(kind, stream[start + 4 : start + 4 + length])
        start += 4 + length


def _legacy_styles(styles: list[int], fonts: list[str]) -> dict[int, str]:
    # There is no font number 4: the fifth font in the file is number 5.
    numbers = [font if font < 4 else font - 1 for font in styles]
    named = {style: fonts[font] for style, font in enumerate(numbers) if font < len(fonts)}
    return {style: font for style, font in named.items() if is_legacy(font)}


def _font_name(data: bytes, version: int) -> str:
    length = data[14] if len(data) > 14 else 0
    if version < _UNICODE_VERSION:
        return data[15 : 15 + length].decode("latin-1")
    if data[15:16] == b"\1":
        return data[16 : 16 + 2 * length].decode("utf-16-le", "replace")
    return data[16 : 16 + length].decode("latin-1")


def error_name(code: int) -> str:
    """Return Excel's name of the error code."""
    return _ERRORS.get(code, "#VALUE!")


def _number(data: bytes, start: int) -> int:
    return int.from_bytes(data[start : start + 2], "little")
