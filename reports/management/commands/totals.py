"""`manage.py totals`: print the figures of a unit on a day, as a table or as JSON."""

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
from lambinh.lib.dates.formatting import format_day
from lambinh.lib.forms.fields import DayField
from reports.figures import COLUMNS
from reports.queries import Figures, Totals, totals
from reports.unit_lookup import UnitNotFoundError, find_unit
from reports.unit_tree import smallest_common_unit


class Command(BaseCommand):
    help = gettext_lazy("Print the figures of a unit on a day, for each unit directly below it and in total.")

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--unit", metavar="NAME|CODE", help=_("Default: the unit of all households."))
        parser.add_argument("--on", metavar="YYYY-MM-DD", default="", help=_("Default: today."))
        parser.add_argument("--json", action="store_true", help=_("Print JSON instead of a table."))

    def handle(self, *args: Any, **options: Any) -> None:
        on = _day(options["on"])
        figures = totals(_unit(options["unit"], on), on)
        self.stdout.write(
            json.dumps(as_json(figures), ensure_ascii=False, indent=2) if options["json"] else as_table(figures)
        )


def _day(text: str) -> date:
    try:
        day: date | None = DayField(required=False).clean(text)
    except ValidationError as error:
        raise CommandError(" ".join(error.messages), returncode=2) from None
    return day or timezone.localdate()


def _unit(text: str | None, on: date) -> Unit:
    try:
        unit = find_unit(text, on) if text else smallest_common_unit(on)
    except UnitNotFoundError as error:
        raise CommandError(str(error), returncode=2) from None
    if unit is None:
        raise CommandError(_("No units are loaded yet. Run: manage.py load_units"), returncode=2)
    return unit


def as_json(totals: Totals) -> dict[str, object]:
    return {
        "unit": totals.unit.name,
        "on": totals.on.isoformat(),
        **_counts(totals.figures),
        "children": [
            {"unit": part.unit.name, "code": part.unit.code, **_counts(part.figures)} for part in totals.children
        ],
    }


def _counts(figures: Figures) -> dict[str, object]:
    """The figures under their keys; a figure of a tier lies in the object of the tier."""
    counts: dict[str, Any] = {}
    # The objects of the tiers come first.
    for figure in sorted(COLUMNS, key=lambda figure: not figure.json_path):
        *parents, key = figure.json_path or (figure.key,)
        target = counts
        for parent in parents:
            target = target.setdefault(parent, {})
        target[key] = figures.count(figure)
    return counts


def as_table(totals: Totals) -> str:
    """Lines of equal columns; the last line counts every household and member once."""
    heading = [_("Unit"), *(str(figure.command_label or figure.label) for figure in COLUMNS)]
    lines = [_line(str(part.unit), part.figures) for part in totals.children]
    rows = [heading, *lines, _line(_("All, each counted once"), totals.figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(heading))]
    title = _("%(unit)s on %(day)s") % {"unit": totals.unit, "day": format_day(totals.on)}
    return "\n".join([title, "", *(_aligned(row, widths) for row in rows)])


def _line(name: str, figures: Figures) -> list[str]:
    return [name, *(number_format(figures.count(figure), force_grouping=True) for figure in COLUMNS)]


def _aligned(row: list[str], widths: list[int]) -> str:
    first, *others = (
        cell.rjust(width) if column else cell.ljust(width)
        for column, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return "  ".join([first, *others]).rstrip()
