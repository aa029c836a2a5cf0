"""Addresses of pages and lists: they carry keys and days, never a name."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from django.urls import reverse

from households.models import Unit
from reports.lists import ListKind


@dataclass(frozen=True)
class ReportLinks:
    """The addresses that keep the day and the drawing of units of the page they stand on."""

    on: date
    drawn_on: date | None = None
    with_lists: bool = True
    """Whether the person may open the lists behind the figures."""

    def totals(self, unit: Unit) -> str:
        return self._with("reports:totals", unit=unit.pk)

    def listed(self, unit: Unit, what: ListKind) -> str:
        """The list behind a figure; empty for those who see figures alone."""
        if not self.with_lists:
            return ""
        return self._with("reports:lists", unit=unit.pk, what=what.value)

    def opened(self, unit: Unit) -> str:
        """What opens behind a unit's name: its parts, or a village's households."""
        if unit.kind == Unit.Kind.VILLAGE and self.with_lists:
            return f"{reverse('reports:village', args=[unit.pk])}?on={self.on.isoformat()}"
        return self.totals(unit)

    def _with(self, page: str, **said: str | int) -> str:
        said["on"] = self.on.isoformat()
        if self.drawn_on is not None:
            said["drawn"] = self.drawn_on.isoformat()
        asked = "&".join(f"{name}={value}" for name, value in said.items())  # keys, days and words of our own
        return f"{_root(page)}?{asked}"


@cache
def _root(page: str) -> str:
    return reverse(page)
