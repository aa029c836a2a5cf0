"""The plan of a merge without a database: what remains of a row, who takes its place, which values are copied."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from assignments.duplicates.merging.date_spans import DateSpan
from assignments.duplicates.merging.plan import HELPER, IN_CHARGE, PlannedRow, RemainingSpan
from assignments.duplicates.merging.specs import HOUSEHOLDS, MEMBERS, DatedTable
from assignments.duplicates.merging.writer import _takes_place_of, missing_fields
from assignments.models import Assignment

OF_HOUSEHOLD = DatedTable(Assignment, "household", ("member_id", "tier", "role"))
OF_MEMBER = DatedTable(Assignment, "member", ("household_id", "tier", "role"))


def span(first: str = "", end: str = "") -> DateSpan:
    return DateSpan(date.fromisoformat(first) if first else None, date.fromisoformat(end) if end else None)


def planned_row(days: DateSpan, *spans: RemainingSpan, table: DatedTable = OF_HOUSEHOLD, **fields: Any) -> PlannedRow:
    values = {"member_id": 1, "household_id": 2, "tier": "commune", "role": IN_CHARGE, "during": days.range}
    row = SimpleNamespace(**values | fields)
    return PlannedRow(table, row, is_duplicate=False, spans=list(spans))


@pytest.mark.parametrize(
    ("other", "rest"),
    [
        (span("2010-01-01", "2011-01-01"), [span("2020-01-01", "2025-01-01")]),
        (span("2020-01-01", "2025-01-01"), []),
        (span("", ""), []),
        (span("2019-01-01", "2021-01-01"), [span("2021-01-01", "2025-01-01")]),
        (span("2024-01-01", ""), [span("2020-01-01", "2024-01-01")]),
        (span("2021-01-01", "2022-01-01"), [span("2020-01-01", "2021-01-01"), span("2022-01-01", "2025-01-01")]),
    ],
)
def test_what_remains_of_a_span(other: DateSpan, rest: list[DateSpan]) -> None:
    assert span("2020-01-01", "2025-01-01").subtract(other) == rest


def test_on_shared_days_a_row_ends_or_goes_on_as_help() -> None:
    all_days, shared = span("2020-01-01", ""), span("2021-01-01", "2022-01-01")
    ends, helps = (planned_row(all_days, RemainingSpan(all_days, IN_CHARGE)) for _ in range(2))

    ends.end_on(shared)
    helps.help_on(shared)

    before, after = span("2020-01-01", "2021-01-01"), span("2022-01-01", "")
    assert ends.spans == [RemainingSpan(before, IN_CHARGE), RemainingSpan(after, IN_CHARGE)]
    assert [part.role for part in helps.spans] == [IN_CHARGE, HELPER, IN_CHARGE]
    assert helps.in_charge_spans == [before, after]


def test_who_helps_already_goes_on_helping() -> None:
    all_days = span("2020-01-01", "")
    row = planned_row(all_days, RemainingSpan(all_days, HELPER))

    row.help_on(span("2021-01-01", "2022-01-01"))

    assert row.spans == [RemainingSpan(all_days, HELPER)]


@pytest.mark.parametrize(
    ("fields", "takes_place"),
    [({}, True), ({"member_id": 9}, False), ({"tier": "district"}, False), ({"household_id": 9}, True)],
)
def test_texts_go_to_the_assignment_of_the_same_member_and_tier(fields: dict[str, Any], takes_place: bool) -> None:
    days = span("2020-01-01", "")
    heir = planned_row(days, RemainingSpan(days, IN_CHARGE), **fields)

    assert _takes_place_of(heir, planned_row(days)) is takes_place


def test_of_a_member_texts_go_to_the_assignment_of_the_same_household() -> None:
    days = span("2020-01-01", "")
    heir = planned_row(days, RemainingSpan(days, IN_CHARGE), table=OF_MEMBER, member_id=9)

    assert _takes_place_of(heir, planned_row(days, table=OF_MEMBER))
    assert not _takes_place_of(heir, planned_row(days, table=OF_MEMBER, household_id=9))
    assert not _takes_place_of(heir, planned_row(span("2010-01-01", "2011-01-01"), table=OF_MEMBER))
    assert not _takes_place_of(planned_row(days, table=OF_MEMBER), planned_row(days, table=OF_MEMBER))


def test_only_values_that_the_kept_record_has_not_are_copied() -> None:
    keep: dict[str, Any] = dict.fromkeys(HOUSEHOLDS.copied_fields, "") | {"phone": "0912", "size": None}
    other: dict[str, Any] = dict.fromkeys(HOUSEHOLDS.copied_fields, "") | {"phone": "0345", "size": 0, "code": "LB01"}

    assert missing_fields(HOUSEHOLDS, SimpleNamespace(**keep), SimpleNamespace(**other)) == ["code", "size"]
    assert set(MEMBERS.unique_fields) <= set(MEMBERS.copied_fields)
