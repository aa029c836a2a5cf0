"""Details that python-calamine omits from .xlsx: error cells, formulas without a result, legacy fonts."""

import re
import xml.etree.ElementTree as ET  # parts with a DOCTYPE are rejected before
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from lambinh.lib.spreadsheets.child.formats.calamine import Extra, check_size
from lambinh.lib.spreadsheets.child.formats.legacy_fonts import LegacyFonts
from lambinh.lib.spreadsheets.child.formats.zip_archive import Archive
from lambinh.lib.spreadsheets.child.protocol import Options

NEEDLES = (b't="e"', b"t='e'", b"<f")  # of error cells and of formulas
_PREFIXED_FORMULA = b":f"  # some writers put a prefix before every tag

_DIMENSION = re.compile(rb"""<(?:\w+:)?dimension\s[^>]*?ref=["'][A-Z]+[0-9]+:([A-Z]+)([0-9]+)["']""")
_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_ROW_END = re.compile(rb"</(?:\w+:)?row>")
_CELL = re.compile(rb"<(?:\w+:)?c(\s[^>]*?)?(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_FILLED_CELL = re.compile(rb"""<(?:\w+:)?c\s[^>]*?r=["']([A-Z]+)([0-9]+)["'](?:[^>]*[^/])?>""")
_ATTRIBUTE = re.compile(rb"""\s(\w+)=["']([^"']*)["']""")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>([^<]*)<")


class Cell(NamedTuple):
    """One cell, from its XML."""

    row: int
    column: int
    kind: str
    style: int
    inner: bytes

    def value(self) -> str | None:
        match = _VALUE.search(self.inner)
        return match.group(1).decode("utf-8", "replace") if match else None

    def error(self) -> str | None:
        """Return what the cell shows instead of a value, or "formula" if its result was not stored."""
        value = self.value()
        if self.kind == "e":
            return value or "#VALUE!"
        # An empty result of a formula is stored as an empty text, which is a value.
        is_text = self.kind == "str" and value is not None
        return "formula" if not value and not is_text and _FORMULA.search(self.inner) else None


def extras(archive: Archive, parts_with: dict[bytes, set[str]], options: Options) -> dict[int, Extra]:
    """Return what only the XML contains, by the index of the sheet. `parts_with`: the parts in which needles occur."""
    parts = _sheet_parts(archive)
    fonts = LegacyFonts(archive.read("xl/styles.xml"), archive.read("xl/sharedstrings.xml"))
    relevant = set().union(*parts_with.values())
    result = {}
    for i, (name, part) in enumerate(parts):
        start = archive.first_bytes(part)
        if not _fits(_declared_extent(start), options):
            _reject_far_cells(archive.read(part), name, options)
        if fonts or part in relevant or b"<worksheet" not in start:
            result[i] = _extra(archive.read(part), fonts)
    return result


def _extra(xml: bytes, fonts: LegacyFonts) -> Extra:
    extra = Extra()
    for row, content in _rows(xml, all_rows=bool(fonts)):
        for cell in _cells(row, content):
            if error := cell.error():
                extra.errors.append((cell.row, cell.column, error))
            if fonts and (font := fonts.of(cell.style, cell.kind, cell.value())):
                extra.fonts.append((cell.row, cell.column, font))
    return extra


def _rows(xml: bytes, *, all_rows: bool) -> Iterator[tuple[int, bytes]]:
    """Yield the rows (counted from 0) with errors or formulas, or all rows."""
    data_end = max(xml.rfind(b"sheetData>"), 0) or len(xml)
    # A sheet may have a million empty rows: only the wanted ones are parsed.
    starts = array("Q", (row.start() for row in _ROW.finditer(xml, 0, data_end)))
    ends = starts[1:] + array("Q", [data_end])
    last = row = -1
    for i in range(len(starts)) if all_rows else _row_indexes(_hits(xml, data_end), starts):
        row += i - last
        for before in range(i, last, -1):
            if (reference := _attributes(_head(xml, starts[before]).group(1)).get("r")) is not None:
                row = int(reference) - 1 + i - before
                break
        last = i
        yield row, xml[_head(xml, starts[i]).end() : ends[i]]


def _row_indexes(hits: Iterable[int], starts: Sequence[int]) -> list[int]:
    return sorted({bisect_right(starts, hit) - 1 for hit in hits} - {-1})


def _head(xml: bytes, start: int) -> re.Match[bytes]:
    head = _ROW.match(xml, start)
    assert head is not None
    return head


def _hits(xml: bytes, end: int) -> Iterator[int]:
    for needle in (*NEEDLES, _PREFIXED_FORMULA):
        start = xml.find(needle, 0, end)
        while start >= 0:
            yield start
            start = xml.find(needle, start + 1, end)


def _cells(row: int, content: bytes) -> Iterator[Cell]:
    column = -1
    for cell in _CELL.finditer(content):
        attributes = _attributes(cell.group(1) or b"")
        column = _column(attributes["r"]) if "r" in attributes else column + 1
        style = int(attributes.get("s", 0))
        yield Cell(row, column, attributes.get("t", "n"), style, cell.group(2) or b"")


def _attributes(text: bytes) -> dict[str, str]:
    return {key.decode(): value.decode("utf-8", "replace") for key, value in _ATTRIBUTE.findall(text)}


def _column(reference: str) -> int:
    column = 0
    for letter in reference.rstrip("0123456789"):
        column = column * 26 + ord(letter.upper()) - ord("A") + 1
    return column - 1


def _declared_extent(xml: bytes) -> tuple[int, int]:
    match = _DIMENSION.search(xml)
    return _extent([match.groups()]) if match else (0, 0)


def _reject_far_cells(xml: bytes, name: str, options: Options) -> None:
    """Reject a sheet whose filled cells are too far apart: python-calamine would allocate all cells between them.

    Needed only where the sheet declares such a size. Programs often declare it without reason.
    """
    check_size(name, *_extent(_FILLED_CELL.findall(xml)), options)


def _fits(extent: tuple[int, int], options: Options) -> bool:
    height, width = extent
    fits_each = height <= int(options["rows"]) and width <= int(options["columns"])
    return fits_each and height * width <= int(options["cells"])


def _extent(references: Iterable[Sequence[bytes]]) -> tuple[int, int]:
    columns, rows = set(), set()
    for column, row in references:
        columns.add(column)
        rows.add(row)
    return max(map(int, rows), default=0), max((_column(c.decode()) + 1 for c in columns), default=0)


def _sheet_parts(archive: Archive) -> list[tuple[str, str]]:
    """Return name and part of every sheet, in the order of the workbook."""
    parts = relation_parts(archive, "xl/_rels/workbook.xml.rels")
    sheets = _elements(archive, "xl/workbook.xml", "sheet")
    return [(sheet.get("name", ""), parts.get(_relation(sheet), "")) for sheet in sheets]


def relation_parts(archive: Archive, relations: str) -> dict[str, str]:
    """Return the parts that the relations of the workbook refer to, by the key of the relation."""
    elements = _elements(archive, relations, "Relationship")
    return {relation.get("Id", ""): _part(relation.get("Target", "")) for relation in elements}


def _elements(archive: Archive, part: str, tag: str) -> list[ET.Element]:
    root = ET.fromstring(archive.read(part))  # noqa: S314 - see the import
    return [element for element in root.iter() if element.tag.rpartition("}")[2] == tag]


def _relation(sheet: ET.Element) -> str:
    return next((value for key, value in sheet.items() if key.endswith("}id")), "")


def _part(target: str) -> str:
    target = target.replace("\\", "/").lower()
    return target.lstrip("/") if target.startswith("/") else "xl/" + target.removeprefix("./")
