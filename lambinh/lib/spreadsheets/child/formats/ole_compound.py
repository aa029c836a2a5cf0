"""The streams inside an OLE compound file, the container of .xls and of encrypted .xlsx files.

Source: [MS-CFB]. Every chain of sectors is counted, so that a loop ends as "damaged".
"""

import struct

from lambinh.lib.spreadsheets.child.output import FileRejected

_LAST_SECTOR = 0xFFFFFFFA  # from here on: free, end of chain, parts of the table
_STREAM, _ROOT = 2, 5
_ENTRY = 128
_MAX_STREAMS = 10_000
_WORKBOOK_STREAMS = ("workbook", "book")


def streams(data: bytes) -> dict[str, bytes]:
    """Return the streams by name in lower case. Only those that can hold a workbook have their contents."""
    try:
        return _File(data).streams()
    except (struct.error, IndexError):
        raise FileRejected("damaged") from None


class _File:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._shift, self._mini_shift = struct.unpack_from("<HH", data, 30)
        if self._shift not in (9, 12) or self._mini_shift != 6:
            raise FileRejected("damaged")
        self._directory, _sign, self._cutoff, self._mini_table = struct.unpack_from("<IIII", data, 48)
        self._table = self._numbers(self._table_sectors())

    def streams(self) -> dict[str, bytes]:
        directory = self._chain(self._directory)
        entries = [directory[start : start + _ENTRY] for start in range(0, len(directory) - _ENTRY + 1, _ENTRY)]
        if not entries or len(entries) > _MAX_STREAMS:
            raise FileRejected("damaged")
        root_start, _size = struct.unpack_from("<II", entries[0], 116)
        if entries[0][66] != _ROOT:
            raise FileRejected("damaged")
        contents = {}
        for entry in entries:
            length, kind = struct.unpack_from("<HB", entry, 64)
            if kind != _STREAM:
                continue
            name = entry[: max(0, length - 2)].decode("utf-16-le", "replace").lower()
            contents[name] = self._stream(entry, root_start) if name in _WORKBOOK_STREAMS else b""
        return contents

    def _stream(self, entry: bytes, root_start: int) -> bytes:
        start, size = struct.unpack_from("<II", entry, 116)
        if size >= self._cutoff:
            return self._chain(start)[:size]
        return self._mini_chain(start, self._chain(root_start))[:size]

    def _table_sectors(self) -> list[int]:
        """Return the sectors of the allocation table: 109 in the header, the others in a chain."""
        sectors = list(struct.unpack_from("<109I", self._data, 76))
        following, count = struct.unpack_from("<II", self._data, 68)
        size = (1 << self._shift) // 4
        for _ in range(min(count, len(self._data) >> self._shift)):
            if following >= _LAST_SECTOR:
                break
            numbers = struct.unpack(f"<{size}I", self._sector(following))
            sectors += numbers[:-1]
            following = numbers[-1]
        return [sector for sector in sectors if sector < _LAST_SECTOR]

    def _numbers(self, sectors: list[int]) -> list[int]:
        size = (1 << self._shift) // 4
        if len(set(sectors)) != len(sectors):
            raise FileRejected("damaged")
        return [number for sector in sectors for number in struct.unpack(f"<{size}I", self._sector(sector))]

    def _sector(self, number: int) -> bytes:
        start = (number + 1) << self._shift
        # Some programs cut off the last sector where its contents end.
        return self._data[start : start + (1 << self._shift)].ljust(1 << self._shift, b"\0")

    def _chain(self, sector: int) -> bytes:
        return b"".join(self._sector(number) for number in _walk(sector, self._table))

    def _mini_chain(self, sector: int, container: bytes) -> bytes:
        table_bytes = self._chain(self._mini_table)
        table = list(struct.unpack(f"<{len(table_bytes) // 4}I", table_bytes))
        size = 1 << self._mini_shift
        return b"".join(container[n * size : (n + 1) * size] for n in _walk(sector, table))


def _walk(sector: int, table: list[int]) -> list[int]:
    sectors = []
    while sector < _LAST_SECTOR:
        sectors.append(sector)
        if len(sectors) > len(table):
            raise FileRejected("damaged")
        sector = table[sector]
    return sectors
