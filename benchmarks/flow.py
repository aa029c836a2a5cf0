"""The stages of a roster: upload, plan, corrections, import and undo, with the time of parsing as the floor."""

import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from benchmarks.people import HEADINGS, household, write_households
from benchmarks.scratch import empty_tables, scratch_database, seconds

MIXED = 10_000
KNOWN, CHANGED, FAULTY = 7_500, 2_500, 100
RUNS = 3


def main() -> None:
    with scratch_database(), tempfile.TemporaryDirectory() as folder:
        from django.conf import settings

        settings.MEDIA_ROOT = Path(folder) / "uploads"
        settings.ALLOWED_HOSTS = ["testserver"]
        _mixed(Path(folder))
        _pages(Path(folder))
        _reading(write_households(Path(folder) / "reading.xlsx", 50_000))


def _mixed_book(path: Path) -> Path:
    """10,000 rows: 5,000 unchanged, 2,500 with another size, 2,400 new, 100 invalid."""
    import random

    chance = random.Random(KNOWN)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Hộ gia đình")
    sheet.append(HEADINGS)
    for number in range(1, MIXED + 1):
        row = household(number, chance)
        if number > KNOWN - CHANGED and number <= KNOWN:
            row[9] = int(str(row[9])) + 10
        elif number > MIXED - FAULTY:
            row[9] = "nhiều"
        sheet.append(row)
    book.save(path)
    return path


def _signed_in_client() -> Any:
    from django.test import Client

    from lambinh.accounts.services import system_user

    client = Client()
    client.force_login(system_user())
    return client


def _upload(client: Any, path: Path) -> str:
    """Upload a workbook as the page does, check it, open the plan, and return its URL."""
    from tests.support.rosters.workers import after_check

    with path.open("rb") as content:
        answer = client.post("/rosters/", {"file": [content]})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    page = after_check(client, answer).url
    assert client.get(page).status_code == 200
    return str(page)


def _last() -> Any:
    from assignments.rosters.models import RosterImport

    return RosterImport.objects.order_by("-pk")[0]


def _mixed(folder: Path) -> None:
    from django.utils import timezone

    from assignments.rosters import services
    from assignments.rosters.review import edit_rows
    from assignments.rosters.undo import service
    from benchmarks.imports import _import
    from households.services.units import load_units
    from lambinh.accounts.services import system_user

    known, mixed = write_households(folder / "known.xlsx", KNOWN), _mixed_book(folder / "mixed.xlsx")
    plan_times, correction_times, import_times, undo_times = [], [], [], []
    for _ in range(RUNS):
        empty_tables()
        load_units()
        _import(known)
        client, by = _signed_in_client(), system_user()
        plan_times.append(seconds(lambda client=client: _upload(client, mixed)))
        plan = _last()
        counts = (plan.new, plan.changed, plan.unchanged, plan.invalid)
        assert counts == (MIXED - KNOWN - FAULTY, CHANGED, KNOWN - CHANGED, FAULTY), counts
        correction_times.append(
            seconds(lambda pk=plan.pk, by=by: edit_rows.leave_out_invalid(pk, by=by, now=timezone.now()))
        )
        services.start_applying(plan)
        import_times.append(seconds(lambda pk=plan.pk, by=by: services.apply_checked(pk, by=by, now=timezone.now())))
        assert _last().state == "applied", _last().notes
        services.start_undoing(_last())
        undo_times.append(seconds(lambda pk=plan.pk, by=by: service.undo_import(pk, by=by, now=timezone.now())))
        assert _last().state == "undone", _last().notes
    print(
        f"{MIXED} mixed rows: planned {_median(plan_times)} s after the upload begins (at most 3), "
        f"corrected {_median(correction_times)} s, imported {_median(import_times)} s (at most 3), "
        f"{MIXED - KNOWN - FAULTY + CHANGED} written rows undone {_median(undo_times)} s"
    )
    _all_new(folder)


def _all_new(folder: Path) -> None:
    """Undo an import of 10,000 new rows."""
    from django.utils import timezone

    from assignments.rosters import services
    from assignments.rosters.undo import service
    from benchmarks.imports import _import
    from households.services.units import load_units
    from lambinh.accounts.services import system_user

    path = write_households(folder / "new.xlsx", MIXED)
    times = []
    for _ in range(RUNS):
        empty_tables()
        load_units()
        _import(path)
        services.start_undoing(_last())
        pk = _last().pk
        times.append(seconds(lambda pk=pk: service.undo_import(pk, by=system_user(), now=timezone.now())))
        assert _last().state == "undone", _last().notes
    print(f"{MIXED} new rows undone in {_median(times)} s (under 10)")


def _median(times: list[float]) -> str:
    return f"{statistics.median(times):.2f}"


def _pages(folder: Path) -> None:
    """Compare the first and the last page of a large plan with the page of a small one."""
    from households.services.units import load_units

    empty_tables()
    load_units()
    client = _signed_in_client()
    small = _upload(client, write_households(folder / "small.xlsx", 100))
    large = _upload(client, write_households(folder / "large.xlsx", 100_000))

    def duration(address: str) -> float:
        return statistics.median(seconds(_getter(client, address)) for _ in range(9))

    queries = {"first": "", "last": "?outcome=all&before=99999999", "only new": "?outcome=new&after=50000"}
    base = duration(small)
    ratios = ", ".join(f"{name} {duration(large + query) / base:.2f}" for name, query in queries.items())
    print(f"pages of a plan of 100,000 rows, as a ratio to one of 100 rows ({base * 1000:.0f} ms): {ratios}")


def _getter(client: Any, address: str) -> Callable[[], object]:
    def get() -> None:
        assert client.get(address).status_code == 200

    return get


def _reading(path: Path) -> None:
    """Compare parsing, from the file to values, with calamine reading the cells."""
    from datetime import date

    from python_calamine import CalamineWorkbook

    from assignments.rosters.parsing import read_roster
    from assignments.rosters.reader import read_cells
    from assignments.rosters.storage.files import RosterFile

    file = RosterFile(path, path.name)
    floor_times, times = [], []
    for _ in range(RUNS):
        floor_times.append(seconds(lambda: CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()))
        times.append(seconds(lambda: read_roster(read_cells(file), today=date(2026, 1, 1))))
    duration, floor = statistics.median(times), statistics.median(floor_times)
    print(
        f"parsing: {50_000 / duration:.0f} rows a second from the file to values (at least 15,000), "
        f"{duration / floor:.1f} times calamine alone"
    )


if __name__ == "__main__":
    main()
