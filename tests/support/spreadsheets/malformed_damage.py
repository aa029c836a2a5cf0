"""Damage to good workbooks: to their bytes, the parts of their zip file, their XML and records."""

import io
import random
import re
import struct
import zipfile
from collections.abc import Callable

from tests.support.spreadsheets import hostile
from tests.support.spreadsheets.malformed_tables import as_xls, odd_rows
from tests.support.spreadsheets.malformed_values import odd_text

Make = Callable[[random.Random], bytes]
Parts = list[tuple[str, bytes]]


def with_random_damage(data: bytes, chance: random.Random) -> bytes:
    """The file with some flipped bits, or with a piece cut off, cut out, doubled, blanked or moved."""
    return chance.choice([_bits, _bits, _cut, _without_a_piece, _double_piece, _blank_piece, _move_piece])(
        bytearray(data), chance
    )


def _piece(data: bytearray, chance: random.Random) -> slice:
    start = chance.randrange(len(data) or 1)
    return slice(start, start + chance.choice([1, 4, 64, 512, 5000]))


def _bits(data: bytearray, chance: random.Random) -> bytes:
    for _ in range(chance.choice([1, 2, 10, 100])):
        if data:
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(data)


def _cut(data: bytearray, chance: random.Random) -> bytes:
    return bytes(data[: chance.randrange(len(data) or 1)])


def _without_a_piece(data: bytearray, chance: random.Random) -> bytes:
    del data[_piece(data, chance)]
    return bytes(data)


def _double_piece(data: bytearray, chance: random.Random) -> bytes:
    piece = _piece(data, chance)
    return bytes(data[: piece.stop] + data[piece.start :])


def _blank_piece(data: bytearray, chance: random.Random) -> bytes:
    piece = _piece(data, chance)
    data[piece] = bytes([chance.choice([0, 255, 32])]) * len(data[piece])
    return bytes(data)


def _move_piece(data: bytearray, chance: random.Random) -> bytes:
    piece, to = data[_piece(data, chance)], chance.randrange(len(data) or 1)
    data[to : to + len(piece)] = piece
    return bytes(data)


def with_damage(make: Make) -> Make:
    return lambda chance: with_random_damage(make(chance), chance)


# --- the parts of a zip file ---


def _parts(data: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def with_odd_parts(make: Make) -> Make:
    """Parts missing, doubled, renamed, exchanged, or with a wrong size in the list."""

    def make_odd_file(chance: random.Random) -> bytes:
        parts = _parts(make(chance))
        index, other = chance.randrange(len(parts)), chance.randrange(len(parts))
        damage = chance.randrange(6)
        if damage == 0:
            del parts[index]
        elif damage == 1:
            parts.append(parts[index])
        elif damage == 2:
            names = [
                parts[index][0].upper(),
                "/" + parts[index][0],
                "../" + parts[index][0],
                parts[index][0].replace("/", "\\"),
                "x" * 60_000,
                "é\0",
            ]
            parts[index] = (chance.choice(names), parts[index][1])
        elif damage == 3:
            parts[index], parts[other] = (parts[index][0], parts[other][1]), (parts[other][0], parts[index][1])
        elif damage == 4:
            parts[index] = (parts[index][0], with_random_damage(parts[index][1], chance))
        data = hostile.zip_of(parts)
        return _wrong_sizes(bytearray(data), chance) if damage == 5 else data

    return make_odd_file


def _wrong_sizes(data: bytearray, chance: random.Random) -> bytes:
    headers = [match.start() for match in re.finditer(b"PK\1\2|PK\3\4", bytes(data))]
    header = chance.choice(headers)
    offset = chance.choice([6, 8, 10, 14, 18, 20, 22, 24, 26, 28, 42])
    struct.pack_into("<H", data, header + offset, chance.choice([0, 1, 8, 99, 0xFFFF, chance.randrange(0xFFFF)]))
    return bytes(data)


# --- the XML in them ---

_VALUE = re.compile(rb'="[^"]*"')
_TAG = re.compile(rb"<[^>]+>")
_ODD_VALUES = [
    b"-1", b"0", b"4294967295", b"4294967296", b"99999999999999999999", b"", b"x", b"1.5", b"1e9", b"NaN", b"A0",
    b"XFD1048576", b"XFE1048577",
    b"A1:XFD1048576", b"B9:A1", b"ZZZZZZZZZ1", b"A99999999999999999999", b"\xc3\xa9", b"\xff\xfe", b"&lt;", b"&#0;",
    b"1" * 9999, b"rId99", b"../" * 50,
    b"s", b"e", b"str", b"inlineStr", b"b", b"d", b"urn:x",
]  # fmt: skip


def with_odd_xml(make: Make) -> Make:
    """Attributes with wrong values, missing or doubled tags, repeated or deeply nested contents."""

    def make_odd_file(chance: random.Random) -> bytes:
        parts = _parts(make(chance))
        inner = [index for index, (name, data) in enumerate(parts) if data.startswith(b"<")]
        for _ in range(chance.randint(1, 4)):
            index = chance.choice(inner)
            parts[index] = (parts[index][0], _odd_part(parts[index][1], chance))
        return hostile.zip_of(parts)

    return make_odd_file


def _odd_part(xml: bytes, chance: random.Random) -> bytes:
    damage = chance.randrange(8)
    matches = list((_VALUE if damage < 4 else _TAG).finditer(xml))
    if not matches:
        return xml
    match = chance.choice(matches)
    before, here, after = xml[: match.start()], match.group(), xml[match.end() :]
    if damage < 4:
        return before + b'="' + chance.choice(_ODD_VALUES) + b'"' + after
    if damage == 4:
        return before + after
    if damage == 5:
        return before + here * chance.choice([2, 2, 1000, 100_000 // len(here) + 1]) + after
    if damage == 6:
        return before + here + odd_text(chance).encode("utf-8", "replace") + after
    other = chance.choice(matches).group()
    return before + other + after


# --- old workbooks, record by record ---


def odd_records(chance: random.Random) -> bytes:
    data = bytearray(as_xls(odd_rows(chance), chance))
    offset, records = 512, []
    while offset + 4 < len(data) and len(records) < 5000:
        kind, length = struct.unpack_from("<HH", data, offset)
        if kind == 0 and length == 0:
            break
        records.append((offset, length))
        offset += 4 + length
    for _ in range(chance.choice([1, 3, 20])):
        offset, length = chance.choice(records)
        damage = chance.randrange(3)
        if damage == 0:
            struct.pack_into(
                "<H",
                data,
                offset,
                chance.choice(
                    [
                        0x0A,
                        0x809,
                        0xFD,
                        0xFC,
                        0x3C,
                        0xE5,
                        6,
                        0x205,
                        0x85,
                        0x2F,
                        0xBD,
                        0x203,
                        0x200,
                        0xE0,
                        0x31,
                        0x22,
                        0x42,
                    ]
                ),
            )
        elif damage == 1:
            struct.pack_into(
                "<H", data, offset + 2, chance.choice([0, 1, length + 1, max(0, length - 1), 8224, 0xFFFF])
            )
        elif length:
            data[offset + 4 + chance.randrange(length)] = chance.choice([0, 1, 0x7F, 0xFF, chance.randrange(256)])
    return bytes(data)
