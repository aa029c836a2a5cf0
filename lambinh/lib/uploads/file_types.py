"""Detect the type of a file by its first bytes, before it is stored or parsed."""

import re
import zipfile
from pathlib import Path, PurePosixPath
from typing import Protocol

from lambinh.lib.spreadsheets.messages import error_message

HEAD_BYTES = 512
_ZIP, _COMPOUND = b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1")
_OTHER_TYPES = {
    b"\x89PNG": "picture",
    b"\xff\xd8\xff": "picture",
    b"GIF8": "picture",
    b"%PDF": "pdf",
    b"{\\rtf": "word",
    b"Rar!": "not_a_workbook",
    b"7z\xbc\xaf": "not_a_workbook",
    b"\x1f\x8b": "not_a_workbook",
    b"MZ": "not_a_workbook",
    b"\x7fELF": "not_a_workbook",
}
_TEXTS = frozenset({".csv", ".tsv", ".txt"})
_INVALID_IN_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]')
_MAX_STEM = 100


class BinaryFile(Protocol):
    """A file that can be read from the start again, for example an upload."""

    def read(self, size: int, /) -> bytes: ...

    def seek(self, position: int, /) -> object: ...


def type_error(file: BinaryFile, name: str) -> str:
    """The message why `file` is no spreadsheet, or an empty text if its first bytes allow it.

    Reads a few bytes, and seeks back to the start.
    """
    file.seek(0)
    head = file.read(HEAD_BYTES)
    file.seek(0)
    if not head:
        return error_message("empty", file=name)
    return next((error_message(code, file=name) for start, code in _OTHER_TYPES.items() if head.startswith(start)), "")


def extension(path: Path, name: str) -> str:
    """The extension of the type of the file at `path`. `name` matters only for text files, which look alike."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if head.startswith(_COMPOUND):
        return ".xls"
    if head.startswith(_ZIP):
        return _extension_of_zip(path)
    if not head or any(head.startswith(start) for start in _OTHER_TYPES):
        return ".bin"
    suffix = PurePosixPath(name).suffix.lower()
    return suffix if suffix in _TEXTS else ".csv"


def _extension_of_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = frozenset(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return ".bin"
    if "xl/workbook.bin" in parts:
        return ".xlsb"
    if any(part.startswith("xl/") for part in parts):
        return ".xlsm" if "xl/vbaProject.bin" in parts else ".xlsx"
    return ".ods" if "content.xml" in parts else ".bin"


def clean_stem(name: str) -> str:
    """`name` without folders, extension and characters that are invalid in file names."""
    last = re.split(r"[/\\]", name)[-1]
    return _INVALID_IN_NAMES.sub("", PurePosixPath(last).stem).strip(" .")[:_MAX_STEM] or "roster"


def download_name(path: Path, name: str) -> str:
    """`name` with the extension of the real type, so that a download never has the extension of a program."""
    return clean_stem(name) + extension(path, name)
