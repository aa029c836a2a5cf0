"""Pictures of the invented layouts for docs/rosters.md: python -m tests.support.rosters.pictures [FOLDER]

Needs LibreOffice (soffice) and pdftoppm; draws the workbook as it looks in an office, in shades of gray.
"""

import argparse
import struct
import subprocess
import tempfile
import zlib
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from tests.support.rosters.layouts import fill
from tests.support.rosters.layouts.workbook import Book
from tests.support.rosters.layouts.workbook import Sheet as Page
from tests.support.rosters.layouts.write import write

WIDEST = 880
SHADES = 16


@dataclass(frozen=True)
class Picture:
    """One picture: layout, seed, number of data rows, sheet, and the rows to draw."""

    name: str
    layout: int
    seed: int = 0
    size: int = 6
    sheet: int = 0
    rows: tuple[int, int] = (1, 40)


PICTURES = (
    Picture("letterhead", 1, 2, 6, rows=(1, 16)),
    Picture("headings", 62, 0, 6, rows=(6, 15)),
    Picture("corner", 10, 0, 6, rows=(1, 14)),
    Picture("tables", 8, 0, 6, rows=(1, 16)),
    Picture("beside", 77, 0, 12),
    Picture("sheets", 9, 1, 12, sheet=2),
    Picture("merged", 4, 1, 8, rows=(7, 16)),
    Picture("once", 3, 0, 8, rows=(1, 11)),
    Picture("ditto", 5, 2, 8, rows=(1, 12)),
    Picture("lines", 69, 0, 8, rows=(4, 17)),
    Picture("in-one-cell", 6, 0, 6, rows=(7, 10)),
    Picture("groups", 75, 3, 6, rows=(6, 20)),
    Picture("agencies", 31, 1, 8, rows=(7, 20)),
    Picture("totals", 28, 2, 4),
    Picture("family", 13, 0, 3, rows=(1, 15)),
    Picture("two-facts", 48, 0, 6, rows=(7, 13)),
    Picture("classes", 12, 1, 6, rows=(7, 18)),
    Picture("births", 14, 0, 6, rows=(1, 14)),
    Picture("days", 73, 0, 8, rows=(6, 14)),
    Picture("tiers", 104, 0, 6, rows=(1, 9)),
    Picture("numbers", 26, 0, 6, rows=(1, 14)),
    Picture("untidy", 24, 4, 6, rows=(1, 10)),
    Picture("old-text", 20, 0, 6, rows=(1, 16)),
    Picture("faults", 33, 0, 9, rows=(7, 16)),
)


def main() -> None:
    """Draw every picture, or the named ones, into the folder."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", nargs="?", type=Path, default=Path("docs/rosters"))
    options.add_argument("--only", action="append", help="only the picture of this name, may be repeated")
    chosen = options.parse_args()
    pictures = [picture for picture in PICTURES if not chosen.only or picture.name in chosen.only]
    chosen.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        sheets = [_lay_out(picture, Path(folder)) for picture in pictures]
        _print(sheets, Path(folder))
        for picture, sheet in zip(pictures, sheets, strict=True):
            pixels = _crop(*_render(sheet.with_suffix(".pdf")))
            (chosen.folder / f"{picture.name}.png").write_bytes(_png(pixels))


def _lay_out(picture: Picture, folder: Path) -> Path:
    """The rows of the picture as a printable workbook of one sheet."""
    book = fill(picture.layout, picture.seed, picture.size)
    page = book.sheets[picture.sheet]
    path = folder / f"{picture.name}.xlsx"
    write(Book(book.kind, [page]), path)
    workbook = load_workbook(path)
    _dress(workbook.active, page)
    _save(workbook, picture.rows)
    workbook.save(path)
    return path


def _dress(sheet: Worksheet, page: Page) -> None:
    """Lines around the tables' cells, and columns and rows as large as their text."""
    first, last = min(column for _, column in page.headings), max(column for _, column in page.headings)
    tables = [range(top, _table_end(page, top) + 1) for top in _tops(page)]
    rows = [row for table in tables for row in table]
    small = {column for column in range(first, last + 1) if _longest(page, rows, column) < 6}
    for column in range(1, last + 1):
        sheet.column_dimensions[get_column_letter(column)].width = _width(page, rows, column)
    for row in rows:
        for column in range(first, last + 1):
            _draw(sheet.cell(row, column), heading=(row, column) in page.headings, small=column in small)
        sheet.row_dimensions[row].height = 17 * _lines(sheet, page, row)


def _draw(cell: Cell, *, heading: bool, small: bool) -> None:
    line = Side(style="thin", color="999999")
    cell.border = Border(line, line, line, line)
    middle = "center" if heading or small else "left"
    cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal=middle)
    cell.font = Font(name=cell.font.name, size=11 if heading else 12, bold=heading)


def _tops(page: Page) -> list[int]:
    """The first rows of the headings on the sheet."""
    rows = {row for row, _ in page.headings}
    return sorted(row for row in rows if row - 1 not in rows)


def _table_end(page: Page, top: int) -> int:
    """The last row before an empty row, a remark or a signature."""
    row, merged = top, {(area[0], area[1]) for area in page.merges}
    while texts := {column: str(value) for (cell_row, column), value in page.cells.items() if cell_row == row + 1}:
        line = " ".join(texts.values()).lower()
        remark = len(texts) == 1 and len(line) > 25 and min(texts) == 1 and (row + 1, 1) not in merged
        if remark or any(word in line for word in ("người lập", "ghi chú:", "cán bộ lập", "ngày 05")):
            break
        row += 1
    return row


def _texts(page: Page, rows: list[int], column: int) -> list[str]:
    """The texts of the column, without group rows and cells that span several columns."""
    merged = {(area[0], area[1]) for area in page.merges if area[1] != area[3]}
    full = Counter(row for row, _ in page.cells)
    return [
        f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)
        for (row, cell_column), value in page.cells.items()
        if cell_column == column and row in rows and (row, cell_column) not in merged | page.headings and full[row] > 2
    ]


def _longest(page: Page, rows: list[int], column: int) -> int:
    return max((len(line) for text in _texts(page, rows, column) for line in text.split("\n")), default=0)


def _width(page: Page, rows: list[int], column: int) -> float:
    merged = {(area[0], area[1]) for area in page.merges if area[1] != area[3]}
    headings = [str(page.cells[cell]) for cell in page.headings if cell[1] == column and cell not in merged]
    words = max((len(word) for heading in headings for word in heading.split()), default=2) * 1.5
    longest = max((len(line) for text in _texts(page, rows, column) for line in _fold(text)), default=2) * 1.15
    return min(max(longest, words, 4.5), 34) + 1


def _fold(text: str) -> list[str]:
    """The lines of a cell with manual line breaks: names in one line, longer texts about eighteen letters wide."""
    if "\n" in text or len(text) <= 16:
        return text.split("\n")
    lines = [""]
    for word in text.split(" "):
        if len(lines[-1]) + len(word) < 18:
            lines[-1] = f"{lines[-1]} {word}".strip()
        else:
            lines.append(word)
    return lines


def _lines(sheet: Worksheet, page: Page, row: int) -> int:
    spans = {(area[0], area[1]): area for area in page.merges}
    height = 1
    for (cell_row, column), value in page.cells.items():
        if cell_row != row:
            continue
        _, _, bottom, right = spans.get((cell_row, column), (cell_row, column, cell_row, column))
        width = sum(sheet.column_dimensions[get_column_letter(index)].width for index in range(column, right + 1))
        wide = 1.3 if (cell_row, column) in page.headings else 1.1
        lines = sum(1 + int(len(line) * wide / width) for line in str(value).split("\n"))
        height = max(height, -(-lines // (bottom - row + 1)))
    return height


def _save(workbook: Workbook, rows: tuple[int, int]) -> None:
    sheet = workbook.active
    last = min(rows[1], sheet.max_row)
    sheet.print_area = f"A{rows[0]}:{get_column_letter(sheet.max_column + 3)}{last}"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A3
    sheet.page_setup.orientation = "landscape"
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 1
    for side in ("left", "right", "top", "bottom", "header", "footer"):
        setattr(sheet.page_margins, side, 0.2)


def _print(sheets: list[Path], folder: Path) -> None:
    command: list[str | Path] = [
        "soffice",
        f"-env:UserInstallation=file://{folder}/profile",
        "--headless",
        "--convert-to",
        "pdf",
    ]
    subprocess.run([*command, "--outdir", folder, *sheets], check=True, capture_output=True)


def _render(pdf: Path) -> tuple[int, list[bytes]]:
    """The first page in gray: its width, and a row of bytes for each line of pixels."""
    command = ["pdftoppm", "-gray", "-r", "150", "-f", "1", "-l", "1", "-singlefile", pdf, pdf.with_suffix("")]
    subprocess.run(command, check=True)
    _, size, _, pixels = pdf.with_suffix(".pgm").read_bytes().split(b"\n", 3)
    width, height = map(int, size.split())
    return width, [pixels[row * width : (row + 1) * width] for row in range(height)]


def _crop(width: int, pixels: list[bytes]) -> list[bytes]:
    """Crop the white margin and scale the picture down until it is narrow enough."""
    filled = [row for row, line in enumerate(pixels) if min(line) < 250]
    columns = [x for x in range(width) if any(line[x] < 250 for line in pixels)]
    left, right = max(columns[0] - 8, 0), min(columns[-1] + 9, width)
    lines = [line[left:right] for line in pixels[max(filled[0] - 8, 0) : filled[-1] + 9]]
    return _scale(lines, min(WIDEST / (right - left), 0.62))


def _scale(pixels: list[bytes], factor: float) -> list[bytes]:
    """Scale the picture; each new pixel is the mean of the old ones under it."""
    width, height = int(len(pixels[0]) * factor), int(len(pixels) * factor)
    spans = [(int(x / factor), max(int((x + 1) / factor), int(x / factor) + 1)) for x in range(width)]
    drawn = []
    for row in range(height):
        under = pixels[int(row / factor) : max(int((row + 1) / factor), int(row / factor) + 1)]
        sums = [sum(column) for column in zip(*under, strict=True)]
        count = len(under)
        drawn.append(bytes(sum(sums[start:end]) // ((end - start) * count) for start, end in spans))
    return drawn


def _png(pixels: list[bytes]) -> bytes:
    """A picture in sixteen shades of gray."""
    width, height = len(pixels[0]), len(pixels)
    rows = b"".join(b"\0" + _pack(line) for line in pixels)
    header = struct.pack(">IIBBBBB", width, height, 4, 0, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _pack(line: bytes) -> bytes:
    shades = [min(value * SHADES // 250, SHADES - 1) for value in line] + [0] * (len(line) % 2)
    return bytes(high << 4 | low for high, low in zip(shades[::2], shades[1::2], strict=True))


if __name__ == "__main__":
    main()
