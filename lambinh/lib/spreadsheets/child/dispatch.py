"""Detect the format of a file by its contents, and read it."""

import codecs
import io
import os

from lambinh.lib.spreadsheets.child.output import FileRejected, Output
from lambinh.lib.spreadsheets.child.protocol import Options

# Only the reader of the file's own format is imported: for a small file, starting takes most of the time.

_ZIP, _COMPOUND = b"PK", bytes.fromhex("d0cf11e0a1b11ae1")
_TEXT_ENCODINGS = ("utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "latin-1", "cp1252", "cp1258")
# For names of parts and streams, and those that old programs declare in their XML.
_WORKBOOK_ENCODINGS = ("cp437", "ascii", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "cp1252", "cp1258")
_OTHER_FORMATS = {
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
    """Import the code and the encodings that the file may need: the sandbox prevents later imports."""
    head = os.read(file, 8)
    os.lseek(file, 0, os.SEEK_SET)
    encodings: tuple[str, ...] = _WORKBOOK_ENCODINGS
    if head[:2] == _ZIP:
        from lambinh.lib.spreadsheets.child.formats import calamine, ods, xlsb, xlsx, zip_archive  # noqa: F401
    elif head == _COMPOUND:
        from lambinh.lib.spreadsheets.child.formats import calamine, ole_compound, xls  # noqa: F401
    else:
        from lambinh.lib.spreadsheets.child.formats import csv_text  # noqa: F401

        encodings = _TEXT_ENCODINGS
    for encoding in encodings:
        codecs.lookup(encoding)


def read(file: int, options: Options, output: Output) -> None:
    """Read the file into `output`. Raises FileRejected, or any error of the library."""
    data = bytes_of(file, options)
    if data[:2] == _ZIP:
        _read_zip(data, options, output)
    elif data[:8] == _COMPOUND:
        _read_compound(data, options, output)
    else:
        _reject_other_formats(data)
        from lambinh.lib.spreadsheets.child.formats import csv_text

        csv_text.read(data, options, output)


def bytes_of(file: int, options: Options) -> bytes:
    """Return the contents of the file. Raises FileRejected if it is unreadable, empty or too large."""
    try:
        with os.fdopen(file, "rb", closefd=False) as stream:
            data = stream.read(options["file_bytes"] + 1)
    except OSError:
        raise FileRejected("missing") from None
    if not data:
        raise FileRejected("empty")
    if len(data) > options["file_bytes"]:
        raise FileRejected("too_big", megabytes=options["file_bytes"] // 1024**2)
    return data


def _reject_other_formats(data: bytes) -> None:
    for magic, code in _OTHER_FORMATS.items():
        if data.startswith(magic):
            raise FileRejected(code)


def _read_zip(data: bytes, options: Options, output: Output) -> None:
    from lambinh.lib.spreadsheets.child.formats import calamine, xlsx
    from lambinh.lib.spreadsheets.child.formats.zip_archive import Archive

    archive = Archive(data, options)
    file_format = format_of(archive.names(), archive.read("mimetype") if "mimetype" in archive else b"")
    parts_with = archive.check_contents(xlsx.NEEDLES if file_format == "xlsx" else ())
    extras = {}
    if file_format == "xlsx":
        extras = xlsx.extras(archive, parts_with, options)
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
    """Return the spreadsheet format of a zip file with these parts. Raises FileRejected."""
    if b"opendocument.text" in mimetype or any(name.startswith("word/") for name in names):
        raise FileRejected("word")
    if "content.xml" in names and b"spreadsheet" in mimetype:
        return "ods"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if any(name.startswith("xl/") for name in names):
        return "xlsx"
    raise FileRejected("not_a_workbook")


def _read_compound(data: bytes, options: Options, output: Output) -> None:
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
