"""What the library does not tell of .xlsx: error cells, formulas without a result, old fonts, far cells."""

import re
import xml.etree.ElementTree as ET  # parts with a DOCTYPE were refused before
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from lambinh.lib.spreadsheets.child.formats.calamine import Extra, check_size
from lambinh.lib.spreadsheets.child.formats.legacy_fonts import OldFonts
from lambinh.lib.spreadsheets.child.formats.zip_archive import Archive

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
    """One cell as its XML tells it."""

    row: int
    column: int
    kind: str
    style: int
    inner: bytes

    def value(self) -> str | None:
        found = _VALUE.search(self.inner)
        return found.group(1).decode("utf-8", "replace") if found else None

    def trouble(self) -> str | None:
        """Return what the cell shows in place of a value, "formula" if its result was not stored."""
        value = self.value()
        if self.kind == "e":
            return value or "#VALUE!"
        # An empty result of a formula is stored as an empty text, which is a value.
        is_text = self.kind == "str" and value is not None
        return "formula" if not value and not is_text and _FORMULA.search(self.inner) else None


def extras(archive: Archive, found: dict[bytes, set[str]], options: dict[str, Any]) -> dict[int, Extra]:
    """Return, by the sheet's place in the workbook, what stands in the XML only."""
    parts = _sheet_parts(archive)
    fonts = OldFonts(archive.read("xl/styles.xml"), archive.read("xl/sharedstrings.xml"))
    troubled = set().union(*found.values())
    result = {}
    for place, (name, part) in enumerate(parts):
        start = archive.first_bytes(part)
        if not _fits(_claimed_extent(start), options):
            _refuse_far_cells(archive.read(part), name, options)
        if fonts or part in troubled or b"<worksheet" not in start:
            result[place] = _extra(archive.read(part), fonts)
    return result


def _extra(xml: bytes, fonts: OldFonts) -> Extra:
    extra = Extra()
    for row, content in _rows(xml, everything=bool(fonts)):
        for cell in _cells(row, content):
            if trouble := cell.trouble():
                extra.errors.append((cell.row, cell.column, trouble))
            if fonts and (font := fonts.of(cell.style, cell.kind, cell.value())):
                extra.fonts.append((cell.row, cell.column, font))
    return extra


def _rows(xml: bytes, *, everything: bool) -> Iterator[tuple[int, bytes]]:
    """Yield the rows (counted from 0) that hold errors or formulas, or all."""
    data_end = max(xml.rfind(b"sheetData>"), 0) or len(xml)
    # A sheet may have a million rows with nothing in them: what is not asked for is not looked at.
    starts = array("Q", (row.start() for row in _ROW.finditer(xml, 0, data_end)))
    ends = starts[1:] + array("Q", [data_end])
    last = number = -1
    for at in range(len(starts)) if everything else _places_of(_hits(xml, data_end), starts):
        number += at - last
        for before in range(at, last, -1):
            if (said := _attributes(_head(xml, starts[before]).group(1)).get("r")) is not None:
                number = int(said) - 1 + at - before
                break
        last = at
        yield number, xml[_head(xml, starts[at]).end() : ends[at]]


def _places_of(hits: Iterable[int], starts: Sequence[int]) -> list[int]:
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


def _claimed_extent(xml: bytes) -> tuple[int, int]:
    claim = _DIMENSION.search(xml)
    return _extent([claim.groups()]) if claim else (0, 0)


def _refuse_far_cells(xml: bytes, name: str, options: dict[str, Any]) -> None:
    """Refuse a sheet whose filled cells lie too far apart: the library would make room for all between them.

    Needed only where the sheet itself claims such a size; programs often claim it without reason.
    """
    check_size(name, *_extent(_FILLED_CELL.findall(xml)), options)


def _fits(extent: tuple[int, int], options: dict[str, Any]) -> bool:
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
    """Return name and part of every sheet, in the workbook's order."""
    parts = relation_parts(archive, "xl/_rels/workbook.xml.rels")
    sheets = _elements(archive, "xl/workbook.xml", "sheet")
    return [(sheet.get("name", ""), parts.get(_relation(sheet), "")) for sheet in sheets]


def relation_parts(archive: Archive, relations: str) -> dict[str, str]:
    """Return the parts that the relations of the workbook name, by the key of the relation."""
    found = _elements(archive, relations, "Relationship")
    return {relation.get("Id", ""): _part(relation.get("Target", "")) for relation in found}


def _elements(archive: Archive, part: str, tag: str) -> list[ET.Element]:
    root = ET.fromstring(archive.read(part))  # noqa: S314 - see the import
    return [element for element in root.iter() if element.tag.rpartition("}")[2] == tag]


def _relation(sheet: ET.Element) -> str:
    return next((value for key, value in sheet.items() if key.endswith("}id")), "")


def _part(target: str) -> str:
    target = target.replace("\\", "/").lower()
    return target.lstrip("/") if target.startswith("/") else "xl/" + target.removeprefix("./")
