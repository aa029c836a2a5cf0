"""The unit of who issued a decision, by the issuer's name: "Huyện ủy Lâm Bình", "Đảng ủy xã Bình An", a body's name."""

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
"""What stands before the name of a unit; "đảng ủy" alone is that of a commune."""
_OF = {"tinh": Unit.Kind.PROVINCE} | dict.fromkeys(("thi xa", "thanh pho", "huyen"), Unit.Kind.DISTRICT)


class Named(NamedTuple):
    """A unit whose name is found in an issuer's name."""

    pk: int
    kind: str
    key: str
    first: date | None
    end: date | None

    def distance(self, day: date) -> int:
        """How many days before or after its life `day` is."""
        if self.end is not None and day >= self.end:
            return (day - self.end).days + 1
        return max(0, (self.first - day).days) if self.first is not None else 0


def unit_of_issuer(issuer: str, day: date, names: Mapping[str, str] | None = None) -> int | None:
    """The key of the unit in which `issuer` sat on `day`; None where the name says none, or may be one of several.

    `names` says for a kind of unit which one is spoken of where only the kind is said ("Ban Chấp hành Đảng bộ huyện").
    """
    key = search_key(issuer)
    if not key:
        return None
    if found := _of_unit(key, day) or _of_body(key, day):
        return found
    name = (names or {}).get(kind_said(issuer) or "")
    return _of_unit(f"{key} {search_key(name)}", day) if name else None


def kind_said(issuer: str) -> str | None:
    """The kind of unit of which the name of an issuer speaks first."""
    word = _KIND.search(search_key(issuer))
    return None if word is None else _OF.get(word[1] or "", Unit.Kind.COMMUNE)


def _of_unit(key: str, day: date) -> int | None:
    found = Unit.objects.exclude(kind=Unit.Kind.VILLAGE).exclude(search_key="")
    found = found.annotate(issuer=Value(key)).filter(issuer__contains=F("search_key"))
    return one_named(key, day, [Named(u.pk, u.kind, u.search_key, u.during.lower, u.during.upper) for u in found])


def one_named(key: str, day: date, units: Sequence[Named]) -> int | None:
    """The one of `units` that the folded name `key` of an issuer names first, alive on `day` or nearest to it."""
    for word in _KIND.finditer(key):
        kind, rest = _OF.get(word[1] or "", Unit.Kind.COMMUNE), key[word.end() :]
        fitting = [unit for unit in units if unit.kind == kind and re.match(rf"{re.escape(unit.key)}(?!\w)", rest)]
        if fitting:
            return _nearest([unit for unit in fitting if len(unit.key) == max(len(one.key) for one in fitting)], day)
    return None


def _nearest(units: Sequence[Named], day: date) -> int | None:
    distance = min(unit.distance(day) for unit in units)
    found = {unit.pk for unit in units if unit.distance(day) == distance}
    return found.pop() if len(found) == 1 else None


def _of_body(key: str, day: date) -> int | None:
    bodies = Body.objects.filter(search_key=key).select_related("unit")
    units = {permission_unit(body.unit, day) for body in bodies}
    return units.pop() if len(units) == 1 else None
