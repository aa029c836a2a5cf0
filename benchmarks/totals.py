"""The time of a district's figures on several days, alone and among BENCH_HOUSEHOLDS other households."""

import os
import re
import statistics
from datetime import date
from typing import Any

from benchmarks.scratch import median, scratch_database

DAYS = ["2018-10-16", "2018-10-31", "2018-12-31", "2022-06-30", "2025-06-30"]
OTHERS = int(os.environ.get("BENCH_HOUSEHOLDS", "200000"))
A_COMMUNE = 1_000
RUNS = 9


def main() -> None:
    with scratch_database():
        from django.core.management import call_command

        call_command("load_demo", verbosity=0)
        _analyze()
        print("the district alone (bound: 60 ms of server time)")
        for day in DAYS:
            _measure("Lâm Bình", date.fromisoformat(day))
        print(f"the district among {OTHERS:,} other households")
        _add_others()
        _analyze()
        for day in DAYS[2:]:
            _measure("Lâm Bình", date.fromisoformat(day))


def _measure(name: str, on: date) -> None:
    from reports.queries import totals
    from reports.unit_lookup import find_unit

    unit = find_unit(name, on)
    queries = _queries(lambda: totals(unit, on))
    server = statistics.median(sum(_server_time(sql) for sql in queries) for _ in range(RUNS))
    wall = median(lambda: totals(unit, on), RUNS) * 1000
    figures = totals(unit, on).figures
    print(
        f"  {on}: {len(queries)} queries, {server:5.1f} ms of server time (planning and running), "
        f"{wall:5.1f} ms in all; {figures.households:,} households, {figures.covered:,} covered"
    )


def _queries(work: Any) -> list[str]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        work()
    return [query["sql"] for query in captured]


def _server_time(sql: str) -> float:
    """The milliseconds of planning and execution that the server reports; timing each node would cost time itself."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, TIMING OFF) " + sql.replace("%", "%%"), [])
        plan = "\n".join(row[0] for row in cursor.fetchall())
    return sum(float(milliseconds) for milliseconds in re.findall(r"(?:Planning|Execution) Time: ([\d.]+) ms", plan))


def _analyze() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _add_others() -> None:
    """Add communes of 1,000 households in ten villages, ten communes per district, three households per member."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(_OTHERS, {"communes": OTHERS // A_COMMUNE, "a_village": A_COMMUNE // 10})


_UNIT = "INSERT INTO households_unit (kind, code, prefix, name, during, search_key, sort_key, basis)"
_KEEP = "INSERT INTO households_placement (unit_id, parent_id, during)"

_OTHERS = f"""
CREATE TEMP TABLE c AS SELECT n, 'B' || n AS code, 'B' || (n - 1) / 10 AS district
    FROM generate_series(1, %(communes)s) n;
{_UNIT} SELECT DISTINCT 'district', district, '', district, '(,)'::daterange, '', '', '' FROM c;
{_UNIT} SELECT 'commune', code, '', code, '(,)'::daterange, '', '', '' FROM c;
{_UNIT} SELECT 'village', '', '', code || '.' || v, '(,)'::daterange, '', '', code FROM c, generate_series(1, 10) v;
{_KEEP} SELECT d.id, p.id, '(,2025-07-01)'::daterange FROM households_unit d, households_unit p
    WHERE d.kind = 'district' AND d.code LIKE 'B%%' AND p.kind = 'province' AND p.code = '08';
{_KEEP} SELECT u.id, d.id, '(,2025-07-01)'::daterange FROM c
    JOIN households_unit u ON u.kind = 'commune' AND u.code = c.code
    JOIN households_unit d ON d.kind = 'district' AND d.code = c.district;
{_KEEP} SELECT v.id, u.id, '(,)'::daterange FROM households_unit v
    JOIN households_unit u ON u.kind = 'commune' AND u.code = v.basis WHERE v.kind = 'village' AND v.basis <> '';
CREATE TEMP TABLE h AS SELECT nextval('households_household_id_seq') AS id, v.id AS village
    FROM households_unit v, generate_series(1, %(a_village)s) WHERE v.kind = 'village' AND v.basis <> '';
CREATE TEMP TABLE m AS SELECT nextval('assignments_member_id_seq') AS id, (row_number() OVER (ORDER BY id)) AS n
    FROM h WHERE id %% 3 = 0;
INSERT INTO households_household
    (id, search_key, sort_key, head_name, head_sex, ethnicity, citizen_id_encrypted, citizen_id_digest,
     citizen_id_last4, phone, note)
    SELECT id, 'h', 'h' || id, 'H ' || id, '', '', '', '', '', '', '' FROM h;
INSERT INTO households_residence (household_id, village_id, during) SELECT id, village, '[2018-10-17,)' FROM h;
INSERT INTO assignments_member (id, search_key, sort_key, full_name, sex, birth_date, phone, note)
    SELECT id, 'm', 'm' || id, 'M ' || id, '', '', '', '' FROM m;
INSERT INTO assignments_assignment
    (household_id, member_id, tier, role, during, end_reason, help, result, note)
    SELECT h.id, m.id, 'commune', 'in_charge', '[2018-11-01,)'::daterange, '', '', '', ''
    FROM (SELECT id, (row_number() OVER (ORDER BY id) - 1) / 3 + 1 AS n FROM h) h JOIN m USING (n);
"""
