"""Text files: detect the encoding and the separator, and split the text into cells."""

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from lambinh.lib.spreadsheets.child.formats.calamine import check_size
from lambinh.lib.spreadsheets.child.output import FileRejected, Output
from lambinh.lib.spreadsheets.child.protocol import Options

_SEPARATORS = ",;\t"
_SAMPLE_CHARACTERS = 64 * 1024
_MARKUP = re.compile(r"\s*<(\?xml|!doctype|html|head|body|table|style|meta|div)\b", re.IGNORECASE)
_CONTROLS = re.compile("[\x01-\x08\x0e-\x1f]")
_OTHER_EXTENSIONS = (
    ".xlsx",
    ".xlsm",
    ".xls",
    ".xlsb",
    ".ods",
    ".png",
    ".jpg",
    ".pdf",
    ".docx",
    ".doc",
    ".zip",
)

# Windows-1258 writes the tone after its vowel; TCVN3 and VNI use these bytes as letters of their own.
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_VOWELS = "aăâeêioôơuưy"
_LETTERS_OF_1258 = re.compile("[\xd0\xf0\xdd\xfd\xd5\xf5]")
_LETTERS_OF_OTHERS = re.compile("[\xa1-\xbe\xd6\xf6\xd1\xf1\xf8\xfb\xef]")


def read(data: bytes, options: Options, output: Output) -> None:
    """Output the file as one sheet of texts. Raises FileRejected."""
    text = decoded(data)
    if _MARKUP.match(text):
        raise FileRejected("html")
    if _is_binary(text):
        raise FileRejected("not_a_workbook")
    text, separator = _declared_separator(text)
    # A text file with the name of another format must look like a table throughout.
    is_disguised = options["suffix"] in _OTHER_EXTENSIONS
    separator = separator or _separator(text, least=0.8 if is_disguised else 0)
    if separator is None and is_disguised:
        raise FileRejected("not_a_workbook")
    rows = _rows(text, separator or ",", options)
    output.begin("csv")
    output.sheet("", rows)


def _is_binary(text: str) -> bool:
    sample = text[:_SAMPLE_CHARACTERS]
    return "\0" in text or len(_CONTROLS.findall(sample)) * 100 > len(sample)


def decoded(data: bytes) -> str:
    """Return the text. Bytes of TCVN3 and VNI become the characters of Windows-1252, undecoded."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    if utf16 := _utf16_without_bom(data):
        return data.decode(utf16, "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decoded_1258(data) or _decoded_1252(data)


def _utf16_without_bom(data: bytes) -> str | None:
    sample = data[:4096]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > len(sample) / 8 and even == 0:
        return "utf-16-le"
    return "utf-16-be" if even > len(sample) / 8 and odd == 0 else None


def _decoded_1258(data: bytes) -> str | None:
    """Return the text if its tone marks are where Windows-1258 writes them."""
    try:
        text = data.decode("cp1258")
    except UnicodeDecodeError:
        return None
    right = wrong = 0
    for before, tone in pairwise(text[:_SAMPLE_CHARACTERS]):
        if tone in _TONES:
            # ê and ô are one character already, so what precedes a tone is always a bare letter.
            is_vowel = before.lower() in _VOWELS
            right, wrong = right + is_vowel, wrong + (not is_vowel)
    if right + wrong == 0:
        single = data.decode("latin-1")
        is_1258 = bool(_LETTERS_OF_1258.search(single)) and not _LETTERS_OF_OTHERS.search(single)
    else:
        is_1258 = right >= 9 * wrong
    return unicodedata.normalize("NFC", text) if is_1258 else None


def _decoded_1252(data: bytes) -> str:
    # Windows-1252 has no character for five bytes: they become the characters of the same number.
    return "".join(
        part.decode("cp1252") if part not in _HOLES else part.decode("latin-1")
        for part in re.split(rb"([\x81\x8d\x8f\x90\x9d])", data)
    )


_HOLES = frozenset({b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d"})


def _declared_separator(text: str) -> tuple[str, str | None]:
    """Return the text without Excel's first line "sep=;", and the separator in that line."""
    match = re.match(r'"?sep=([,;\t|])"?\r?\n', text)
    return (text[match.end() :], match.group(1)) if match else (text, None)


def _separator(text: str, least: float) -> str | None:
    """Return the separator that splits most lines, a share above `least`, into the same number of cells.

    The share counts before the number of cells: an address may have more commas than the line has semicolons, but
    the heading above it has none.
    """
    sample = text[:_SAMPLE_CHARACTERS]
    scores = {separator: _score(sample, separator) for separator in _SEPARATORS}
    best = max(scores, key=lambda separator: scores[separator])
    return best if scores[best][0] > least else None


def _score(sample: str, separator: str) -> tuple[float, int]:
    try:
        widths = Counter(len(row) for row in csv.reader(_lines(sample), delimiter=separator) if row)
    except csv.Error:
        return (0, 0)
    shares = [(count / widths.total(), width) for width, count in widths.items() if width > 1]
    return max(shares, default=(0, 0))


def _rows(text: str, separator: str, options: Options) -> list[list[str]]:
    csv.field_size_limit(max(options["cell_characters"] * 4, 131_072))
    rows = []
    width = 0
    try:
        for row in csv.reader(_lines(text), delimiter=separator):
            rows.append(row)
            width = max(width, len(row))
            check_size("", len(rows), width, options)
    except csv.Error:
        limit = options["cell_characters"]
        raise FileRejected("long_cell", sheet="", cell=f"A{len(rows) + 1}", limit=limit) from None
    return [row + [""] * (width - len(row)) for row in rows]


def _lines(text: str) -> Iterator[str]:
    # str.splitlines would also split at characters inside cells (U+0085, U+2028).
    return (line for line in re.split(r"(?<=\n)|(?<=\r)(?!\n)", text) if line)
