"""The same lists from other typists and machines: old encodings, untidy text, other formats."""

import unicodedata
from collections.abc import Callable, Iterable

from tests.support.rosters.layouts.encodings import to_tcvn3, to_tcvn3_capitals, to_vni
from tests.support.rosters.layouts.people import District
from tests.support.rosters.layouts.registry import layout, like
from tests.support.rosters.layouts.workbook import Book, Sheet, Value

PLAIN = (1, 12, 14, 3, 16, 27)  # layouts to type differently
NAMES = ("member_name", "head_name", "full_name")


def _encode(sheet: Sheet, to: Callable[[str], str], font: str, rows: Iterable[int] | None = None) -> None:
    chosen = set(rows) if rows is not None else None
    for cell, value in sheet.cells.items():
        if isinstance(value, str) and (chosen is None or cell[0] in chosen):
            capitals = to is to_tcvn3 and value.isupper() and len(value) > 8
            sheet.cells[cell] = to_tcvn3_capitals(value) if capitals else to(value)
            sheet.fonts[cell] = font + "H" if capitals and font.startswith(".Vn") else font


@layout(20, "assignments")
def tcvn3(book: Book, district: District, size: int, variant: int) -> None:
    """A file in TCVN3, its titles in a font of capitals."""
    for sheet in like(PLAIN[variant % len(PLAIN)], book, district, size, variant):
        _encode(sheet, to_tcvn3, ".VnTime" if variant % 2 == 0 else ".VnArial")


@layout(21, "assignments")
def vni(book: Book, district: District, size: int, variant: int) -> None:
    """A file in VNI."""
    for sheet in like(PLAIN[(variant + 1) % len(PLAIN)], book, district, size, variant):
        _encode(sheet, to_vni, "VNI-Times")


@layout(22, "assignments")
def tcvn3_in_silent_fonts(book: Book, district: District, size: int, variant: int) -> None:
    """TCVN3 or VNI in fonts that do not say so, in an old workbook as in a new one."""
    for sheet in like(PLAIN[(variant + 3) % len(PLAIN)], book, district, size, variant):
        _encode(sheet, to_vni if variant % 4 == 3 else to_tcvn3, "Arial")
    book.format = ("xls", "xlsx")[variant % 2]


@layout(23, "assignments")
def mixed_encodings(book: Book, district: District, size: int, variant: int) -> None:
    """One sheet old and one new; or rows added to an old sheet in a new font."""
    if variant % 2 == 0:
        (old,) = like(1, book, district, size // 2, variant)
        _rename(book, old, "Cu")
        (new,) = like(3, book, district, size // 2, variant)
        _rename(book, new, "Moi")
        _encode(old, to_tcvn3, ".VnTime")
    else:
        (sheet,) = like(3, book, district, size, variant)
        added = sheet.last_row - size // 4
        _encode(sheet, to_tcvn3, ".VnTime", range(1, added))


def _rename(book: Book, sheet: Sheet, name: str) -> None:
    for row in book.rows:
        if row["sheet"] == sheet.name:
            row["sheet"] = name
    sheet.name = name


def _names(book: Book) -> dict[str, str]:
    """The names in the book, each with the sex in its row."""
    values = [row["values"] for row in book.rows]
    return {str(row[name]): str(row.get("sex", "")) for row in values for name in NAMES if row.get(name)}


def _retype(book: Book, texts: Iterable[str], restyle: Callable[[str], str]) -> None:
    texts = set(texts)
    for sheet in book.sheets:
        for cell, value in sheet.cells.items():
            if value in texts and cell not in sheet.headings:
                sheet.cells[cell] = restyle(str(value))


@layout(24, "assignments")
def untidy_text(book: Book, district: District, size: int, variant: int) -> None:
    """Forms of address, doubled and hard spaces, decomposed letters, Ð of another alphabet."""
    like((2, 12, 3, 14, 5, 27)[variant % 6], book, district, size, variant)
    names = _names(book)

    def restyle(name: str) -> str:
        titles = ["Đ/c ", "Đồng chí ", "đ/c ", "Đ/c: "]
        if book.kind == "assignments":
            titles += ["Ông ", "Bà ", "ông "]
        title = {"M": "Ông ", "F": "Bà "}.get(names[name]) or district.pick(*titles)
        other = district.pick("{1}", "{0}{1}", " {1}  ", "{1}").format(title, name)
        other = other.replace(" ", district.pick(" ", "  ", "\u00a0"))
        other = other.replace("Đ", district.pick("Đ", "Ð"))
        return unicodedata.normalize(district.pick("NFC", "NFD"), other)

    _retype(book, names, restyle)
    place_names = {str(row["values"].get(name)) for row in book.rows for name in ("village", "commune")}
    _retype(book, place_names, lambda place_name: unicodedata.normalize(district.pick("NFC", "NFD"), f"{place_name} "))
    for sheet in book.sheets:
        for cell in sheet.headings if variant % 2 else ():
            sheet.cells[cell] = unicodedata.normalize("NFD", str(sheet.cells[cell]))


@layout(25, "assignments")
def capitals(book: Book, district: District, size: int, variant: int) -> None:
    """Names in capitals, and villages too."""
    like((3, 12, 14, 2)[variant % 4], book, district, size, variant)
    _retype(book, _names(book), str.upper)
    if variant % 2:
        villages = {str(row["values"].get("village")) for row in book.rows}
        _retype(book, villages, str.upper)


@layout(36, "assignments")
def loud_headings(book: Book, district: District, size: int, variant: int) -> None:
    """Headings in capitals, broken over lines, doubly spaced, with an asterisk or a remark."""
    for sheet in like((2, 12, 16, 11, 26, 14)[variant % 6], book, district, size, variant):
        for cell in sheet.headings:
            text = str(sheet.cells[cell])
            wrapped = text.replace(" ", "\n", 1) if len(text) > 9 else text
            sheet.cells[cell] = (text.upper(), wrapped, text.replace(" ", "  ") + " ", f"{text} (*)")[variant % 4]


@layout(29, "assignments")
def commas(book: Book, district: District, size: int, variant: int) -> None:
    """Text files: with and without a byte order mark, UTF-16, Windows-1258; comma, semicolon, tab."""
    like((2, 12, 27, 17, 16, 1)[variant % 6], book, district, size, variant)
    for sheet in book.sheets:
        sheet.cells = {cell: _as_text(value) for cell, value in sheet.cells.items()}
    book.format = "csv"
    book.csv = (("utf-8-sig", ";"), ("utf-16", "\t"), ("cp1258", ","), ("utf-8", ","), ("cp1258", ";"))[variant % 5]


def _as_text(value: Value) -> Value:
    return value.strftime("%d/%m/%Y") if hasattr(value, "strftime") else value


@layout(30, "assignments")
def other_formats(book: Book, district: District, size: int, variant: int) -> None:
    """OpenDocument and the old binary format."""
    like((4, 1, 12, 14, 9, 2, 11, 13)[variant % 8], book, district, size, variant)
    book.format = ("ods", "xls")[variant % 2]
