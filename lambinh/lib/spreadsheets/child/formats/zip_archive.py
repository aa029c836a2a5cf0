"""Zip files, checked before python-calamine opens them: first the declared sizes, then the inflated contents.

python-calamine inflates any amount, and the list of a zip file may contradict its parts. MEASURED figures behind the
limits: one in a hundred genuine files inflates 16-fold.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator

from lambinh.lib.spreadsheets.child.output import FileRejected
from lambinh.lib.spreadsheets.child.protocol import Options

_CHUNK = 1024 * 1024
_RATIO_LIMIT_FROM = 5 * 1024 * 1024
_ENCRYPTED = 0x1
_LOCAL_HEADER = 30
_DECLARATION = b"<!DOCTYPE"  # entities can be declared only inside it
_WIDE_STARTS = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")  # in UTF-16 the search would not find a declaration
_OVERLAP = 32


class Archive:
    """The parts of a zip file, by their names in lower case."""

    def __init__(self, data: bytes, options: Options) -> None:
        self._data = data
        self._options = options
        try:
            entries = zipfile.ZipFile(io.BytesIO(data)).infolist()
        except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, OverflowError):
            raise FileRejected("damaged") from None
        self._parts = {part.filename.replace("\\", "/").lower(): part for part in entries}
        self._check_entries(entries)

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    def names(self) -> list[str]:
        return list(self._parts)

    def read(self, name: str) -> bytes:
        """Return the contents of a part, or b"" if there is none."""
        return b"".join(self._inflate(self._parts[name])) if name in self._parts else b""

    def first_bytes(self, name: str) -> bytes:
        """Return at most the first megabyte of a part."""
        return next(self._inflate(self._parts[name]), b"") if name in self._parts else b""

    def check_contents(self, needles: tuple[bytes, ...]) -> dict[bytes, set[str]]:
        """Inflate every part within the limits. Return, for each needle, the parts in which it occurs."""
        parts_with: dict[bytes, set[str]] = {needle: set() for needle in needles}
        total = 0
        for name, part in self._parts.items():
            size = 0
            search = _Search(needles) if _is_parsed(name) else None
            for chunk in self._inflate(part):
                size += len(chunk)
                self._check_size(part, size, total + size)
                if search is not None:
                    search.feed(chunk)
            total += size
            for needle in search.matches if search else ():
                parts_with[needle].add(name)
        return parts_with

    def _check_entries(self, entries: list[zipfile.ZipInfo]) -> None:
        if len(entries) > self._options["zip_entries"] or len(self._parts) != len(entries):
            raise FileRejected("unsafe")
        if any(part.flag_bits & _ENCRYPTED for part in entries):
            raise FileRejected("password")
        if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in entries):
            raise FileRejected("unsafe")
        if sum(part.file_size for part in entries) > self._options["inflated_bytes"]:
            self._reject_size()

    def _check_size(self, part: zipfile.ZipInfo, size: int, total: int) -> None:
        if total > self._options["inflated_bytes"]:
            self._reject_size()
        if size > _RATIO_LIMIT_FROM and size > self._options["ratio"] * max(1, part.compress_size):
            raise FileRejected("unsafe")

    def _reject_size(self) -> None:
        raise FileRejected("too_large_inside", megabytes=self._options["inflated_bytes"] // 1024**2)

    def _inflate(self, part: zipfile.ZipInfo) -> Iterator[bytes]:
        """Yield the real contents of a part in chunks: `zipfile` itself would stop at the declared size."""
        packed = self._packed(part)
        if part.compress_type == zipfile.ZIP_STORED:
            for start in range(0, len(packed), _CHUNK):
                yield packed[start : start + _CHUNK]
            return
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            chunk = inflater.decompress(packed, _CHUNK)
            while chunk:
                yield chunk
                chunk = inflater.decompress(inflater.unconsumed_tail, _CHUNK)
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


class _Search:
    """Searches the chunks of a part, also across their seams. Raises FileRejected at a DOCTYPE."""

    def __init__(self, needles: tuple[bytes, ...]) -> None:
        self._needles = needles
        self._tail = b""
        self.matches: set[bytes] = set()

    def feed(self, chunk: bytes) -> None:
        seam = self._tail + chunk[:_OVERLAP]
        if _DECLARATION in chunk or _DECLARATION in seam or seam.startswith(_WIDE_STARTS):
            raise FileRejected("unsafe")
        for needle in self._needles:
            if needle not in self.matches and (needle in chunk or needle in seam):
                self.matches.add(needle)
        self._tail = chunk[-_OVERLAP:]


def _is_parsed(name: str) -> bool:
    # Genuine .ods files have a DOCTYPE in Basic/ and Dialogs/, which the program does not parse.
    is_xml = name.endswith((".xml", ".rels"))
    return is_xml and (name.startswith(("xl/", "_rels/")) or "/" not in name or name.endswith(".rels"))
