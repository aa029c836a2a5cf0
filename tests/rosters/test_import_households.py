from datetime import date
from pathlib import Path

import pytest

from assignments.rosters.models import RosterImport, RosterRow
from assignments.rosters.reader import NothingToImport
from assignments.rosters.storage.files import RosterFile
from assignments.rosters.writing.transaction import AlreadyImported
from households.models import Household, PovertyStatus, Residence, Unit
from tests.support.rosters.workbooks import (
    HOA,
    HOUSEHOLDS,
    NOW,
    PAO,
    book,
    codes,
    counts,
    run_import,
    with_cell,
    without,
)

pytestmark = pytest.mark.django_db
RECORDS_BEGIN = date(2018, 10, 17)
TODAY = date(2019, 3, 1)


def test_a_new_household_lives_in_its_village_with_its_class_from_the_day_the_records_begin(
    units: None, households: RosterFile
) -> None:
    result = run_import(households)

    assert counts(result) == (2, 0, 0, 0)
    pao = Household.objects.get(code="LB01")
    assert (pao.head_name, pao.head_birth_year, pao.size) == ("Giàng A Páo", 1975, 5)
    residence = Residence.objects.on(RECORDS_BEGIN).get(household=pao)
    assert (residence.village.name, residence.during.lower, residence.during.upper) == ("Nà Khà", RECORDS_BEGIN, None)
    assert PovertyStatus.objects.on(RECORDS_BEGIN).get(household=pao).poverty_class == "poor"
    assert not Residence.objects.on(date(2018, 10, 16)).exists()
    assert str(pao.commune) == "Xã Thổ Bình"  # the commune of the village on the day of the import


def test_the_same_file_again_changes_nothing(units: None, households: RosterFile) -> None:
    run_import(households)

    assert counts(run_import(households)) == (0, 0, 2, 0)
    assert RosterImport.objects.count() == 1


def test_checking_stores_nothing(units: None, households: RosterFile) -> None:
    assert counts(run_import(households, check=True)) == (2, 0, 0, 0)
    assert not Household.objects.exists()
    assert not RosterImport.objects.exists()


def test_a_village_that_is_not_known_yet_is_made_and_follows_its_commune_into_the_successor(
    units: None, households: RosterFile
) -> None:
    result = run_import(households)

    village = Unit.objects.get(kind="village")
    parents = [str(p.parent) for p in village.placements.order_by("during")]
    assert parents == ["Xã Thổ Bình", "Xã Bình An"]
    assert [note for note in result.notes if "Nà Khà" in note]


def test_the_nearest_known_village_is_shown_beside_a_new_one(registers: None, tmp_path: Path) -> None:
    slip = ["LB03", "Lý Văn Sơn", 1990, "Nà Khá", "Thổ Bình", 3, "Hộ nghèo"]

    result = run_import(book(tmp_path / "slip.xlsx", HOUSEHOLDS, slip), check=True)

    assert counts(result) == (1, 0, 0, 0)
    assert "Nà Khá" in result.notes[0]
    assert "Nà Khà" in result.notes[0]


def test_an_unknown_commune_is_a_problem_and_never_made(units: None, tmp_path: Path) -> None:
    result = run_import(book(tmp_path / "b.xlsx", HOUSEHOLDS, with_cell(PAO, 4, "Thổ Bính Hạ")))

    assert codes(result) == [(2, "commune_unknown")]
    assert not Household.objects.exists()
    assert Unit.objects.filter(kind="commune").count() == 15


def test_one_bad_row_keeps_all_rows_out(units: None, tmp_path: Path) -> None:
    result = run_import(book(tmp_path / "b.xlsx", HOUSEHOLDS, PAO, without(HOA, 1)))

    assert counts(result) == (1, 0, 0, 1)
    assert codes(result) == [(3, "missing_head_name")]
    assert not Household.objects.exists()
    assert not Unit.objects.filter(kind="village").exists()


def test_a_household_that_moved_ends_its_old_residence_the_day_before(registers: None, tmp_path: Path) -> None:
    moved_row = with_cell(with_cell(PAO, 3, "Bản Hin"), 5, 6)
    result = run_import(book(tmp_path / "moved.xlsx", HOUSEHOLDS, moved_row, HOA))

    assert counts(result) == (0, 1, 1, 0)
    old, new = Residence.objects.filter(household__code="LB01").order_by("during")
    assert (old.village.name, old.during.upper) == ("Nà Khà", TODAY)
    assert (new.village.name, new.during.lower, new.during.upper) == ("Bản Hin", TODAY, None)
    assert Household.objects.get(code="LB01").size == 6
    row = RosterRow.objects.get(outcome="changed")
    assert row.changes == {"household_size": [5, 6], "village": ["Nà Khà", "Bản Hin"]}


def test_a_changed_class_begins_on_the_day_of_the_import(registers: None, tmp_path: Path) -> None:
    run_import(book(tmp_path / "class.xlsx", HOUSEHOLDS, with_cell(PAO, 6, "Thoát nghèo")))

    classes = PovertyStatus.objects.filter(household__code="LB01").order_by("during")
    assert [(c.poverty_class, c.during.lower) for c in classes] == [
        ("poor", RECORDS_BEGIN),
        ("escaped", TODAY),
    ]


def test_what_a_row_leaves_out_stays_as_it_is(registers: None, tmp_path: Path) -> None:
    assert counts(run_import(book(tmp_path / "b.xlsx", HOUSEHOLDS, without(PAO, 2, 5)))) == (0, 0, 1, 0)


def test_without_a_code_name_village_and_birth_year_find_the_household(registers: None, tmp_path: Path) -> None:
    result = run_import(book(tmp_path / "b.xlsx", HOUSEHOLDS, without(PAO, 0)))

    assert counts(result) == (0, 0, 1, 0)


def test_the_old_and_the_new_place_of_the_tone_are_the_same_name(registers: None, tmp_path: Path) -> None:
    result = run_import(book(tmp_path / "b.xlsx", HOUSEHOLDS, with_cell(without(HOA, 0), 1, "Ma Thị Hoà")))

    assert counts(result) == (0, 0, 1, 0)


def test_huan_and_huan_with_a_tone_are_two_households(units: None, tmp_path: Path) -> None:
    first, second = with_cell(without(PAO, 0), 1, "Ma Văn Huấn"), with_cell(without(PAO, 0), 1, "Ma Văn Huân")

    assert counts(run_import(book(tmp_path / "b.xlsx", HOUSEHOLDS, first, second))) == (2, 0, 0, 0)


def test_two_households_that_fit_are_a_question(units: None, tmp_path: Path) -> None:
    run_import(book(tmp_path / "a.xlsx", HOUSEHOLDS, PAO, with_cell(PAO, 0, "LB09")))

    result = run_import(book(tmp_path / "b.xlsx", HOUSEHOLDS, without(PAO, 0)))

    assert codes(result) == [(2, "household_ambiguous")]
    assert "LB01" in result.problems[0]["message"]
    assert "LB09" in result.problems[0]["message"]


def test_the_same_household_twice_in_the_file_is_told_with_the_other_row(units: None, tmp_path: Path) -> None:
    result = run_import(book(tmp_path / "b.xlsx", HOUSEHOLDS, without(PAO, 0), HOA, without(PAO, 0)))

    assert codes(result) == [(4, "twice_in_file")]
    assert "2" in result.problems[-1]["message"]


def test_a_file_applied_before_whose_data_changed_since_is_refused(registers: None, households: RosterFile) -> None:
    Household.objects.filter(code="LB01").update(size=9)

    with pytest.raises(AlreadyImported, match=r"households\.xlsx"):
        run_import(households)


def test_a_workbook_without_a_known_table_is_refused(units: None, tmp_path: Path) -> None:
    with pytest.raises(NothingToImport, match=r"b\.xlsx"):
        run_import(book(tmp_path / "b.xlsx", ["Ngày", "Lượng mưa"], [date(2018, 1, 1), 12]))


def test_a_row_of_every_outcome_is_kept_with_what_it_became(registers: None, tmp_path: Path) -> None:
    new = ["LB03", "Lý Văn Sơn", 1990, "Nà Khà", "Thổ Bình", 3, "Hộ nghèo"]
    run_import(book(tmp_path / "b.xlsx", HOUSEHOLDS, PAO, with_cell(HOA, 5, 7), new))

    roster = RosterImport.objects.get(file_name="b.xlsx")
    assert (roster.new, roster.changed, roster.unchanged, roster.state, roster.applied_at) == (1, 1, 1, "applied", NOW)
    rows = {row.number: (row.outcome, Household.objects.get(pk=row.record).code) for row in roster.rows.all()}
    assert rows == {2: ("unchanged", "LB01"), 3: ("changed", "LB02"), 4: ("new", "LB03")}


def test_text_that_looks_like_a_formula_is_kept_as_it_is(units: None, tmp_path: Path) -> None:
    run_import(book(tmp_path / "b.xlsx", [*HOUSEHOLDS, "Ghi chú"], [*PAO, "@SUM(A1)"], [*HOA, "+84 tổ 2"]))

    assert list(Household.objects.order_by("code").values_list("note", flat=True)) == ["@SUM(A1)", "+84 tổ 2"]


def test_a_commune_is_read_on_the_map_on_which_all_communes_of_the_file_stood(units: None, tmp_path: Path) -> None:
    """Bình An is two communes over time; beside Thổ Bình it can only be the old one."""
    rows = [with_cell(PAO, 4, "Bình An"), HOA]

    run_import(book(tmp_path / "b.xlsx", HOUSEHOLDS, *rows), on=date(2026, 11, 23))

    village = Residence.objects.get(household__code="LB01").village
    assert [p.parent.code for p in village.placements.order_by("during")] == ["02290", "02296"]
