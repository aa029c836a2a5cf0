from datetime import date
from typing import Any

import pytest

from assignments.rosters.matching.rows import ROW_TYPES
from assignments.rosters.models import RosterKind
from assignments.rosters.planning.effective_date import day_in_file
from assignments.rosters.rows import SourceTable


def day(kind: RosterKind, *titles: dict[str, Any], starts: tuple[str, ...] = ()) -> date | None:
    sources = [SourceTable("A", kind, {}, title) for title in titles]
    rows = [ROW_TYPES[kind](i, 0, i, {"starts_on": start}, ()) for i, start in enumerate(starts)]
    return day_in_file(kind, sources, rows)


LETTERHEAD, DECISION = {"document_date": "2018-10-17"}, {"decision": {"issued_on": "2018-11-01"}}


@pytest.mark.parametrize(
    ("titles", "expected"),
    [
        ([LETTERHEAD | DECISION | {"year": 2019}], date(2018, 10, 17)),
        ([DECISION | {"year": 2019}], date(2018, 11, 1)),
        ([{"year": 2019}], date(2019, 1, 1)),
        ([{"year": 2018}, {"year": 2019}], date(2019, 1, 1)),
        ([DECISION, LETTERHEAD], date(2018, 10, 17)),
        ([{"document_date": "2018-10"} | DECISION], date(2018, 11, 1)),
        ([{"decision": None}], None),
        ([], None),
    ],
)
def test_a_register_is_effective_from_the_day_in_its_title(titles: list[dict[str, Any]], expected: date | None) -> None:
    assert day(RosterKind.HOUSEHOLDS, *titles) == expected


def test_a_list_is_effective_from_its_latest_first_day() -> None:
    starts = ("2018-11-01", "2019-02-01", "2020")

    assert day(RosterKind.ASSIGNMENTS, LETTERHEAD, starts=starts) == date(2019, 2, 1)
    assert day(RosterKind.ASSIGNMENTS, LETTERHEAD, starts=("2020",)) == date(2018, 10, 17)
    assert day(RosterKind.MEMBERS, LETTERHEAD, starts=starts) == date(2018, 10, 17)
