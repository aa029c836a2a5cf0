"""Units by what people call them: a name, a code, or a name and the unit it lies in."""

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from households.models import Unit
from lambinh.lib.errors import UserError
from lambinh.lib.vietnamese import search_key
from reports.unit_tree import exists_on, units_above, units_in_place_of

KINDS = [Unit.Kind.PROVINCE, Unit.Kind.DISTRICT, Unit.Kind.COMMUNE, Unit.Kind.VILLAGE]


class UnitNotFoundError(UserError):
    """No unit, or more than one, answers to what was said; the text says which, for people."""


def find_unit(said: str, on: date) -> Unit:
    """The unit called `said` on the day `on`: "Xuân Lập", "xã Bình An", "02296", "Nà Khà, Thổ Bình".

    Marks and case count only where they decide. Of several with one name the highest is meant.
    Raises UnitNotFoundError.
    """
    name, _comma, inside = (part.strip() for part in said.replace("\0", "").partition(","))
    called = _called(name)
    found = [unit for unit in called if exists_on(unit, on)]
    if inside:
        found = [unit for unit in found if _lies_in(unit, inside, on)]
    found = _highest(_exact(found, name))
    if len(found) == 1:
        return found[0]
    if found:
        raise UnitNotFoundError(_several(said, found, on))
    raise UnitNotFoundError(_none(said, [] if inside else called, on))


def _called(name: str) -> list[Unit]:
    """All units of any time with this name or code; the name may begin with the unit's prefix."""
    key = search_key(name)
    words = key.split()
    tails = [" ".join(words[start:]) for start in range(min(3, len(words)))]
    units = Unit.objects.filter(Q(search_key__in=tails) | Q(code=name, code__gt=""))
    return [unit for unit in units if key in (unit.search_key, search_key(str(unit))) or unit.code == name]


def _exact(units: list[Unit], name: str) -> list[Unit]:
    """Those written with the same marks, where there are any; a person who types marks means them."""
    wanted = name.casefold()
    return [unit for unit in units if wanted in (unit.name.casefold(), str(unit).casefold())] or units


def _highest(units: list[Unit]) -> list[Unit]:
    for kind in KINDS:
        if alike := [unit for unit in units if unit.kind == kind]:
            return alike
    return []


def _lies_in(unit: Unit, inside: str, on: date) -> bool:
    key = search_key(inside)
    above = units_above(unit, on)
    return any(key in (one.search_key, search_key(str(one))) or inside == one.code for one in above)


def _several(said: str, units: list[Unit], on: date) -> str:
    return _('Several units are called "%(said)s": %(units)s. Add the unit it lies in, or give the code.') % {
        "said": said,
        "units": "; ".join(_address(unit, on) for unit in units[:10]),
    }


def _none(said: str, called: list[Unit], on: date) -> str:
    about = {"said": said, "day": on.strftime("%d/%m/%Y")}
    then = {unit.pk: unit for one in called for unit in units_in_place_of(one, on)}
    if not then:
        return _('No unit is called "%(said)s" on %(day)s.') % about
    return _('There is no "%(said)s" on %(day)s; the place then belongs to: %(units)s.') % {
        **about,
        "units": "; ".join(_address(unit, on) for unit in then.values()),
    }


def _address(unit: Unit, on: date) -> str:
    """ "Thôn Nà Khà, Xã Thổ Bình (02296)": enough to tell units of one name apart."""
    above = units_above(unit, on)[-1:]
    place = ", ".join(str(one) for one in [unit, *above])
    return f"{place} ({unit.code})" if unit.code else place
