from datetime import date
from pathlib import Path

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from assignments.models import Assignment, Decision
from assignments.rosters.storage.files import RosterFile
from households.models import Unit
from tests.support.rosters.workbooks import (
    ASSIGNMENTS,
    MEMBERS,
    QUANG,
    QUANG_FOR_PAO,
    book,
    codes,
    counts,
    run_import,
    with_cell,
    without,
)

pytestmark = pytest.mark.django_db
HUAN_FOR_PAO = with_cell(with_cell(QUANG_FOR_PAO, 0, "Nông Văn Huấn"), 7, date(2019, 2, 1))


def assignees(code: str = "LB01") -> list[tuple[str, date, date | None]]:
    """Members in charge of the household, with the first day and the end of each assignment."""
    return [
        (a.member.full_name, a.during.lower, a.during.upper)
        for a in Assignment.objects.filter(household__code=code).order_by("during")
    ]


def test_an_assignment_puts_the_member_in_charge_from_its_day(registers: None, assignments: RosterFile) -> None:
    assert counts(run_import(assignments)) == (1, 0, 0, 0)
    assert assignees() == [("Nguyễn Văn Quang", date(2018, 11, 1), None)]


def test_the_same_list_again_changes_nothing(registers: None, assignments: RosterFile) -> None:
    run_import(assignments)

    assert counts(run_import(assignments)) == (0, 0, 1, 0)


def test_another_carer_ends_the_old_assignment_the_day_before_and_the_plan_says_so(
    registers: None, assignments: RosterFile, tmp_path: Path
) -> None:
    run_import(assignments)

    result = run_import(book(tmp_path / "b.xlsx", ASSIGNMENTS, HUAN_FOR_PAO))

    assert counts(result) == (0, 1, 0, 0)
    assert assignees() == [
        ("Nguyễn Văn Quang", date(2018, 11, 1), date(2019, 2, 1)),
        ("Nông Văn Huấn", date(2019, 2, 1), None),
    ]
    assert Assignment.objects.get(during__endswith=date(2019, 2, 1)).end_reason == "replaced"


def test_another_carer_from_the_same_day_is_a_problem(registers: None, assignments: RosterFile, tmp_path: Path) -> None:
    run_import(assignments)

    result = run_import(book(tmp_path / "b.xlsx", ASSIGNMENTS, with_cell(HUAN_FOR_PAO, 7, date(2018, 11, 1))))

    assert codes(result) == [(2, "other_starts_later")]
    assert "Nguyễn Văn Quang" in result.problems[0]["message"]
    assert len(assignees()) == 1


def test_two_carers_of_one_household_from_one_day_in_the_file_are_told(registers: None, tmp_path: Path) -> None:
    rows = [QUANG_FOR_PAO, with_cell(HUAN_FOR_PAO, 7, date(2018, 11, 1))]

    assert codes(run_import(book(tmp_path / "b.xlsx", ASSIGNMENTS, *rows))) == [(3, "twice_in_file")]


def test_two_carers_after_one_another_in_the_file_follow_each_other(registers: None, tmp_path: Path) -> None:
    run_import(book(tmp_path / "b.xlsx", ASSIGNMENTS, HUAN_FOR_PAO, QUANG_FOR_PAO))

    assert assignees() == [
        ("Nguyễn Văn Quang", date(2018, 11, 1), date(2019, 2, 1)),
        ("Nông Văn Huấn", date(2019, 2, 1), None),
    ]


def test_an_assignment_list_makes_no_member_household_or_village(registers: None, tmp_path: Path) -> None:
    stranger = with_cell(QUANG_FOR_PAO, 0, "Lù Văn Lạ")
    outside_row = with_cell(without(QUANG_FOR_PAO, 3), 5, "Bản Lạ")
    no_such_code = with_cell(QUANG_FOR_PAO, 3, "LB99")

    result = run_import(book(tmp_path / "b.xlsx", ASSIGNMENTS, stranger, outside_row, no_such_code))

    assert codes(result) == [
        (2, "member_not_found"),
        (3, "village_unknown"),
        (4, "household_not_found"),
    ]
    assert Unit.objects.filter(kind="village").count() == 1


def test_a_code_that_belongs_to_another_head_is_a_problem(registers: None, tmp_path: Path) -> None:
    result = run_import(book(tmp_path / "b.xlsx", ASSIGNMENTS, with_cell(QUANG_FOR_PAO, 4, "Lý Văn Khác")))

    assert codes(result) == [(2, "head_is_another")]
    assert "Giàng A Páo" in result.problems[0]["message"]


def test_namesakes_are_told_apart_by_their_position_else_they_are_a_question(registers: None, tmp_path: Path) -> None:
    namesake = with_cell(with_cell(QUANG, 1, date(1990, 1, 1)), 2, "Trưởng thôn")
    run_import(book(tmp_path / "m.xlsx", MEMBERS, namesake))

    unsure = run_import(book(tmp_path / "a.xlsx", ASSIGNMENTS, QUANG_FOR_PAO))
    sure = run_import(book(tmp_path / "b.xlsx", ASSIGNMENTS, with_cell(QUANG_FOR_PAO, 1, "Trưởng thôn")))

    assert codes(unsure) == [(2, "member_ambiguous")]
    assert "Trưởng thôn" in unsure.problems[0]["message"]
    assert counts(sure) == (1, 0, 0, 0)
    assert Assignment.objects.get().member.birth_date == "1990-01-01"


def test_a_last_day_is_kept_and_may_be_added_later(registers: None, tmp_path: Path) -> None:
    headings = [*ASSIGNMENTS, "Ngày kết thúc"]
    run_import(book(tmp_path / "a.xlsx", headings, [*QUANG_FOR_PAO, None]))

    result = run_import(book(tmp_path / "b.xlsx", headings, [*QUANG_FOR_PAO, date(2018, 12, 31)]))

    assert counts(result) == (0, 1, 0, 0)
    assert assignees() == [("Nguyễn Văn Quang", date(2018, 11, 1), date(2019, 1, 1))]


def test_a_last_day_added_later_leaves_an_open_start_open(registers: None, tmp_path: Path) -> None:
    headings = [*ASSIGNMENTS, "Ngày kết thúc"]
    run_import(book(tmp_path / "a.xlsx", headings, [*QUANG_FOR_PAO, None]))
    Assignment.objects.update(during=DateRange(None, None))

    result = run_import(book(tmp_path / "b.xlsx", headings, [*QUANG_FOR_PAO, date(2018, 12, 31)]))

    assert counts(result) == (0, 1, 0, 0)
    assert assignees() == [("Nguyễn Văn Quang", None, date(2019, 1, 1))]


def test_the_decision_in_the_title_is_made_once_and_stands_on_the_assignment(registers: None, tmp_path: Path) -> None:
    from openpyxl import Workbook

    from assignments.rosters.storage.files import RosterFile

    workbook = Workbook()
    title = "(Kèm theo Nghị quyết số 89-NQ/HU, ngày 17/10/2018 của Ban Chấp hành Đảng bộ huyện)"
    for line in (["DANH SÁCH PHÂN CÔNG ĐẢNG VIÊN PHỤ TRÁCH HỘ"], [title], [], ASSIGNMENTS, QUANG_FOR_PAO):
        workbook.active.append(line)
    workbook.save(tmp_path / "d.xlsx")

    run_import(RosterFile(tmp_path / "d.xlsx", "d.xlsx"))

    decision = Decision.objects.get()
    assert (decision.number, decision.issued_on) == ("89-NQ/HU", date(2018, 10, 17))
    assert Assignment.objects.get().decision == decision


def test_a_misspelt_name_is_told_with_the_nearest_of_the_place(registers: None, tmp_path: Path) -> None:
    misspelt = with_cell(with_cell(without(QUANG_FOR_PAO, 3), 0, "Nguyễn Văn Quảng"), 4, "Giàng A Pao")

    result = run_import(book(tmp_path / "b.xlsx", ASSIGNMENTS, misspelt))

    messages = {problem["field"]: problem["message"] for problem in result.problems}
    assert "Nguyễn Văn Quang (1970, Bí thư chi bộ, Chi bộ thôn Nà Khà)" in messages["member_name"]
    assert "Giàng A Páo (LB01, 1975, Nà Khà)" in messages["head_name"]


def test_a_first_day_known_in_part_is_one_problem(registers: None, tmp_path: Path) -> None:
    result = run_import(book(tmp_path / "b.xlsx", ASSIGNMENTS, with_cell(QUANG_FOR_PAO, 7, "11/2018")))

    assert codes(result) == [(2, "start_incomplete")]


def test_a_last_day_leaves_an_open_start_open(registers: None, assignments: RosterFile, tmp_path: Path) -> None:
    run_import(assignments)
    Assignment.objects.update(during=(None, None))

    run_import(book(tmp_path / "b.xlsx", [*ASSIGNMENTS, "Đến ngày"], [*QUANG_FOR_PAO, date(2019, 12, 31)]))

    assert assignees() == [("Nguyễn Văn Quang", None, date(2020, 1, 1))]
