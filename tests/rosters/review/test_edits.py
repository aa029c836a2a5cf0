"""Edits of a checked import: corrected values, values filled down or set in all rows, rows left out."""

from pathlib import Path
from typing import Any

import pytest

from assignments.models import Assignment
from assignments.rosters import services
from assignments.rosters.models import RosterImport, RosterRow
from assignments.rosters.review import edit_rows
from assignments.rosters.storage.files import RosterFile
from households.models import Household
from lambinh.accounts.models import User
from tests.factories import UserFactory
from tests.support.rosters.workbooks import (
    ASSIGNMENTS,
    HOA,
    HOUSEHOLDS,
    MEMBERS,
    NOW,
    PAO,
    QUANG,
    QUANG_FOR_PAO,
    book,
    check_file,
    run_import,
    with_cell,
    without,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> User:
    return UserFactory()


def import_of(file: RosterFile, by: User) -> RosterImport:
    return check_file(file, by=by, now=NOW)[0]


def row(roster_import: RosterImport, position: int) -> RosterRow:
    return RosterRow.objects.get(roster_import=roster_import, position=position)


def test_a_typed_value_is_read_as_a_cell_would_be(units: None, tmp_path: Path, clerk: User) -> None:
    plan = import_of(book(tmp_path / "b.xlsx", HOUSEHOLDS, PAO, with_cell(HOA, 5, "nhiều")), clerk)
    assert plan.invalid == 1

    result = edit_rows.set_values(plan.pk, 1, {"household_size": "04 khẩu"}, by=clerk, now=NOW)

    assert (result.new, result.invalid) == (2, 0)
    assert row(plan, 1).values["household_size"] == 4
    assert row(plan, 1).problems == []
    assert row(plan, 1).original_values == {"household_size": None}


def test_what_is_typed_wrongly_is_a_problem_again(units: None, tmp_path: Path, clerk: User) -> None:
    plan = import_of(book(tmp_path / "b.xlsx", HOUSEHOLDS, PAO), clerk)

    result = edit_rows.set_values(plan.pk, 0, {"household_size": "-3"}, by=clerk, now=NOW)

    assert result.invalid == 1
    assert [problem["code"] for problem in row(plan, 0).problems] == ["not_a_size"]


def test_one_value_is_said_for_all_rows_that_say_the_same(registers: None, tmp_path: Path, clerk: User) -> None:
    """A list that misspells its village in every row."""
    other = with_cell(with_cell(QUANG_FOR_PAO, 3, ""), 5, "Nà Khạ Xa")
    second = with_cell(other, 4, "Ma Thị Hòa")
    plan = import_of(book(tmp_path / "b.xlsx", ASSIGNMENTS, other, second), clerk)
    assert plan.invalid == 2

    result = edit_rows.set_values(plan.pk, 0, {"village": "Nà Khà"}, everywhere={"village"}, by=clerk, now=NOW)

    assert (result.new, result.invalid) == (2, 0)
    assert row(plan, 1).original_values == {"village": "Nà Khạ Xa"}


def test_a_member_of_whom_there_are_two_is_settled_by_the_year_of_birth(
    registers: None, tmp_path: Path, clerk: User
) -> None:
    from datetime import date

    namesake = with_cell(QUANG, 1, date(1990, 1, 1))
    run_import(book(tmp_path / "m.xlsx", MEMBERS, namesake))
    plan = import_of(book(tmp_path / "b.xlsx", ASSIGNMENTS, QUANG_FOR_PAO), clerk)
    assert [problem["code"] for problem in row(plan, 0).problems] == ["member_ambiguous"]

    text = {"member_name": "Nguyễn Văn Quang (1970)"}
    result = edit_rows.set_values(plan.pk, 0, text, everywhere={"member_name"}, by=clerk, now=NOW)

    assert result.invalid == 0
    assert row(plan, 0).values["member_birth_year"] == 1970


def test_a_value_is_filled_down_to_the_next_that_is_there(units: None, tmp_path: Path, clerk: User) -> None:
    rows = [with_cell(without(PAO, 3), 0, f"LB{n}") for n in range(4)]
    rows[0][3], rows[3][3] = "Nà Khà", "Nà Cọn"
    for n, name in enumerate(["Giàng A Páo", "Lý Văn An", "Ma Thị Hòa", "Hứa Văn Bình"]):
        rows[n][1] = name
    plan = import_of(book(tmp_path / "b.xlsx", HOUSEHOLDS, *rows), clerk)
    for position in (1, 2):
        edit_rows.set_values(plan.pk, position, {"village": ""}, by=clerk, now=NOW)
    assert RosterImport.objects.get(pk=plan.pk).invalid == 2

    result = edit_rows.fill_down(plan.pk, 0, "village", by=clerk, now=NOW)

    assert result.invalid == 0
    assert [row(plan, n).values["village"] for n in range(4)] == ["Nà Khà", "Nà Khà", "Nà Khà", "Nà Cọn"]


def test_an_invalid_row_is_left_out_only_when_the_person_says_so(units: None, tmp_path: Path, clerk: User) -> None:
    plan = import_of(book(tmp_path / "b.xlsx", HOUSEHOLDS, PAO, with_cell(HOA, 5, -1)), clerk)
    assert not services.start_applying(plan)

    result = edit_rows.leave_out_invalid(plan.pk, by=clerk, now=NOW)
    assert (result.new, result.invalid, result.left_out) == (1, 0, 1)

    services.start_applying(result)
    services.apply_checked(plan.pk, by=clerk, now=NOW)
    assert [h.code for h in Household.objects.all()] == ["LB01"]
    assert row(plan, 1).outcome == "left_out"
    assert [problem["code"] for problem in row(plan, 1).problems] == ["not_a_size"]


def test_of_two_rows_for_one_household_either_may_be_left_out(units: None, tmp_path: Path, clerk: User) -> None:
    plan = import_of(book(tmp_path / "b.xlsx", HOUSEHOLDS, PAO, with_cell(PAO, 5, 7)), clerk)
    assert plan.invalid == 1

    result = edit_rows.set_included(plan.pk, leave_out={0}, by=clerk, now=NOW)

    assert (result.new, result.invalid, result.left_out) == (1, 0, 1)
    second_import = edit_rows.set_included(plan.pk, take_in={0}, by=clerk, now=NOW)
    assert (second_import.invalid, second_import.left_out) == (1, 0)


def test_one_code_for_two_heads_is_settled_by_another_code(units: None, tmp_path: Path, clerk: User) -> None:
    plan = import_of(book(tmp_path / "b.xlsx", HOUSEHOLDS, PAO, with_cell(HOA, 0, "LB01")), clerk)
    assert plan.invalid == 2

    result = edit_rows.set_values(plan.pk, 1, {"household_code": "LB02"}, by=clerk, now=NOW)

    assert (result.new, result.invalid) == (2, 0)


def test_an_end_before_the_start_is_settled_by_either_day(registers: None, tmp_path: Path, clerk: User) -> None:
    headings, line = [*ASSIGNMENTS, "Đến ngày"], [*QUANG_FOR_PAO, "01/10/2018"]
    plan = import_of(book(tmp_path / "b.xlsx", headings, line), clerk)
    assert plan.invalid == 1

    result = edit_rows.set_values(plan.pk, 0, {"starts_on": "01/09/2018"}, by=clerk, now=NOW)

    assert (result.new, result.invalid) == (1, 0)


def test_what_was_left_out_may_follow_from_the_same_file(units: None, tmp_path: Path, clerk: User) -> None:
    file = book(tmp_path / "b.xlsx", HOUSEHOLDS, PAO, with_cell(HOA, 5, -1))
    first = import_of(file, clerk)
    services.start_applying(edit_rows.leave_out_invalid(first.pk, by=clerk, now=NOW))
    services.apply_checked(first.pk, by=clerk, now=NOW)

    second = import_of(file, clerk)
    result = edit_rows.set_values(second.pk, 1, {"household_size": "4"}, by=clerk, now=NOW)
    services.start_applying(result)
    applied = services.apply_checked(second.pk, by=clerk, now=NOW)

    assert (applied.state, applied.new, applied.unchanged) == ("applied", 1, 1)
    assert Household.objects.count() == 2


def test_what_is_applied_cannot_be_mended(units: None, households: RosterFile, clerk: User) -> None:
    plan = import_of(households, clerk)
    services.start_applying(plan)

    with pytest.raises(edit_rows.NotEditable):
        edit_rows.set_values(plan.pk, 0, {"household_size": "3"}, by=clerk, now=NOW)


def test_mending_one_row_of_many_rewrites_only_what_is_told_otherwise(
    units: None, tmp_path: Path, clerk: User, django_assert_max_num_queries: Any
) -> None:
    rows = [with_cell(with_cell(PAO, 0, f"LB{n:02}"), 2, 1950 + n) for n in range(40)]
    plan = import_of(book(tmp_path / "b.xlsx", HOUSEHOLDS, *rows), clerk)

    with django_assert_max_num_queries(20):
        edit_rows.set_values(plan.pk, 3, {"household_size": "9"}, by=clerk, now=NOW)

    assert RosterRow.objects.filter(roster_import=plan, values__household_size=9).count() == 1


def test_typed_values_are_what_is_stored(registers: None, tmp_path: Path, clerk: User) -> None:
    plan = import_of(book(tmp_path / "b.xlsx", ASSIGNMENTS, with_cell(QUANG_FOR_PAO, 0, "Nguyễn Văn Quan")), clerk)
    assert plan.invalid == 1

    services.start_applying(
        edit_rows.set_values(plan.pk, 0, {"member_name": "Đ/c Nguyễn Văn Quang"}, by=clerk, now=NOW)
    )
    services.apply_checked(plan.pk, by=clerk, now=NOW)

    assert Assignment.objects.get().member.full_name == "Nguyễn Văn Quang"
