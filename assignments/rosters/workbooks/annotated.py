"""The user's own workbook back: what is wrong in it coloured and commented, and the import that it belongs to."""

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
_MOST_OF_PROPERTIES = 64 * 1024
_MOST_OF_LIST = 512 * 1024  # zipfile holds the whole list of parts; one of 20 MB would fill 200 MB
_LIST_END, _LIST_END_64 = b"PK\5\6", b"PK\6\7"
_NOT_THE_FILE = ("crashed", "too_slow")
"""Trouble that says something about our work, not about the file."""

_log = logging.getLogger("lambinh.sheets")


@dataclass(frozen=True)
class CellAnnotation:
    """What is wrong with a cell: `row` as Excel counts, `column` from 0; None stands for the first cell of the row."""

    sheet: str
    row: int
    column: int | None
    message: str
    level: Literal["error", "warning"]


def annotated_workbook(path: Path, *, name: str, marks: Sequence[CellAnnotation], token: str, limits: Limits) -> bytes:
    """The workbook at `path` as .xlsx with `marks` shown in it, and `token` to know it again by.

    An .xlsx keeps its looks and formulas, not its macros; of any other file, or of one that openpyxl does not
    manage, the cells are written into a new workbook. Starts up to two processes, one after the other, each under
    `limits`. Raises UnreadableFile and nothing else, whatever the file holds.
    """
    with tempfile.TemporaryDirectory(prefix="lambinh-marks-") as folder:
        job = Path(folder) / "job.json"
        rows = [(mark.sheet, mark.row, mark.column, mark.level, mark.message) for mark in marks]
        job.write_text(json.dumps({"marks": rows, "token": token, "stem": Path(name).stem}))
        try:
            return _written(path, "annotate", name=name, job=job, limits=limits)
        except SpreadsheetChildError as failure:
            _log.info("a workbook was not marked as it is, but written anew: %s", failure.code)
        try:
            return _written(path, "rebuild", name=name, job=job, limits=limits)
        except SpreadsheetChildError as failure:
            raise UnreadableFile(failure.code, _told(failure, name)) from None


def _written(path: Path, work: str, *, name: str, job: Path, limits: Limits) -> bytes:
    received = read_in_child(
        path,
        suffix=Path(name).suffix.lower(),
        limits=limits,
        work=work,
        written_bytes=limits.inflated_bytes,
        job=str(job),
        folder=str(job.parent),
    )
    return bytes(received.book)


def _told(failure: SpreadsheetChildError, name: str) -> str:
    if failure.code in _NOT_THE_FILE:
        return _(
            "“%(file)s” is too large or too unusual to be given back with its faults marked. "
            "Correct it in Excel by the list of problems on the page, and upload it again."
        ) % {"file": name}
    facts = {**failure.facts, "sheet": failure.facts.get("sheet") or Path(name).stem}
    return error_message(failure.code, file=name, **facts)


def token_of(path: Path) -> str:
    """The token that `annotated_workbook` wrote into this file, '' when there is none; never raises."""
    try:
        return _token(_properties(path))
    except Exception:  # whatever an upload holds, its token is no more than a convenience
        return ""


def _properties(path: Path) -> bytes:
    with path.open("rb") as file:
        if file.read(2) != b"PK" or not _has_short_list(path):
            return b""
    with zipfile.ZipFile(path) as archive:
        part = archive.getinfo(_PROPERTIES)
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            return b""
        with archive.open(part) as opened:
            xml = opened.read(_MOST_OF_PROPERTIES + 1)
    return xml if len(xml) <= _MOST_OF_PROPERTIES else b""


def _has_short_list(path: Path) -> bool:
    """Whether the list of parts at the end of a zip file is one of an honest workbook's size."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - 66_000))
        end = file.read()
    at = end.rfind(_LIST_END)
    if at < 0 or _LIST_END_64 in end[max(0, at - 20) : at]:
        return False
    (length,) = struct.unpack_from("<I", end, at + 12)
    return bool(length <= _MOST_OF_LIST)


def _token(xml: bytes) -> str:
    for one in fromstring(xml, forbid_dtd=True):
        if one.get("name") == MARKED_AS:
            return "".join(one.itertext()).strip()
    return ""
