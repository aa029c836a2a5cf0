"""The uploaded workbook with its problems as coloured, commented cells, and a token of its upload."""

import json
import logging
import struct
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _

from lambinh.lib.spreadsheets.child.protocol import MARKED_AS
from lambinh.lib.spreadsheets.child_process import SpreadsheetChildError, read_in_child
from lambinh.lib.spreadsheets.messages import error_message
from lambinh.lib.spreadsheets.types import Limits, UnreadableFile

_PROPERTIES = "docProps/custom.xml"
_MAX_PROPERTIES_BYTES = 64 * 1024
_MAX_DIRECTORY_BYTES = 512 * 1024  # zipfile loads the whole directory; one of 20 MB would take 200 MB
_DIRECTORY_END, _DIRECTORY_END_64 = b"PK\5\6", b"PK\6\7"
_OUR_LIMITS = ("crashed", "too_slow")
"""Errors about the limits of the work, not about the file."""

_log = logging.getLogger("lambinh.sheets")


@dataclass(frozen=True)
class CellAnnotation:
    """A problem of a cell: `row` as in Excel, `column` from 0; None stands for the first cell of the row."""

    sheet: str
    row: int
    column: int | None
    message: str
    level: Literal["error", "warning"]


def annotated_workbook(
    path: Path, *, name: str, annotations: Sequence[CellAnnotation], token: str, limits: Limits
) -> bytes:
    """The workbook at `path` as .xlsx with `annotations`, and with `token`, by which a later upload is recognised.

    An .xlsx keeps its formats and formulas, not its macros. Of any other file, or one that openpyxl cannot write, the
    cells go into a new workbook. Starts up to two processes, one after the other, each within `limits`. Raises
    UnreadableFile and nothing else, whatever the file contains.
    """
    with tempfile.TemporaryDirectory(prefix="lambinh-marks-") as folder:
        job = Path(folder) / "job.json"
        rows = [(note.sheet, note.row, note.column, note.level, note.message) for note in annotations]
        job.write_text(json.dumps({"marks": rows, "token": token, "stem": Path(name).stem}))
        try:
            return _run_child(path, "annotate", name=name, job=job, limits=limits)
        except SpreadsheetChildError as failure:
            _log.info("a workbook could not be annotated in place and is rebuilt: %s", failure.code)
        try:
            return _run_child(path, "rebuild", name=name, job=job, limits=limits)
        except SpreadsheetChildError as failure:
            raise UnreadableFile(failure.code, _failure_message(failure, name)) from None


def _run_child(path: Path, work: str, *, name: str, job: Path, limits: Limits) -> bytes:
    result = read_in_child(
        path,
        suffix=Path(name).suffix.lower(),
        limits=limits,
        work=work,
        written_bytes=limits.inflated_bytes,
        job=str(job),
        folder=str(job.parent),
    )
    return bytes(result.book)


def _failure_message(failure: SpreadsheetChildError, name: str) -> str:
    if failure.code in _OUR_LIMITS:
        return _(
            "“%(file)s” is too large or too unusual to mark its problems. "
            "Correct it in Excel with the list of problems on the page, and upload it again."
        ) % {"file": name}
    params = {**failure.facts, "sheet": failure.facts.get("sheet") or Path(name).stem}
    return error_message(failure.code, file=name, **params)


def token_of(path: Path) -> str:
    """The token that `annotated_workbook` wrote into this file, or ''; never raises."""
    try:
        return _token(_properties(path))
    except Exception:  # the token is only a convenience, whatever an upload contains
        return ""


def _properties(path: Path) -> bytes:
    with path.open("rb") as file:
        if file.read(2) != b"PK" or not _has_small_directory(path):
            return b""
    with zipfile.ZipFile(path) as archive:
        part = archive.getinfo(_PROPERTIES)
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            return b""
        with archive.open(part) as stream:
            xml = stream.read(_MAX_PROPERTIES_BYTES + 1)
    return xml if len(xml) <= _MAX_PROPERTIES_BYTES else b""


def _has_small_directory(path: Path) -> bool:
    """Whether the directory at the end of a zip file is no larger than that of a real workbook."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - 66_000))
        end = file.read()
    start = end.rfind(_DIRECTORY_END)
    if start < 0 or _DIRECTORY_END_64 in end[max(0, start - 20) : start]:
        return False
    (length,) = struct.unpack_from("<I", end, start + 12)
    return bool(length <= _MAX_DIRECTORY_BYTES)


def _token(xml: bytes) -> str:
    for prop in fromstring(xml, forbid_dtd=True):
        if prop.get("name") == MARKED_AS:
            return "".join(prop.itertext()).strip()
    return ""
