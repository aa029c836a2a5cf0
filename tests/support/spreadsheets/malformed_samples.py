"""Workbooks that are hard to read: huge, deep, wide, with cells and areas in impossible places."""

import random

from tests.support.spreadsheets import hostile
from tests.support.spreadsheets.malformed_values import odd_text

_STYLES = (
    f'<styleSheet xmlns="{hostile.MAIN}"><numFmts count="1"><numFmt numFmtId="165" formatCode="dd/mm/yyyy"/></numFmts>'
    '<fonts><font><name val=".VnTime"/></font></fonts><cellXfs>'
    '<xf numFmtId="165" fontId="0"/><xf numFmtId="14" fontId="9"/></cellXfs></styleSheet>'
)


def dates_out_of_range(chance: random.Random) -> bytes:
    days = [
        "-1",
        "0",
        "0.5",
        "60",
        "2958465",
        "2958466",
        "1e308",
        "-1e308",
        "NaN",
        "inf",
        "",
        "99999999999999999999",
        "1e-300",
        "x",
        "43405.99999999",
    ]
    cells = [f'<c r="A{n}" s="{chance.choice([0, 1, 2, 99, -1])}"><v>{day}</v></c>' for n, day in enumerate(days, 1)]
    rows = "".join(hostile.row(n, cell) for n, cell in enumerate(cells, 1))
    return hostile.xlsx(rows, styles=_STYLES, workbook=chance.choice(["", '<workbookPr date1904="1"/>']))


def odd_places(chance: random.Random) -> bytes:
    references = [
        "XFD1048576",
        "A1",
        "A0",
        "a1",
        "1",
        "A",
        "",
        "XFE1",
        "A1048577",
        "AAAAAAAAAAAA1",
        "B99999999999",
        "IV65536",
        "$A$1",
        "R1C1",
        "Z200000",
    ]
    cells = [hostile.text_cell(chance.choice(references), odd_text(chance, 40)) for _ in range(4)]
    rows = "".join(
        f'<row r="{chance.choice([1, 2, 0, -1, 1048576, 1048577, "x", "", 9**25])}">{cell}</row>' for cell in cells
    )
    claim = chance.choice(
        [
            "",
            '<dimension ref="A1:XFD1048576"/>',
            '<dimension ref="A1"/>',
            '<dimension ref="x"/>',
            '<dimension ref="B2:A1"/>',
        ]
    )
    return hostile.xlsx(rows, before=claim)


def odd_merges(chance: random.Random) -> bytes:
    rows = "".join(
        hostile.row(n, *(hostile.text_cell(f"{c}{n}", odd_text(chance, 30)) for c in "ABCDE")) for n in range(1, 9)
    )
    areas = [
        "A1:XFD1048576",
        "A1:E8",
        "B2:A1",
        "A1:A1",
        "A1",
        "x",
        "A1:B2:C3",
        "C3:D9999999999",
        "A:A",
        "1:1",
        "A2:A8",
        "B1:E1",
    ]
    merges = "".join(f'<mergeCell ref="{chance.choice(areas)}"/>' for _ in range(chance.choice([1, 2, 50, 5000])))
    return hostile.xlsx(rows, after=f'<mergeCells count="-5">{merges}</mergeCells>')


def many_sheets(chance: random.Random) -> bytes:
    names = [odd_text(chance, 40).replace('"', "") for _ in range(chance.choice([3, 50, 51, 900]))]
    return hostile.xlsx(hostile.row(1, hostile.text_cell("A1", "a")), sheet_names=names)


def ten_thousand_sheets(_chance: random.Random) -> bytes:
    sheets = "".join(f'<sheet name="T{n}" sheetId="{n}" r:id="rId1"/>' for n in range(10_000))
    return hostile.xlsx(hostile.row(1, hostile.text_cell("A1", "a")), workbook=f"<sheets>{sheets}</sheets>")


def deep(chance: random.Random) -> bytes:
    depth = chance.choice([500, 5_000, 200_000])
    markup = "<r>" * depth + "<t>a</t>" + "</r>" * depth
    if chance.random() < 0.5:
        texts = f'<sst xmlns="{hostile.MAIN}"><si><rPr><rFont val=".VnTime"/></rPr>{markup}</si></sst>'
        return hostile.xlsx(hostile.row(1, '<c r="A1" t="s"><v>0</v></c>'), texts=texts)
    return hostile.ods("<table:table-row><table:table-cell>" * depth + "</table:table-cell></table:table-row>" * depth)


def texts_out_of_range(chance: random.Random) -> bytes:
    texts = f'<sst xmlns="{hostile.MAIN}" count="-1" uniqueCount="2"><si><t>a</t></si><si/></sst>'
    cells = "".join(
        f'<c t="s" s="7"><v>{chance.choice(["0", "1", "2", "-1", "x", "", "9" * 30, "0.5"])}</v></c>' for _ in range(9)
    )
    return hostile.xlsx(f'<row r="1">{cells}</row>', texts=texts, styles=_STYLES)


def wide_text(chance: random.Random) -> bytes:
    size = chance.choice([1_000, 300_000, 1_000_000])
    shape = chance.choice(
        [
            b",",
            b'"',
            b"a,",
            b"a\n",
            b'"a\n',
            b"a\r",
            b"\t;",
            b"\0",
            b"\xff",
            b"\n",
            b'"",',
            b"1;2;3\n",
            b"\xef\xbb\xbf",
            b"'",
        ]
    )
    start = chance.choice(
        [b"", "STT,Họ và tên chủ hộ,Thôn\n".encode(), b'a,"b', b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff", b"+/v8-"]
    )
    return start + shape * (size // len(shape))


def noise(chance: random.Random) -> bytes:
    start = chance.choice(
        [
            b"",
            b"PK\3\4",
            hostile.COMPOUND_MAGIC,
            b"\xff\xfe",
            b"\xef\xbb\xbf",
            b"<?xml",
            b"\x09\x08\x10\0",
            b"PK\5\6" + bytes(18),
        ]
    )
    return start + chance.randbytes(chance.choice([0, 1, 9, 600, 20_000]))
