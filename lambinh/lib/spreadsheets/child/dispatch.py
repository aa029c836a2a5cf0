"""One file, from its first bytes to its sheets."""

import codecs
import io
import os
from typing import Any

from lambinh.lib.spreadsheets.child.output import FileRejected, Output

# The reader of a format is loaded when a file needs it: starting is most of the time of a small file.

_ZIP, _COMPOUND = b"PK", bytes.fromhex("d0cf11e0a1b11ae1")
_ALPHABETS_OF_TEXTS = ("utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "latin-1", "cp1252", "cp1258")
# Of names of parts, of names of streams, and those that old programs declare for their XML.
_ALPHABETS_OF_WORKBOOKS = ("cp437", "ascii", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "cp1252", "cp1258")
_OTHER_THINGS = {
    b"\x89PNG": "picture",
    b"\xff\xd8\xff": "picture",
    b"GIF8": "picture",
    b"BM": "picture",
    b"II*\0": "picture",
    b"MM\0*": "picture",
    b"%PDF": "pdf",
    b"{\\rtf": "word",
    b"\x09\x00\x04\x00": "old_excel",
    b"\x09\x02\x06\x00": "old_excel",
    b"\x09\x04\x06\x00": "old_excel",
    b"Rar!": "not_a_workbook",
    b"7z\xbc\xaf": "not_a_workbook",
    b"\x1f\x8b": "not_a_workbook",
    b"MZ": "not_a_workbook",
    b"\x7fELF": "not_a_workbook",
}


def load_readers(file: int) -> None:
    """Load the code and the alphabets that the file may need, by its first bytes: later no code can be opened."""
    head = os.read(file, 8)
    os.lseek(file, 0, os.SEEK_SET)
    alphabets: tuple[str, ...] = _ALPHABETS_OF_WORKBOOKS
    if head[:2] == _ZIP:
        from lambinh.lib.spreadsheets.child.formats import calamine, ods, xlsb, xlsx, zip_archive  # noqa: F401
    elif head == _COMPOUND:
        from lambinh.lib.spreadsheets.child.formats import calamine, ole_compound, xls  # noqa: F401
    else:
        from lambinh.lib.spreadsheets.child.formats import csv_text  # noqa: F401

        alphabets = _ALPHABETS_OF_TEXTS
    for alphabet in alphabets:
        codecs.lookup(alphabet)


def read(file: int, options: dict[str, Any], output: Output) -> None:
    """Read the file into `output`. Raises Refused, or whatever the library raises."""
    data = bytes_of(file, options)
    if data[:2] == _ZIP:
        _read_zip(data, options, output)
    elif data[:8] == _COMPOUND:
        _read_compound(data, options, output)
    else:
        _refuse_other_things(data)
        from lambinh.lib.spreadsheets.child.formats import csv_text

        csv_text.read(data, options, output)


def bytes_of(file: int, options: dict[str, Any]) -> bytes:
    """Return the file's contents. Raises Refused where it cannot be read, is empty or too large."""
    try:
        with os.fdopen(file, "rb", closefd=False) as opened:
            data = opened.read(options["file_bytes"] + 1)
    except OSError:
        raise FileRejected("missing") from None
    if not data:
        raise FileRejected("empty")
    if len(data) > options["file_bytes"]:
        raise FileRejected("too_big", megabytes=options["file_bytes"] // 1024**2)
    return data


def _refuse_other_things(data: bytes) -> None:
    for magic, code in _OTHER_THINGS.items():
        if data.startswith(magic):
            raise FileRejected(code)


def _read_zip(data: bytes, options: dict[str, Any], output: Output) -> None:
    from lambinh.lib.spreadsheets.child.formats import calamine, xlsx
    from lambinh.lib.spreadsheets.child.formats.zip_archive import Archive

    archive = Archive(data, options)
    file_format = format_of(archive.names(), archive.read("mimetype") if "mimetype" in archive else b"")
    found = archive.check_contents(xlsx.NEEDLES if file_format == "xlsx" else ())
    extras = {}
    if file_format == "xlsx":
        extras = xlsx.extras(archive, found, options)
    elif file_format == "xlsb":
        from lambinh.lib.spreadsheets.child.formats import xlsb

        extras = xlsb.extras(archive)
    elif file_format == "ods":
        from lambinh.lib.spreadsheets.child.formats import ods

        extras = ods.extras(archive, options)
    del archive
    output.begin(file_format)
    calamine.read(io.BytesIO(data), options, output, extras)


def format_of(names: list[str], mimetype: bytes) -> str:
    """Return which spreadsheet format a zip file with these parts is. Raises Refused."""
    if b"opendocument.text" in mimetype or any(name.startswith("word/") for name in names):
        raise FileRejected("word")
    if "content.xml" in names and b"spreadsheet" in mimetype:
        return "ods"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if any(name.startswith("xl/") for name in names):
        return "xlsx"
    raise FileRejected("not_a_workbook")


def _read_compound(data: bytes, options: dict[str, Any], output: Output) -> None:
    from lambinh.lib.spreadsheets.child.formats import calamine, ole_compound, xls

    streams = ole_compound.streams(data)
    if "encryptedpackage" in streams:
        raise FileRejected("password")
    if "worddocument" in streams:
        raise FileRejected("word")
    stream = streams.get("workbook") or streams.get("book")
    if stream is None:
        raise FileRejected("not_a_workbook")
    extras = xls.extras(stream)
    output.begin("xls")
    calamine.read(io.BytesIO(data), options, output, extras)
