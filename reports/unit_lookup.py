"""Find a unit by a name, a code, or a name and the unit above it."""

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from households.models import Unit
from lambinh.lib.dates.formatting import format_day
from lambinh.lib.errors import UserError
from lambinh.lib.vietnamese import search_key
from reports.unit_tree import units_above, units_in_place_of

KINDS = [Unit.Kind.PROVINCE, Unit.Kind.DISTRICT, Unit.Kind.COMMUNE, Unit.Kind.VILLAGE]


class UnitNotFoundError(UserError):
    """The text matches no unit or several; the message is for the user."""


def find_unit(text: str, on: date) -> Unit:
    """The unit called `text` on the day `on`: "Xuân Lập", "xã Bình An", "02296", "Nà Khà, Thổ Bình".

    Diacritics and case count only if they distinguish units. Among units of different kinds the highest is chosen.
    Raises UnitNotFoundError.
    """
    name, _comma, parent = (part.strip() for part in text.replace("\0", "").partition(","))
    namesakes = _units_called(name)
    matches = [unit for unit in namesakes if unit.holds_on(on)]
    if parent:
        matches = [unit for unit in matches if _lies_in(unit, parent, on)]
    matches = _highest(_exact(matches, name))
    if len(matches) == 1:
        return matches[0]
    if matches:
        raise UnitNotFoundError(_ambiguous_message(text, matches, on))
    raise UnitNotFoundError(_not_found_message(text, [] if parent else namesakes, on))


def _units_called(name: str) -> list[Unit]:
    """The units of any time with this name or code; the name may start with the unit's prefix."""
    key = search_key(name)
    words = key.split()
    tails = [" ".join(words[start:]) for start in range(min(3, len(words)))]
    units = Unit.objects.filter(Q(search_key__in=tails) | Q(code=name, code__gt=""))
    return [unit for unit in units if key in (unit.search_key, search_key(str(unit))) or unit.code == name]


def _exact(units: list[Unit], name: str) -> list[Unit]:
    """The units written with the same diacritics, or all if there are none."""
    folded = name.casefold()
    return [unit for unit in units if folded in (unit.name.casefold(), str(unit).casefold())] or units


def _highest(units: list[Unit]) -> list[Unit]:
    for kind in KINDS:
        if of_kind := [unit for unit in units if unit.kind == kind]:
            return of_kind
    return []


def _lies_in(unit: Unit, name: str, on: date) -> bool:
    key = search_key(name)
    return any(
        key in (above.search_key, search_key(str(above))) or name == above.code for above in units_above(unit, on)
    )


def _ambiguous_message(text: str, units: list[Unit], on: date) -> str:
    return _('Several units are called "%(text)s": %(units)s. Add the unit above it, or enter the code.') % {
        "text": text,
        "units": "; ".join(_address(unit, on) for unit in units[:10]),
    }


def _not_found_message(text: str, namesakes: list[Unit], on: date) -> str:
    params = {"text": text, "day": format_day(on)}
    units_then = {unit.pk: unit for namesake in namesakes for unit in units_in_place_of(namesake, on)}
    if not units_then:
        return _('No unit is called "%(text)s" on %(day)s.') % params
    return _('There is no "%(text)s" on %(day)s. On that day its place belongs to: %(units)s.') % {
        **params,
        "units": "; ".join(_address(unit, on) for unit in units_then.values()),
    }


def _address(unit: Unit, on: date) -> str:
    """The unit with its parent and code, which tells namesakes apart: "Thôn Nà Khà, Xã Thổ Bình"."""
    parent = units_above(unit, on)[-1:]
    names = ", ".join(map(str, [unit, *parent]))
    return f"{names} ({unit.code})" if unit.code else names
