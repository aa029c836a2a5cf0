"""How long importing takes, beside the floor (calamine + COPY) and beside stock django-import-export."""

import multiprocessing
import statistics
import tempfile
from pathlib import Path

from benchmarks.people import write_households
from benchmarks.scratch import empty_tables, peak_megabytes, scratch_database, seconds

DEMO = Path(__file__).resolve().parent.parent / "demo"
PEER_ROWS = 1_000
RUNS = 3


def main() -> None:
    with scratch_database(), tempfile.TemporaryDirectory() as folder:
        _district()
        _peer(write_households(Path(folder) / "peer.xlsx", PEER_ROWS))
        _large(write_households(Path(folder) / "large.xlsx", 100_000))


def _import(*paths: Path) -> tuple[float, int]:
    """Import files as the command does; gives the seconds and the number of rows."""
    from django.utils import timezone

    from assignments.rosters.batch import import_files
    from assignments.rosters.services import RosterFile
    from lambinh.accounts.services import system_user

    rows = 0

    def work() -> None:
        nonlocal rows
        files = [RosterFile(path, path.name) for path in paths]
        result = import_files(files, by=system_user(), now=timezone.now())
        assert not result.invalid, result.problems[:3]
        rows = result.new + result.changed + result.unchanged

    return seconds(work), rows


def _fresh() -> None:
    from households.services import load_units

    empty_tables()
    load_units()


def _district() -> None:
    files = sorted(DEMO.glob("*.xlsx"))
    times, again = [], []
    for _ in range(RUNS):
        _fresh()
        took, rows = _import(*files)
        times.append(took)
        again.append(_import(*files)[0])
    print(f"district, {rows} rows from files to committed: median {statistics.median(times):.2f} s (at most 8)")
    print(f"the same files again, all unchanged: median {statistics.median(again):.2f} s")


def _peer(path: Path) -> None:
    """Households of one file through our import and through a stock ModelResource, dry run and real as in its admin."""
    from import_export.resources import ModelResource
    from tablib import Dataset

    from households.models import Household

    class StockResource(ModelResource):
        class Meta:
            model = Household
            import_id_fields = ("code",)
            fields = ("code", "head_name", "head_birth_year", "ethnicity", "citizen_id", "size", "phone")

    from python_calamine import CalamineWorkbook

    table = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()[1:]
    data = Dataset(headers=["code", "head_name", "head_birth_year", "ethnicity", "citizen_id", "size", "phone"])
    for row in table:
        data.append([row[1], row[2], int(row[3]), row[5], row[6], int(row[9]), row[11]])

    def stock() -> None:
        for dry_run in (True, False):
            result = StockResource().import_data(data, dry_run=dry_run, use_transactions=True)
            assert not result.has_errors()

    _fresh()
    peer = len(table) / seconds(stock)
    demo = DEMO / "households.xlsx"
    speeds = []
    for _ in range(RUNS):
        _fresh()
        took, rows = _import(demo)
        speeds.append(rows / took)
    ours = statistics.median(speeds)
    print(
        f"stock import-export: {peer:.0f} households a second; ours: {ours:.0f}; ratio {ours / peer:.0f} (at least 80)"
    )


def _floor(path: Path) -> float:
    """Reading with calamine and COPY of the same rows into a table with the household's indexes."""
    from django.db import connection
    from python_calamine import CalamineWorkbook

    from assignments.rosters.copying import copy_into
    from lambinh.lib.vietnamese import search_key, sort_key

    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS floor_household")
        cursor.execute("CREATE TABLE floor_household (LIKE households_household INCLUDING ALL)")
    table = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()[1:]
    keys = [(search_key(row[2]), sort_key(row[2])) for row in table]
    del table

    def work() -> None:
        rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()[1:]
        copy_into(
            "floor_household",
            ["id", "code", "head_name", "head_birth_year", "head_sex", "ethnicity", "citizen_id", "size", "phone",
             "note", "search_key", "sort_key"],
            ((i, r[1], r[2], int(r[3]), "M", r[5], r[6], int(r[9]), r[11], "", *key)
             for i, (r, key) in enumerate(zip(rows, keys, strict=True))),
        )  # fmt: skip

    took = seconds(work)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE floor_household")
    return took


def _large(path: Path) -> None:
    floors, new, unchanged = [], [], []
    for _ in range(RUNS):
        _fresh()
        floors.append(_floor(path))
        new.append(_import(path)[0])
        unchanged.append(_import(path)[0])
    floor, fresh, same = map(statistics.median, (floors, new, unchanged))
    print(
        f"100,000 households: floor {floor:.2f} s; new {fresh:.2f} s, {fresh / floor:.2f} times the floor (at most 5)"
    )
    print(f"100,000 households, all unchanged: {same:.2f} s, {same / floor:.2f} times the floor (faster than new)")
    _fresh()
    own, child = _peak(path)
    print(f"peak memory importing 100,000: {own:.0f} MB, of the reading child {child:.0f} MB (under 400)")


def _peak(path: Path) -> tuple[float, float]:
    """The peak memory of an import in a process of its own."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return pool.apply(_measured, (str(path), _database_name()))


def _database_name() -> str:
    from django.db import connection

    return str(connection.settings_dict["NAME"])


def _measured(path: str, database: str) -> tuple[float, float]:
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lambinh.settings")
    import django
    from django.db import connection

    django.setup()
    connection.settings_dict["NAME"] = database
    _import(Path(path))
    connection.close()
    return peak_megabytes()


if __name__ == "__main__":
    main()
