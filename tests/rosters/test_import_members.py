from datetime import date
from pathlib import Path

import pytest

from assignments.models import Body, Member, Membership
from assignments.rosters.storage.files import RosterFile
from tests.support.rosters.workbooks import HUAN, MEMBERS, QUANG, book, codes, counts, run_import, with_cell, without

pytestmark = pytest.mark.django_db
AGENCY = ["Họ và tên", "Ngày sinh", "Chức vụ", "Đơn vị / Chi bộ", "Thôn", "Xã", "Cấp"]


def test_a_new_member_sits_in_the_cell_of_the_village(units: None, members: RosterFile) -> None:
    assert counts(run_import(members)) == (2, 0, 0, 0)

    member = Member.objects.get(full_name="Nguyễn Văn Quang")
    membership = Membership.objects.on(date(2018, 10, 17)).get(member=member)
    assert (membership.body.name, membership.position) == ("Chi bộ thôn Nà Khà", "Bí thư chi bộ")
    assert membership.body.unit.name == "Nà Khà"
    assert member.birth_date == "1970-03-07"


def test_the_same_file_again_changes_nothing(units: None, members: RosterFile) -> None:
    run_import(members)

    assert counts(run_import(members)) == (0, 0, 2, 0)


def test_an_agency_of_the_district_belongs_to_the_district_of_the_other_rows(units: None, tmp_path: Path) -> None:
    police = ["Hoàng Văn Sơn", "", "Đại úy", "Công an huyện", "", "", "Huyện"]

    result = run_import(book(tmp_path / "m.xlsx", AGENCY, [*QUANG, "Xã"], police))

    assert counts(result) == (2, 0, 0, 0)
    body = Body.objects.get(name="Công an huyện")
    assert (str(body.unit), body.tier, body.kind) == ("Huyện Lâm Bình", "district", "agency")


def test_namesakes_in_one_cell_are_told_apart_by_birth_date(units: None, tmp_path: Path) -> None:
    younger = with_cell(QUANG, 1, date(1990, 1, 1))

    assert counts(run_import(book(tmp_path / "m.xlsx", MEMBERS, QUANG, younger))) == (2, 0, 0, 0)
    assert counts(run_import(book(tmp_path / "n.xlsx", MEMBERS, younger))) == (0, 0, 1, 0)


def test_a_cell_is_the_same_with_and_without_the_word_thon(registers: None, tmp_path: Path) -> None:
    assert counts(run_import(book(tmp_path / "m.xlsx", MEMBERS, with_cell(QUANG, 3, "Chi bộ Nà Khà")))) == (
        0,
        0,
        1,
        0,
    )
    assert Body.objects.count() == 1


def test_a_new_position_begins_a_new_membership(registers: None, tmp_path: Path) -> None:
    result = run_import(book(tmp_path / "m.xlsx", MEMBERS, with_cell(HUAN, 2, "Phó Bí thư chi bộ")))

    assert counts(result) == (0, 1, 0, 0)
    memberships = Membership.objects.filter(member__full_name="Nông Văn Huấn").order_by("during")
    assert [(m.position, m.during.lower) for m in memberships] == [
        ("Đảng viên", date(2018, 10, 17)),
        ("Phó Bí thư chi bộ", date(2019, 3, 1)),
    ]


def test_an_exempt_member_stays_exempt_in_a_new_position(registers: None, tmp_path: Path) -> None:
    Membership.objects.update(is_exempt=True)

    run_import(book(tmp_path / "m.xlsx", MEMBERS, with_cell(HUAN, 2, "Phó Bí thư chi bộ")))

    assert Membership.objects.on(date(2019, 3, 1)).get(member__full_name="Nông Văn Huấn").is_exempt


def test_a_birth_year_alone_does_not_overwrite_a_known_birth_date(registers: None, tmp_path: Path) -> None:
    assert counts(run_import(book(tmp_path / "m.xlsx", MEMBERS, with_cell(QUANG, 1, 1970)))) == (0, 0, 1, 0)


def test_two_members_that_fit_are_a_question(registers: None, tmp_path: Path) -> None:
    younger = with_cell(QUANG, 1, date(1990, 1, 1))
    run_import(book(tmp_path / "m.xlsx", MEMBERS, younger))

    result = run_import(book(tmp_path / "n.xlsx", MEMBERS, without(QUANG, 1)))

    assert codes(result) == [(2, "member_ambiguous")]
    assert "1990" in result.problems[0]["message"]


def test_a_member_without_a_cell_is_a_problem(units: None, tmp_path: Path) -> None:
    assert codes(run_import(book(tmp_path / "m.xlsx", MEMBERS, without(QUANG, 3)))) == [(2, "organisation_missing")]


def test_the_same_member_twice_in_the_file_is_told(units: None, tmp_path: Path) -> None:
    assert codes(run_import(book(tmp_path / "m.xlsx", MEMBERS, QUANG, QUANG))) == [(3, "twice_in_file")]
