"""Zip files, checked before the library opens them: what is declared, then what really comes out.

The library inflates whatever a part holds, however much that is, and a zip can say one thing in its list and
another in its parts. MEASURED figures behind the limits: of honest files one in a hundred inflates 16-fold.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from lambinh.lib.spreadsheets.child.output import FileRejected

_STEP = 1024 * 1024
_RATIO_COUNTS_FROM = 5 * 1024 * 1024
_ENCRYPTED = 0x1
_LOCAL_HEADER = 30
_DECLARATION = b"<!DOCTYPE"  # no entity is declared without it
_WIDE_STARTS = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")  # in UTF-16 a declaration would not be found
_OVERLAP = 32


class Archive:
    """The parts of a zip file, by their names in lower case."""

    def __init__(self, data: bytes, options: dict[str, Any]) -> None:
        self._data = data
        self._options = options
        try:
            listed = zipfile.ZipFile(io.BytesIO(data)).infolist()
        except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, OverflowError):
            raise FileRejected("damaged") from None
        self._parts = {part.filename.replace("\\", "/").lower(): part for part in listed}
        self._check_list(listed)

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    def names(self) -> list[str]:
        return list(self._parts)

    def read(self, name: str) -> bytes:
        """Return the contents of a part, b"" if there is none."""
        return b"".join(self._inflate(self._parts[name])) if name in self._parts else b""

    def first_bytes(self, name: str) -> bytes:
        """Return at most the first megabyte of a part."""
        return next(self._inflate(self._parts[name]), b"") if name in self._parts else b""

    def check_contents(self, needles: tuple[bytes, ...]) -> dict[bytes, set[str]]:
        """Inflate every part within the limits; return which parts hold which of `needles`."""
        found: dict[bytes, set[str]] = {needle: set() for needle in needles}
        total = 0
        for name, part in self._parts.items():
            tail = b""
            size = 0
            is_read = _is_read(name)
            for piece in self._inflate(part):
                size += len(piece)
                self._check_size(part, size, total + size)
                if not is_read:
                    continue
                seam = tail + piece[:_OVERLAP]
                if _DECLARATION in piece or _DECLARATION in seam or seam.startswith(_WIDE_STARTS):
                    raise FileRejected("unsafe")
                for needle, names in found.items():
                    if name not in names and (needle in piece or needle in seam):
                        names.add(name)
                tail = piece[-_OVERLAP:]
            total += size
        return found

    def _check_list(self, listed: list[zipfile.ZipInfo]) -> None:
        if len(listed) > self._options["zip_entries"] or len(self._parts) != len(listed):
            raise FileRejected("unsafe")
        if any(part.flag_bits & _ENCRYPTED for part in listed):
            raise FileRejected("password")
        if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in listed):
            raise FileRejected("unsafe")
        if sum(part.file_size for part in listed) > self._options["inflated_bytes"]:
            self._refuse_size()

    def _check_size(self, part: zipfile.ZipInfo, size: int, total: int) -> None:
        if total > self._options["inflated_bytes"]:
            self._refuse_size()
        if size > _RATIO_COUNTS_FROM and size > self._options["ratio"] * max(1, part.compress_size):
            raise FileRejected("unsafe")

    def _refuse_size(self) -> None:
        raise FileRejected("too_large_inside", megabytes=self._options["inflated_bytes"] // 1024**2)

    def _inflate(self, part: zipfile.ZipInfo) -> Iterator[bytes]:
        """Yield what the part really holds, in steps: `zipfile` itself would stop at the declared size."""
        packed = self._packed(part)
        if part.compress_type == zipfile.ZIP_STORED:
            for start in range(0, len(packed), _STEP):
                yield packed[start : start + _STEP]
            return
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            piece = inflater.decompress(packed, _STEP)
            while piece:
                yield piece
                piece = inflater.decompress(inflater.unconsumed_tail, _STEP)
        except zlib.error:
            raise FileRejected("damaged") from None
        if not inflater.eof:
            raise FileRejected("damaged")

    def _packed(self, part: zipfile.ZipInfo) -> bytes:
        start = part.header_offset
        header = self._data[start : start + _LOCAL_HEADER]
        if len(header) < _LOCAL_HEADER or header[:4] != b"PK\x03\x04":
            raise FileRejected("damaged")
        start += _LOCAL_HEADER + int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
        packed = self._data[start : start + part.compress_size]
        if len(packed) < part.compress_size:
            raise FileRejected("damaged")
        return packed


def _is_read(name: str) -> bool:
    # Honest .ods files have a DOCTYPE in Basic/ and Dialogs/, which nobody opens here.
    is_xml = name.endswith((".xml", ".rels"))
    return is_xml and (name.startswith(("xl/", "_rels/")) or "/" not in name or name.endswith(".rels"))
