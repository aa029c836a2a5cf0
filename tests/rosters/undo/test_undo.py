from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core import serializers

from assignments.models import Assignment, Body, Decision, Member, Membership
from assignments.rosters import services
from assignments.rosters.models import RosterImport, RosterRow
from assignments.rosters.storage.files import RosterFile
from assignments.rosters.undo.service import UndoResult, undo_import
from households.models import Household, Placement, PovertyStatus, Residence, Unit
from households.services import dated_bulk
from tests.factories import UserFactory
from tests.support.rosters.workbooks import (
    ASSIGNMENTS,
    HOUSEHOLDS,
    HUAN,
    MEMBERS,
    PAO,
    QUANG_FOR_PAO,
    book,
    counts,
    run_import,
    with_cell,
)

pytestmark = pytest.mark.django_db
LATER = datetime(2019, 5, 1, 3, tzinfo=UTC)
DATA = (Household, Residence, PovertyStatus, Body, Member, Membership, Decision, Assignment, Unit, Placement)


def dump_data() -> list[str]:
    """All rows of the data as JSON, without their ids."""
    return [serializers.serialize("json", model.objects.order_by("pk")) for model in DATA]


def undo(name: str) -> UndoResult | None:
    applied = RosterImport.objects.applied().get(file_name=name)
    services.start_undoing(applied)
    return undo_import(applied.pk, by=UserFactory(), now=LATER)


def blocked_rows(name: str) -> list[tuple[int, str]]:
    rows = RosterRow.objects.filter(roster_import__file_name=name).exclude(undo_blocked_reason="")
    return list(rows.values_list("number", "undo_blocked_reason"))


def test_a_register_is_taken_back_with_the_villages_it_made(units: None, households: RosterFile) -> None:
    before = dump_data()
    run_import(households)

    assert undo("households.xlsx") == UndoResult(undone=2, blocked=0)
    assert dump_data() == before
    undone = RosterImport.objects.get()
    assert (undone.state, undone.undone_at) == ("undone", LATER)


def test_a_register_of_members_is_taken_back_with_its_cells(units: None, members: RosterFile) -> None:
    before = dump_data()
    run_import(members)

    assert undo("members.xlsx") == UndoResult(undone=2, blocked=0)
    assert dump_data() == before


def test_an_undone_file_can_be_imported_again(units: None, households: RosterFile) -> None:
    run_import(households)
    undo("households.xlsx")

    assert counts(run_import(households)) == (2, 0, 0, 0)


@pytest.mark.parametrize(
    "row",
    [
        with_cell(PAO, 5, 6),
        with_cell(PAO, 3, "Bản Hin"),
        with_cell(PAO, 6, "Thoát nghèo"),
        with_cell(PAO, 1, "Giàng A Pình"),
    ],
    ids=["size", "village", "class", "head"],
)
def test_what_a_row_changed_is_as_it_was(registers: None, tmp_path: Path, row: list[Any]) -> None:
    before = dump_data()
    assert counts(run_import(book(tmp_path / "b.xlsx", HOUSEHOLDS, row))) == (0, 1, 0, 0)

    assert undo("b.xlsx") == UndoResult(undone=1, blocked=0)
    assert sorted(dump_data()) == sorted(before)


def test_a_fact_that_was_corrected_in_place_gets_its_old_value(registers: None, tmp_path: Path) -> None:
    before = dump_data()
    moved_row = with_cell(with_cell(PAO, 3, "Bản Hin"), 6, "Thoát nghèo")
    run_import(book(tmp_path / "b.xlsx", HOUSEHOLDS, moved_row), on=date(2018, 10, 17))
    assert Residence.objects.filter(household__code="LB01").count() == 1

    undo("b.xlsx")

    assert dump_data() == before


def test_a_members_new_position_is_taken_back(registers: None, tmp_path: Path) -> None:
    before = dump_data()
    run_import(book(tmp_path / "b.xlsx", MEMBERS, with_cell(HUAN, 2, "Trưởng thôn")))

    assert undo("b.xlsx") == UndoResult(undone=1, blocked=0)
    assert dump_data() == before


def test_rows_changed_since_are_kept_and_named(units: None, households: RosterFile) -> None:
    run_import(households)
    Household.objects.filter(code="LB01").update(phone="0912345678")

    assert undo("households.xlsx") == UndoResult(undone=1, blocked=1)
    assert list(Household.objects.values_list("code", flat=True)) == ["LB01"]
    [(number, reason)] = blocked_rows("households.xlsx")
    assert number == 2
    assert reason


def test_a_household_that_moved_since_is_kept(registers: None) -> None:
    pao = Household.objects.get(code="LB01")
    village = Residence.objects.get(household__code="LB02").village
    dated_bulk.start_facts(
        Residence, "household_id", {"village_id": "bigint"}, [(pao.pk, village.pk)], date(2019, 4, 1)
    )

    assert undo("households.xlsx") == UndoResult(undone=1, blocked=1)
    assert [number for number, _ in blocked_rows("households.xlsx")] == [2]


def test_a_household_and_a_member_with_an_assignment_are_kept(registers: None, assignments: RosterFile) -> None:
    run_import(assignments)

    assert undo("households.xlsx") == UndoResult(undone=1, blocked=1)
    assert undo("members.xlsx") == UndoResult(undone=1, blocked=1)
    assert Assignment.objects.count() == 1


def test_a_list_of_assignments_is_taken_back(registers: None, assignments: RosterFile) -> None:
    before = dump_data()
    run_import(assignments)

    assert undo("assignments.xlsx") == UndoResult(undone=1, blocked=0)
    assert dump_data() == before


def test_who_was_in_charge_before_is_in_charge_again(registers: None, assignments: RosterFile, tmp_path: Path) -> None:
    run_import(assignments)
    before = dump_data()
    other = with_cell(with_cell(QUANG_FOR_PAO, 0, "Nông Văn Huấn"), 7, date(2019, 2, 1))
    run_import(book(tmp_path / "b.xlsx", ASSIGNMENTS, other))

    assert undo("b.xlsx") == UndoResult(undone=1, blocked=0)
    assert dump_data() == before


def test_an_assignment_that_ended_since_is_kept(registers: None, assignments: RosterFile) -> None:
    run_import(assignments)
    Assignment.objects.update(during=(date(2018, 11, 1), date(2019, 4, 1)))

    assert undo("assignments.xlsx") == UndoResult(undone=0, blocked=1)
    assert Assignment.objects.exists()


def test_undoing_twice_does_nothing_the_second_time(units: None, households: RosterFile) -> None:
    run_import(households)
    pk = RosterImport.objects.get().pk
    undo("households.xlsx")

    assert undo_import(pk, by=UserFactory(), now=LATER) is None


def test_registers_and_list_are_taken_back_in_the_opposite_order(
    units: None, members: RosterFile, households: RosterFile, assignments: RosterFile
) -> None:
    before = dump_data()
    run_import(members, households, assignments)

    for name in ("assignments.xlsx", "households.xlsx", "members.xlsx"):
        result = undo(name)
        assert result is not None
        assert result.blocked == 0
    assert sorted(dump_data()) == sorted(before)


def test_a_heads_sex_is_taken_back(units: None, tmp_path: Path) -> None:
    headings = [*HOUSEHOLDS, "Giới tính"]
    run_import(book(tmp_path / "a.xlsx", headings, [*PAO, "Nam"]))
    before = dump_data()
    run_import(book(tmp_path / "b.xlsx", headings, [*PAO, "Nữ"]))
    assert Household.objects.get().head_sex == "F"

    assert undo("b.xlsx") == UndoResult(undone=1, blocked=0)
    assert dump_data() == before
