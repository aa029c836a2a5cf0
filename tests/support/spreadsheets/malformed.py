"""Randomly damaged or invented files, the same for the same number; the reader must survive each of them."""

import math
import random
from collections.abc import Callable, Iterator
from typing import NamedTuple

from tests.support.spreadsheets import malformed_damage as odd_damage
from tests.support.spreadsheets import malformed_samples as odd_made
from tests.support.spreadsheets.malformed_damage import Make
from tests.support.spreadsheets.malformed_tables import as_csv, as_ods, as_raw_xlsx, as_xls, as_xlsx, odd_rows


class OddFile(NamedTuple):
    """A file with the name of its upload."""

    name: str
    data: bytes


def odd_files(count: int, start: int = 0) -> Iterator[OddFile]:
    """`count` files, from number `start` on; each depends on its number only."""
    for number in range(start, start + count):
        chance = random.Random(number)
        name, make = WAYS[number % len(WAYS)]
        suffix = (
            chance.choice([".xlsx", ".xls", ".ods", ".csv", ""])
            if chance.random() < 0.1
            else SUFFIXES.get(name, ".xlsx")
        )
        yield OddFile(f"{number} {name}{suffix}", make(chance))


def is_storable(value: object) -> bool:
    """Whether PostgreSQL takes it as JSON: no NUL, no half of a pair of surrogates, no number that is none."""
    if isinstance(value, dict):
        return all(is_storable(part) for item in value.items() for part in item)
    if isinstance(value, list | tuple):
        return all(map(is_storable, value))
    if isinstance(value, str):
        return "\0" not in value and not any("\ud800" <= letter <= "\udfff" for letter in value)
    return not isinstance(value, float) or math.isfinite(value)


def _roster(write: Callable[[list[list[object]], random.Random], bytes]) -> Make:
    return lambda chance: write(odd_rows(chance), chance)


_ROSTERS = {
    "xlsx": _roster(as_xlsx),
    "raw xlsx": _roster(as_raw_xlsx),
    "xls": _roster(as_xls),
    "ods": _roster(as_ods),
    "csv": _roster(as_csv),
}
WAYS: list[tuple[str, Make]] = [
    *_ROSTERS.items(),
    *((f"damaged {name}", odd_damage.with_damage(make)) for name, make in _ROSTERS.items()),
    *((f"shuffled {name}", odd_damage.with_odd_parts(_ROSTERS[name])) for name in ("xlsx", "ods")),
    *((f"odd {name}", odd_damage.with_odd_xml(_ROSTERS[name])) for name in ("xlsx", "raw xlsx", "ods")),
    *_ROSTERS.items(),
    ("records xls", odd_damage.odd_records),
    ("dates", odd_made.dates_out_of_range),
    ("places", odd_made.odd_places),
    ("merges", odd_made.odd_merges),
    ("sheets", odd_made.many_sheets),
    ("ten thousand sheets", odd_made.ten_thousand_sheets),
    ("deep", odd_made.deep),
    ("texts", odd_made.texts_out_of_range),
    ("wide csv", odd_made.wide_text),
    ("noise", odd_made.noise),
]
SUFFIXES = {name: f".{name.split()[-1]}" for name, _make in WAYS if name.split()[-1] in ("xlsx", "xls", "ods", "csv")}
