"""Builders of hostile files: damaged, dishonest and greedy ones, byte by byte."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable
from functools import cache
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OPEN_DOCUMENT = "urn:oasis:names:tc:opendocument:xmlns"

PICTURE = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + bytes(64)
COMPOUND_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_END, _FREE, _TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def zip_of(parts: Iterable[tuple[str, str | bytes]]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, contents in parts:
            archive.writestr(name, contents)
    return buffer.getvalue()


def xlsx(
    rows: str = "",
    *,
    sheet: str | None = None,
    texts: str | None = None,
    before: str = "",
    after: str = "",
    styles: str | None = None,
    workbook: str = "",
    sheet_names: Iterable[str] = ("Sheet1",),
    extra: Iterable[tuple[str, str | bytes]] = (),
) -> bytes:
    """Return a workbook whose `rows` stand in <sheetData>, or whose sheet is the XML `sheet`."""
    names = list(sheet_names)
    entries = "".join(f'<sheet name="{escape(n)}" sheetId="{i}" r:id="rId{i}"/>' for i, n in enumerate(names, 1))
    sheets = f"<sheets>{entries}</sheets>"
    links = "".join(_relation(f"rId{i}", "worksheet", f"worksheets/sheet{i}.xml") for i, _ in enumerate(names, 1))
    links += _relation("rIdS", "sharedStrings", "sharedStrings.xml") if texts else ""
    links += _relation("rIdT", "styles", "styles.xml") if styles else ""
    body = sheet or f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'
    parts: list[tuple[str, str | bytes]] = [
        ("[Content_Types].xml", _HEAD + _content_types(len(names))),
        ("_rels/.rels", _HEAD + _relations(_relation("rId1", "officeDocument", "xl/workbook.xml"))),
        (
            "xl/workbook.xml",
            f'{_HEAD}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{workbook}{sheets}</workbook>',
        ),
        ("xl/_rels/workbook.xml.rels", _HEAD + _relations(links)),
        *((f"xl/worksheets/sheet{i}.xml", body) for i, _ in enumerate(names, 1)),
    ]
    parts += [("xl/sharedStrings.xml", texts)] if texts else []
    parts += [("xl/styles.xml", styles)] if styles else []
    return zip_of([*parts, *extra])


def _relations(links: str) -> str:
    return f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'


def _relation(key: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{key}" Type="{RELATIONS}/{kind}" Target="{target}"/>'


def _content_types(sheets: int) -> str:
    base = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{i + 1}.xml" ContentType="{base}.worksheet+xml"/>'
        for i in range(sheets)
    )
    return (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{base}.sheet.main+xml"/>{overrides}</Types>'
    )


def row(number: int, *cells: str) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


def text_cell(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def far_apart() -> bytes:
    """Two cells, A1 and the last one of all: 17,000,000,000 cells lie between them."""
    return xlsx(row(1, text_cell("A1", "a")) + row(1048576, text_cell("XFD1048576", "z")))


def far_apart_and_honest() -> bytes:
    dimension = '<dimension ref="A1:XFD1048576"/>'
    cells = row(1, text_cell("A1", "a")) + row(1048576, text_cell("XFD1048576", "z"))
    return xlsx(cells, before=dimension)


def claims_a_million_rows() -> bytes:
    return xlsx(row(1, text_cell("A1", "a")), before='<dimension ref="A1:XFD1048576"/>')


@cache
def has_a_million_rows() -> bytes:
    return xlsx("".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 1_048_577)))


def many_unique_texts() -> bytes:
    texts = f'<sst xmlns="{MAIN}" count="4294967295" uniqueCount="4294967295"><si><t>a</t></si></sst>'
    return xlsx(row(1, '<c r="A1" t="s"><v>0</v></c>'), texts=texts)


def entity_bomb() -> bytes:
    entities = '<!ENTITY a0 "lol">' + "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10))
    cells = row(1, '<c r="A1" t="inlineStr"><is><t>&a9;</t></is></c>')
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>'
    return xlsx(sheet=f"{_HEAD}<!DOCTYPE w [{entities}]>{sheet}")


def wide_entity_bomb() -> bytes:
    sheet = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE w [<!ENTITY a "b">]><worksheet>&a;</worksheet>'
    return xlsx(extra=[("xl/worksheets/other.xml", sheet.encode("utf-16"))])


def many_merges(count: int = 100_000) -> bytes:
    areas = "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(1, count + 1))
    return xlsx(row(1, text_cell("A1", "a")), after=f'<mergeCells count="{count}">{areas}</mergeCells>')


def overlapping_merges(count: int = 100_000) -> bytes:
    areas = '<mergeCell ref="A1:XFD1048576"/>' * count
    cells = row(1, text_cell("A1", "a")) + row(50, text_cell("H50", "z"))
    return xlsx(cells, after=f"<mergeCells>{areas}</mergeCells>")


def huge_attribute(size: int = 100_000_000) -> bytes:
    return xlsx(f'<row r="1"><c r="A1" x="{"a" * size}"><v>1</v></c></row>')


@cache
def zip_bomb(size: int = 300_000_000) -> bytes:
    """A sheet that says it is small and inflates to `size` bytes."""
    deflater = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    content = b"".join(deflater.compress(b" " * 1_000_000) for _ in range(size // 1_000_000)) + deflater.flush()
    return _with_packed_part(xlsx(row(1, text_cell("A1", "a"))), "xl/sharedStrings.xml", content, declared=1000)


def _with_packed_part(workbook: bytes, name: str, content: bytes, *, declared: int) -> bytes:
    sizes = struct.pack("<III", 0, len(content), declared)
    header = struct.pack("<4sHHHHH", b"PK\3\4", 20, 0, 8, 0, 0x21) + sizes + struct.pack("<HH", len(name), 0)
    entry = struct.pack("<4sHHHHHH", b"PK\1\2", 20, 20, 0, 8, 0, 0x21) + sizes
    end_at = workbook.rindex(b"PK\5\6")
    count, _size, start = struct.unpack("<HII", workbook[end_at + 10 : end_at + 20])
    entry += struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, start)
    body = workbook[:start] + header + name.encode() + content
    directory = workbook[start:end_at] + entry + name.encode()
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, count + 1, count + 1, len(directory), len(body), 0)
    return body + directory + end


def doubled_names() -> bytes:
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'
    return xlsx(row(1, text_cell("A1", "a")), extra=[("XL/worksheets/sheet1.xml", sheet)])


def many_entries(count: int = 2_500) -> bytes:
    return xlsx(row(1, text_cell("A1", "a")), extra=[(f"xl/media/{n}.png", b"") for n in range(count)])


def zip_with_password() -> bytes:
    data = bytearray(xlsx(row(1, text_cell("A1", "a"))))
    for magic, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        offset = data.find(magic)
        while offset >= 0:
            data[offset + flags] |= 1
            offset = data.find(magic, offset + 1)
    return bytes(data)


def ods(rows: str, *, name: str = "Sheet1", styles: str = "", manifest: str = "", head: str = "") -> bytes:
    spaces = " ".join(f'xmlns:{short}="{OPEN_DOCUMENT}:{short}:1.0"' for short in ("office", "table", "text", "style"))
    spaces += ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    content = (
        f"{head}<office:document-content {spaces}><office:automatic-styles>{styles}</office:automatic-styles>"
        f'<office:body><office:spreadsheet><table:table table:name="{name}">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    mimetype = "application/vnd.oasis.opendocument.spreadsheet"
    return zip_of([("mimetype", mimetype), ("META-INF/manifest.xml", manifest), ("content.xml", content)])


def ods_text(text: str, attributes: str = "") -> str:
    start = f'<table:table-cell office:value-type="string" {attributes}>'
    return f"{start}<text:p>{text}</text:p></table:table-cell>"


def ods_with_a_billion_columns() -> bytes:
    cell = ods_text("a", 'table:number-columns-repeated="1000000000"')
    return ods(f"<table:table-row>{cell}</table:table-row>")


def ods_with_a_billion_spaces() -> bytes:
    return ods(f'<table:table-row>{ods_text("""a<text:s text:c="1000000000"/>b""")}</table:table-row>')


def compound(streams: dict[str, bytes], *, loop: bool = False) -> bytes:
    """Return an OLE file holding `streams` (each at least 4,096 bytes, or it will not be found)."""
    sectors: list[bytes] = []
    table: list[int] = []
    entries = [_entry("Root Entry", 5, _END, 0)]
    for name, contents in streams.items():
        count = -(-len(contents) // 512)
        entries.append(_entry(name, 2, len(sectors), len(contents)))
        table += [*range(len(sectors) + 1, len(sectors) + count), len(sectors) if loop else _END]
        sectors += [contents[i * 512 : (i + 1) * 512].ljust(512, b"\0") for i in range(count)]
    directory = b"".join(entries).ljust(-(-len(entries) // 4) * 512, b"\0")
    first_directory = len(sectors)
    count = len(directory) // 512
    table += [*range(first_directory + 1, first_directory + count), _END]
    sectors += [directory[i * 512 : (i + 1) * 512] for i in range(count)]
    table.append(_TABLE)
    table += [_FREE] * (128 - len(table))
    sectors.append(struct.pack("<128I", *table))
    header = COMPOUND_MAGIC + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, first_directory, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<109I", len(sectors) - 1, *[_FREE] * 108)
    return header + b"".join(sectors)


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    encoded = name.encode("utf-16-le") + b"\0\0"
    links = struct.pack("<III", _FREE, _FREE, _FREE)
    tail = bytes(36) + struct.pack("<IQ", start, size)
    return encoded.ljust(64, b"\0") + struct.pack("<HBB", len(encoded), kind, 1) + links + tail


def encrypted_xlsx() -> bytes:
    return compound({"EncryptionInfo": bytes(4096), "EncryptedPackage": bytes(8192)})


def record(kind: int, contents: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(contents)) + contents


def xlsb(sheet_name: str, *records: bytes) -> bytes:
    """Return an .xlsb whose sheet holds these records between its beginning and its end."""
    about = struct.pack("<II", 0, 1) + wide_text("rId1") + wide_text(sheet_name)
    kinds = ((131, b""), (143, b""), (156, about), (144, b""), (132, b""))
    begin = xlsb_record(129) + xlsb_record(148, bytes(16)) + xlsb_record(145)
    return zip_of(
        [
            ("[Content_Types].xml", _HEAD + _content_types(1)),
            ("_rels/.rels", _HEAD + _relations(_relation("rId1", "officeDocument", "xl/workbook.bin"))),
            ("xl/workbook.bin", b"".join(xlsb_record(kind, contents) for kind, contents in kinds)),
            (
                "xl/_rels/workbook.bin.rels",
                _HEAD + _relations(_relation("rId1", "worksheet", "worksheets/sheet1.bin")),
            ),
            ("xl/worksheets/sheet1.bin", begin + b"".join(records) + xlsb_record(130)),
        ]
    )


def xlsb_record(kind: int, contents: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return head + bytes([len(contents)]) + contents


def wide_text(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def old_xls(codepage_text: bytes, *, font: str = "Arial") -> bytes:
    """Return an .xls of Excel 5 (BIFF5): texts are bytes in the codepage of Windows."""
    name = font.encode("latin-1")
    a_font = record(0x31, struct.pack("<HHHHHBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0) + bytes([len(name)]) + name)
    begin = record(0x809, struct.pack("<HHHH", 0x500, 5, 0, 0)) + record(0x42, struct.pack("<H", 1252))
    before = begin + a_font + record(0xE0, struct.pack("<HH", 0, 0) + bytes(12))
    sheet_name = b"Sheet1"
    length = len(before) + 4 + 7 + len(sheet_name) + 4
    before += record(0x85, struct.pack("<IBBB", length, 0, 0, len(sheet_name)) + sheet_name) + record(0x0A)
    label = struct.pack("<HHHH", 0, 0, 0, len(codepage_text)) + codepage_text
    sheet = record(0x809, struct.pack("<HHHH", 0x500, 0x10, 0, 0)) + record(0x204, label) + record(0x0A)
    return compound({"Book": (before + sheet).ljust(4608, b"\0")})
