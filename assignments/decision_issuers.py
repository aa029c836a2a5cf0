"""The unit that issued a decision, found by the issuer's name ("Huyện ủy Lâm Bình", "Đảng ủy xã Bình An", a body)."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import F, Value

from assignments.models import Body
from households.models import Unit
from households.unit_permissions import permission_unit
from lambinh.lib.vietnamese import search_key

_KIND = re.compile(r"\b(?:(tinh|thi xa|thanh pho|huyen|xa|thi tran|phuong)\b(?: uy\b)?|dang uy\b)\s*")
"""The words before the name of a unit; "đảng ủy" alone belongs to a commune."""
_OF = {"tinh": Unit.Kind.PROVINCE} | dict.fromkeys(("thi xa", "thanh pho", "huyen"), Unit.Kind.DISTRICT)


class Named(NamedTuple):
    """A unit whose name may be part of an issuer's name."""

    pk: int
    kind: str
    key: str
    first: date | None
    end: date | None

    def distance(self, day: date) -> int:
        """The number of days by which `day` lies before or after the days of the unit."""
        if self.end is not None and day >= self.end:
            return (day - self.end).days + 1
        return max(0, (self.first - day).days) if self.first is not None else 0


def unit_of_issuer(issuer: str, day: date, names: Mapping[str, str] | None = None) -> int | None:
    """The key of the unit of `issuer` on `day`; None if the name gives none, or several.

    `names` gives the unit of a kind for an issuer that names only the kind ("Ban Chấp hành Đảng bộ huyện").
    """
    key = search_key(issuer)
    if not key:
        return None
    if unit := _of_unit(key, day) or _of_body(key, day):
        return unit
    name = (names or {}).get(kind_of_issuer(issuer) or "")
    return _of_unit(f"{key} {search_key(name)}", day) if name else None


def kind_of_issuer(issuer: str) -> str | None:
    """The kind of unit that the issuer's name mentions first."""
    word = _KIND.search(search_key(issuer))
    return None if word is None else _OF.get(word[1] or "", Unit.Kind.COMMUNE)


def _of_unit(key: str, day: date) -> int | None:
    units = Unit.objects.exclude(kind=Unit.Kind.VILLAGE).exclude(search_key="")
    units = units.annotate(issuer=Value(key)).filter(issuer__contains=F("search_key"))
    return one_named(key, day, [Named(u.pk, u.kind, u.search_key, u.during.lower, u.during.upper) for u in units])


def one_named(key: str, day: date, units: Sequence[Named]) -> int | None:
    """The unit that the folded issuer's name `key` mentions first, the one nearest to `day` among namesakes."""
    for word in _KIND.finditer(key):
        kind, rest = _OF.get(word[1] or "", Unit.Kind.COMMUNE), key[word.end() :]
        fitting = [unit for unit in units if unit.kind == kind and re.match(rf"{re.escape(unit.key)}(?!\w)", rest)]
        if fitting:
            longest = max(len(unit.key) for unit in fitting)
            return _nearest([unit for unit in fitting if len(unit.key) == longest], day)
    return None


def _nearest(units: Sequence[Named], day: date) -> int | None:
    distance = min(unit.distance(day) for unit in units)
    nearest = {unit.pk for unit in units if unit.distance(day) == distance}
    return nearest.pop() if len(nearest) == 1 else None


def _of_body(key: str, day: date) -> int | None:
    bodies = Body.objects.filter(search_key=key).select_related("unit")
    units = {permission_unit(body.unit, day) for body in bodies}
    return units.pop() if len(units) == 1 else None
