"""The time of imports, compared with a floor (calamine + COPY) and with stock django-import-export."""

import multiprocessing
import statistics
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.people import write_households
from benchmarks.scratch import empty_tables, peak_megabytes, scratch_database, seconds

DAY = date(2018, 10, 17)
DEMO = Path(__file__).resolve().parent.parent / "demo"
RUNS = 3


def main() -> None:
    with scratch_database(), tempfile.TemporaryDirectory() as folder:
        _district()
        _peer(DEMO / "households.xlsx")
        _large(write_households(Path(folder) / "large.xlsx", 100_000))


def _import(*paths: Path) -> tuple[float, int]:
    """Import files as the command does. Return the seconds and the number of rows."""
    from django.utils import timezone

    from assignments.rosters.bulk_import import import_files
    from assignments.rosters.storage.files import RosterFile
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
    from households.services.units import load_units

    empty_tables()
    load_units()


def _district() -> None:
    files = sorted(DEMO.glob("*.xlsx"))
    times, repeat_times = [], []
    for _ in range(RUNS):
        _fresh()
        duration, rows = _import(*files)
        times.append(duration)
        repeat_times.append(_import(*files)[0])
    print(f"district, {rows} rows from files to committed: median {statistics.median(times):.2f} s (at most 8)")
    print(f"the same files again, all unchanged: median {statistics.median(repeat_times):.2f} s")


def _peer(path: Path) -> None:
    """Compare our import of a file with stock ModelResources: dry run and real run, as in its admin.

    Both start from the file; the admin reads it in each of its two steps. A stock resource writes one table, so the
    same facts take three imports (households, residences, poverty classes). A resource that writes all three in a
    hook, and one that writes the household only, are measured too.
    """
    alone, hooked, residence, poverty = _stock_resources()
    peers_by_name = {
        "stock, one resource a table": [alone, residence, poverty],
        "our hook": [hooked],
        "household alone": [alone],
    }
    rates = {}
    for name, resources in peers_by_name.items():
        _fresh()
        _villages(path)
        data = _dataset(path)

        def work(resources: list[Any] = resources) -> None:
            for resource in resources:
                _stock_import(resource(), path)

        rates[name] = len(data) / seconds(work)
        assert len(resources) == 1 or _all_facts(len(data))
    speeds = []
    for _ in range(RUNS):
        _fresh()
        duration, rows = _import(path)
        speeds.append(rows / duration)
    ours = statistics.median(speeds)
    print(f"{len(data)} households, a second: ours {ours:.0f}; import-export (required: 80):")
    for name, rate in rates.items():
        print(f"  {name}: {rate:.0f}, ratio {ours / rate:.0f}")


COLUMNS = {
    "Mã hộ": "code",
    "Họ và tên chủ hộ": "head_name",
    "Năm sinh": "head_birth_year",
    "Dân tộc": "ethnicity",
    "Số nhân khẩu": "size",
    "Điện thoại": "phone",
    "Thôn": "village",
    "Xã": "commune",
}


def _all_facts(count: int) -> bool:
    from households.models import Household, PovertyStatus, Residence

    return {model.objects.count() for model in (Household, Residence, PovertyStatus)} == {count}


def _dataset(path: Path) -> Any:
    """The workbook as import-export reads it, with the columns of its resources."""
    from tablib import Dataset

    from households.models import Unit

    data = Dataset().load(path.read_bytes(), format="xlsx")
    data.headers = [COLUMNS.get(heading, heading) for heading in data.headers]
    rows = Unit.objects.filter(kind="village").values_list("name", "placements__parent__name", "pk")
    villages = {(name, commune): pk for name, commune, pk in rows}
    places = zip(data["village"], data["commune"], strict=True)
    data.append_col([villages.get(place) for place in places], header="village_id")
    data.append_col(["poor"] * len(data), header="poverty_class")
    data.append_col([f"[{DAY},)"] * len(data), header="during")
    return data


def _villages(path: Path) -> None:
    from households.models import Unit
    from households.services.units import create_village

    data = _dataset(path)
    for name, commune in sorted(set(zip(data["village"], data["commune"], strict=True))):
        unit = Unit.objects.filter(kind="commune", name=commune).order_by("during")[0]
        create_village(name=name, prefix="", commune=unit)


def _stock_resources() -> tuple[Any, Any, Any, Any]:
    """The resources of the household, of the household with both facts in a hook, of residences and of classes."""
    from import_export.fields import Field
    from import_export.resources import ModelResource
    from import_export.widgets import ForeignKeyWidget

    from households.models import Household, PovertyStatus, Residence, Unit

    class HouseholdOnly(ModelResource):
        class Meta:
            model = Household
            import_id_fields = ("code",)
            fields = (
                "code",
                "head_name",
                "head_birth_year",
                "ethnicity",
                "size",
                "phone",
            )  # no citizen id: it is encrypted

    class WithHook(HouseholdOnly):
        def after_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
            village = Unit.objects.get(pk=row["village_id"])
            Residence.objects.create(household=instance, village=village, during=(DAY, None))
            PovertyStatus.objects.create(household=instance, poverty_class="poor", during=(DAY, None))

    class OfHousehold(ModelResource):
        household = Field("household", "code", ForeignKeyWidget(Household, "code"))

    class ResidenceOnly(OfHousehold):
        village = Field("village", "village_id", ForeignKeyWidget(Unit))

        class Meta:
            model = Residence
            import_id_fields = ("household",)
            fields = ("household", "village", "during")

    class PovertyStatusOnly(OfHousehold):
        class Meta:
            model = PovertyStatus
            import_id_fields = ("household",)
            fields = ("household", "poverty_class", "during")

    return HouseholdOnly, WithHook, ResidenceOnly, PovertyStatusOnly


def _stock_import(resource: Any, path: Path) -> None:
    for dry_run in (True, False):
        data = _dataset(path)
        result = resource.import_data(data, dry_run=dry_run, use_transactions=True)
        assert not result.has_errors(), result.row_errors()[:1]


FACTS = """
    ALTER TABLE floor_household ADD village bigint, ADD poverty_class text, ADD during daterange;
    CREATE INDEX ON floor_household (village);
    ALTER TABLE floor_household ADD EXCLUDE USING gist (id WITH =, during WITH &&);
    ALTER TABLE floor_household ADD EXCLUDE USING gist (id WITH =, during WITH &&);
"""


def _floor(path: Path, *, with_facts: bool) -> float:
    """Read with calamine and COPY the same rows into a table with the household's indexes.

    `with_facts` adds the village and the class, with their exclusion constraints.
    """
    from django.db import connection
    from python_calamine import CalamineWorkbook

    from assignments.rosters.writing.copy import copy_into
    from households.citizen_ids import COLUMNS, stored
    from lambinh.lib.vietnamese import search_key, sort_key

    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS floor_household")
        cursor.execute("CREATE TABLE floor_household (LIKE households_household INCLUDING ALL)")
        if with_facts:
            cursor.execute(FACTS)
    more = ["village", "poverty_class", "during"] if with_facts else []
    facts = (7, "poor", "[2018-10-17,)") if with_facts else ()
    table = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()[1:]
    keys = [(search_key(row[2]), sort_key(row[2])) for row in table]
    citizen_ids = [stored(row[6]) for row in table]
    del table

    def work() -> None:
        rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()[1:]
        copy_into(
            "floor_household",
            [
                "id",
                "code",
                "head_name",
                "head_birth_year",
                "head_sex",
                "ethnicity",
                *COLUMNS,
                "size",
                "phone",
                "note",
                "search_key",
                "sort_key",
                *more,
            ],
            (
                (i, r[1], r[2], int(r[3]), "M", r[5], *citizen_id, int(r[9]), r[11], "", *key, *facts)
                for i, (r, key, citizen_id) in enumerate(zip(rows, keys, citizen_ids, strict=True))
            ),
            ["note"],
        )

    duration = seconds(work)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE floor_household")
    return duration


def _large(path: Path) -> None:
    floors, fuller, new, unchanged = [], [], [], []
    for _ in range(RUNS):
        _fresh()
        floors.append(_floor(path, with_facts=False))
        fuller.append(_floor(path, with_facts=True))
        new.append(_import(path)[0])
        unchanged.append(_import(path)[0])
    floor, full, fresh, same = map(statistics.median, (floors, fuller, new, unchanged))
    print(
        f"100,000 households: new {fresh:.2f} s; floor {full:.2f} s with the indexes of the same facts, "
        f"{floor:.2f} s with those of the household alone; ratios {fresh / full:.2f} and {fresh / floor:.2f} "
        "(required: at most 5)"
    )
    print(f"100,000 households, all unchanged: {same:.2f} s, {same / fresh:.2f} of new (required: under 1)")
    _fresh()
    own, child = _peak(path)
    print(f"peak memory importing 100,000: {own:.0f} MB, of the reading child {child:.0f} MB (under 400)")


def _peak(path: Path) -> tuple[float, float]:
    """The peak memory of an import in a new process, and of its child process."""
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
