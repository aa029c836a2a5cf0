"""`manage.py totals`: the figures of a unit on a day, as a table or as JSON."""

import json
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households.models import Unit
from lambinh.lib.forms.fields import DayField
from reports.queries import Figures, Totals, totals
from reports.unit_lookup import UnitNotFoundError, find_unit
from reports.unit_tree import smallest_common_unit


class Command(BaseCommand):
    help = gettext_lazy("Print the figures of a unit on a day, for each unit directly below it and in sum.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--unit", metavar="NAME|CODE", help=_("Left out: the unit where everybody lives."))
        parser.add_argument("--on", metavar="YYYY-MM-DD", default="", help=_("Left out: today."))
        parser.add_argument("--json", action="store_true", help=_("Print JSON instead of a table."))

    def handle(self, *args: Any, **options: Any) -> None:
        on = _day(options["on"])
        found = totals(_unit(options["unit"], on), on)
        self.stdout.write(
            json.dumps(as_json(found), ensure_ascii=False, indent=2) if options["json"] else as_table(found)
        )


def _day(said: str) -> date:
    try:
        day: date | None = DayField(required=False).clean(said)
    except ValidationError as error:
        raise CommandError(" ".join(error.messages), returncode=2) from None
    return day or timezone.localdate()


def _unit(said: str | None, on: date) -> Unit:
    try:
        unit = find_unit(said, on) if said else smallest_common_unit(on)
    except UnitNotFoundError as error:
        raise CommandError(str(error), returncode=2) from None
    if unit is None:
        raise CommandError(_("No units are loaded yet. Run: manage.py load_units"), returncode=2)
    return unit


def as_json(found: Totals) -> dict[str, object]:
    return {
        "unit": found.unit.name,
        "on": found.on.isoformat(),
        **_counts(found.figures),
        "children": [
            {"unit": part.unit.name, "code": part.unit.code, **_counts(part.figures)} for part in found.children
        ],
    }


def _counts(figures: Figures) -> dict[str, object]:
    return {
        "tiers": {
            tier.value: {"members": one.members, "households": one.households} for tier, one in figures.tiers.items()
        },
        "households": figures.households,
        "covered": figures.covered,
        "not_covered": figures.not_covered,
    }


def as_table(found: Totals) -> str:
    """Lines of equal columns; the last line counts everybody once."""
    head = [
        _("Unit"), _("Households"),
        _("District tier: members"), _("households"), _("Commune tier: members"), _("households"),
        _("covered"), _("not covered"),
    ]  # fmt: skip
    lines = [_line(str(part.unit), part.figures) for part in found.children]
    rows = [head, *lines, _line(_("All, each counted once"), found.figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    title = _("%(unit)s on %(day)s") % {"unit": found.unit, "day": found.on.strftime("%d/%m/%Y")}
    return "\n".join([title, "", *(_aligned(row, widths) for row in rows)])


def _line(name: str, figures: Figures) -> list[str]:
    counts = [figures.households]
    for tier in figures.tiers.values():
        counts += [tier.members, tier.households]
    counts += [figures.covered, figures.not_covered]
    return [name, *(number_format(count, force_grouping=True) for count in counts)]


def _aligned(row: list[str], widths: list[int]) -> str:
    first, *others = (
        cell.rjust(width) if column else cell.ljust(width)
        for column, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return "  ".join([first, *others]).rstrip()
