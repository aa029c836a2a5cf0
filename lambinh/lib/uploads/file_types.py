"""What a file is by its first bytes, before anything of it is stored or parsed."""

import re
import zipfile
from pathlib import Path, PurePosixPath
from typing import IO, Any

from lambinh.lib.spreadsheets.messages import error_message

HEAD_BYTES = 512
_ZIP, _COMPOUND = b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1")
_NO_SPREADSHEETS = {
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
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]')
_LONGEST_STEM = 100


def refusal(file: IO[Any], name: str) -> str:
    """Why `file` is no spreadsheet, in words for a person; empty where its first bytes do not say so.

    Reads a few bytes and goes back to the start.
    """
    file.seek(0)
    head = file.read(HEAD_BYTES)
    file.seek(0)
    if not head:
        return error_message("empty", file=name)
    return next(
        (error_message(code, file=name) for start, code in _NO_SPREADSHEETS.items() if head.startswith(start)), ""
    )


def extension(path: Path, name: str) -> str:
    """The extension of what the file at `path` is; `name` counts only among texts, which look alike."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if head.startswith(_COMPOUND):
        return ".xls"
    if head.startswith(_ZIP):
        return _extension_of_zip(path)
    if not head or any(head.startswith(start) for start in _NO_SPREADSHEETS):
        return ".bin"
    given = PurePosixPath(name).suffix.lower()
    return given if given in _TEXTS else ".csv"


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
    """`name` without its extension, folders and whatever a file name may not hold."""
    last = re.split(r"[/\\]", name)[-1]
    return _FORBIDDEN.sub("", PurePosixPath(last).stem).strip(" .")[:_LONGEST_STEM] or "roster"


def name_to_give_back(path: Path, name: str) -> str:
    """`name` with the extension of what the file at `path` is: a program's extension is never given back."""
    return clean_stem(name) + extension(path, name)
