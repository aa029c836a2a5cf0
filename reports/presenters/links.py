"""Links between the totals pages: they carry keys and days, never a name."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from django.urls import reverse

from households.models import Unit
from reports.figures import Figure


@dataclass(frozen=True)
class ReportLinks:
    """Links that keep the day and the unit boundaries of the page that shows them."""

    on: date
    drawn_on: date | None = None
    can_open_lists: bool = True
    """Whether the user may open the lists behind the figures."""

    def totals(self, unit: Unit) -> str:
        return self._link("reports:totals", unit=unit.pk)

    def list_of(self, unit: Unit, figure: Figure) -> str:
        """The list behind a figure; empty for users who may see figures only."""
        if not self.can_open_lists:
            return ""
        return self._link("reports:lists", unit=unit.pk, what=figure.slug)

    def unit_page(self, unit: Unit) -> str:
        """The page behind a unit's name: a village's households, or the totals of another unit."""
        if unit.kind == Unit.Kind.VILLAGE and self.can_open_lists:
            return f"{reverse('reports:village', args=[unit.pk])}?on={self.on.isoformat()}"
        return self.totals(unit)

    def _link(self, page: str, **params: str | int) -> str:
        params["on"] = self.on.isoformat()
        if self.drawn_on is not None:
            params["drawn"] = self.drawn_on.isoformat()
        # Keys, days and our own words need no escaping.
        query = "&".join(f"{name}={value}" for name, value in params.items())
        return f"{_page_url(page)}?{query}"


@cache
def _page_url(page: str) -> str:
    return reverse(page)
