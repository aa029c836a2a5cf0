"""Details that python-calamine omits from .xlsb: error cells and merged areas, from the records of the sheets.

Source: [MS-XLSB]. Legacy fonts are not detected here: the text itself decides.
"""

import struct
from collections.abc import Iterator

from lambinh.lib.spreadsheets.child.formats.calamine import Extra
from lambinh.lib.spreadsheets.child.formats.xls import error_name
from lambinh.lib.spreadsheets.child.formats.xlsx import relation_parts
from lambinh.lib.spreadsheets.child.formats.zip_archive import Archive
from lambinh.lib.spreadsheets.child.output import FileRejected

_ROW, _ERROR, _FORMULA_ERROR, _MERGED, _SHEET = 0, 3, 11, 176, 156


def extras(archive: Archive) -> dict[int, Extra]:
    """Return the error cells and merged areas, by the index of the sheet."""
    parts = relation_parts(archive, "xl/_rels/workbook.bin.rels")
    try:
        keys = [_relation(data) for kind, data in _records(archive.read("xl/workbook.bin")) if kind == _SHEET]
        return {i: _extra(archive.read(parts.get(key, ""))) for i, key in enumerate(keys)}
    except (struct.error, IndexError):
        raise FileRejected("damaged") from None


def _extra(sheet: bytes) -> Extra:
    extra = Extra()
    row = 0
    for kind, data in _records(sheet):
        if kind == _ROW:
            row = struct.unpack_from("<I", data)[0]
        elif kind in (_ERROR, _FORMULA_ERROR):
            extra.errors.append((row, struct.unpack_from("<I", data)[0], error_name(data[8])))
        elif kind == _MERGED:
            top, bottom, left, right = struct.unpack_from("<IIII", data)
            extra.merges.append((top, left, bottom, right))
    return extra


def _relation(sheet: bytes) -> str:
    length = struct.unpack_from("<I", sheet, 8)[0]
    return sheet[12 : 12 + 2 * length].decode("utf-16-le", "replace")


def _records(part: bytes) -> Iterator[tuple[int, bytes]]:
    start = 0
    while start < len(part):
        kind = part[start]
        start += 1
        if kind & 0x80:
            kind = kind & 0x7F | part[start] << 7
            start += 1
        length = shift = 0
        while True:
            more, start = part[start], start + 1
            length |= (more & 0x7F) << shift
            shift += 7
            if more < 0x80 or shift > 21:
                break
        yield kind, part[start : start + length]
        start += length
