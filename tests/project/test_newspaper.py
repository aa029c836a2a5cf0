"""The demo's workbooks, imported like any roster, give the figures that a newspaper printed about the district."""

import json
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command

from assignments.rosters.models import RosterImport
from households.services.units import load_units
from tests.support.rosters.workbooks import RosterFile, counts, run_import

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(db: None) -> list[RosterFile]:
    """The demo's district, imported file by file."""
    load_units()
    files = [RosterFile(path, path.name) for path in sorted((settings.BASE_DIR / "demo").glob("*.xlsx"))]
    assert counts(run_import(*files)) == (17_921, 0, 0, 0)
    return files


def totals(on: str) -> dict[str, Any]:
    out = StringIO()
    call_command("totals", "--unit", "Lâm Bình", "--on", on, "--json", stdout=out)
    figures: dict[str, Any] = json.loads(out.getvalue())
    return figures


def tiers(tier_figures: dict[str, Any]) -> dict[str, tuple[int, int]]:
    return {
        tier: (tier_figures["members"], tier_figures["households"])
        for tier, tier_figures in tier_figures["tiers"].items()
    }


def test_the_newspapers_figures_and_the_same_files_again(demo: list[RosterFile]) -> None:
    year_end = totals("2018-12-31")
    assert tiers(year_end) == {"district": (423, 423), "commune": (2178, 7237)}
    assert (year_end["households"], year_end["covered"]) == (7660, 7660)
    xuan_lap = next(child for child in year_end["children"] if child["unit"] == "Xuân Lập")
    assert tiers(xuan_lap)["commune"] == (159, 494)
    assert len(year_end["children"]) == 8

    assert tiers(totals("2018-10-31")) == {"district": (423, 423), "commune": (0, 0)}
    before = totals("2018-10-16")
    assert tiers(before) == {"district": (0, 0), "commune": (0, 0)}
    assert (before["households"], before["covered"]) == (0, 0)

    assert counts(run_import(*demo)) == (0, 0, 17_921, 0)
    assert RosterImport.objects.count() == 11
    assert {roster_import.as_of for roster_import in RosterImport.objects.exclude(kind="assignments")} == {
        date(2018, 10, 17)
    }
