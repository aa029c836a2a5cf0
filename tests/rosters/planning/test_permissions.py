"""Permission to import: rows of the user's own units, and changes only with the permission to change."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from assignments.models import Assignment, Decision
from assignments.rosters import services
from assignments.rosters.models import RosterImport
from assignments.rosters.permissions import ALL, import_permissions
from assignments.rosters.review import edit_rows
from assignments.rosters.storage.files import RosterFile
from assignments.rosters.undo.service import undo_import
from households.models import Household, Unit
from lambinh.accounts.models import User
from lambinh.accounts.permissions import Role
from lambinh.accounts.services import system_user
from tests.factories import PersonFactory, UnitAccessFactory, UserFactory
from tests.support.responses import redirects
from tests.support.rosters.workbooks import (
    ASSIGNMENTS,
    HOUSEHOLDS,
    NOW,
    PAO,
    QUANG_FOR_PAO,
    book,
    check_file,
    run_import,
    with_cell,
)

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def immediate_tasks(settings: Any, tmp_path: Path) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "QUEUES": []}}
    settings.MEDIA_ROOT = tmp_path / "uploads"


def user_of(commune: str, role: Role) -> User:
    """A user with a role in a commune as it is on the day of the tests."""
    unit = Unit.objects.on(TODAY).get(kind="commune", name=commune)
    user: User = UnitAccessFactory(unit=unit, role=role).user
    return user


def codes(roster_import: RosterImport) -> list[list[str]]:
    return [[problem["code"] for problem in row.problems] for row in roster_import.rows.all()]


def test_a_row_of_another_commune_is_a_problem_of_that_row(units: None, tmp_path: Path) -> None:
    secretary = user_of("Thổ Bình", Role.COMMUNE_SECRETARY)
    outside_row = with_cell(with_cell(PAO, 0, "LB09"), 4, "Xuân Lập")

    plan = check_file(book(tmp_path / "b.xlsx", HOUSEHOLDS, PAO, outside_row), by=secretary, now=NOW)[0]

    assert codes(plan) == [[], ["not_your_unit"]]
    roster_import = edit_rows.leave_out_invalid(plan.pk, by=secretary, now=NOW)
    services.start_applying(roster_import)
    services.apply_checked(plan.pk, by=secretary, now=NOW)
    assert [household.code for household in Household.objects.all()] == ["LB01"]


def test_the_district_office_imports_for_all_communes_below(units: None, tmp_path: Path) -> None:
    district = Unit.objects.on(TODAY).get(kind="district", name="Lâm Bình")
    office = UnitAccessFactory(unit=district, role=Role.DISTRICT_OFFICE).user
    outside_row = with_cell(with_cell(PAO, 0, "LB09"), 4, "Xuân Lập")

    plan = check_file(book(tmp_path / "b.xlsx", HOUSEHOLDS, PAO, outside_row), by=office, now=NOW)[0]

    assert codes(plan) == [[], []]


def test_roster_staff_add_rows_and_change_none(registers: None, tmp_path: Path) -> None:
    staff = user_of("Thổ Bình", Role.ROSTER_STAFF)
    changed_row, new_row = with_cell(PAO, 5, 9), with_cell(with_cell(PAO, 0, "LB09"), 2, 1990)

    plan = check_file(book(tmp_path / "b.xlsx", HOUSEHOLDS, changed_row, new_row), by=staff, now=NOW)[0]

    assert codes(plan) == [["may_not_change"], []]


def test_an_assignment_belongs_to_the_commune_of_its_household(registers: None, tmp_path: Path) -> None:
    other_user, own_user = user_of("Xuân Lập", Role.COMMUNE_SECRETARY), user_of("Thổ Bình", Role.COMMUNE_SECRETARY)
    file = book(tmp_path / "b.xlsx", ASSIGNMENTS, QUANG_FOR_PAO)

    assert codes(check_file(file, by=other_user, now=NOW)[0]) == [["member_not_found", "household_elsewhere"]]
    assert codes(check_file(file, by=own_user, now=NOW)[0]) == [[]]


def test_rights_are_asked_again_when_the_import_is_applied(units: None, households: RosterFile) -> None:
    secretary = user_of("Thổ Bình", Role.COMMUNE_SECRETARY)
    plan = check_file(households, by=secretary, now=NOW)[0]
    services.start_applying(plan)

    services.apply_checked(plan.pk, by=user_of("Xuân Lập", Role.COMMUNE_SECRETARY), now=NOW)

    plan.refresh_from_db()
    assert (plan.state, plan.invalid) == ("checked", 2)
    assert not Household.objects.exists()


def test_a_viewer_has_no_page_of_rosters(units: None, client: Client, households: RosterFile) -> None:
    client.force_login(user_of("Thổ Bình", Role.VIEWER))
    content = SimpleUploadedFile(households.name, households.path.read_bytes())

    assert client.get("/rosters/").status_code == 403
    assert client.post("/rosters/", {"file": content}).status_code == 403
    assert not RosterImport.objects.exists()


def test_taking_back_needs_the_right_to_change_there(units: None, client: Client, households: RosterFile) -> None:
    run_import(households)
    pk = RosterImport.objects.get().pk

    client.force_login(user_of("Thổ Bình", Role.ROSTER_STAFF))
    assert client.post(f"/rosters/{pk}/undo/").status_code == 403
    client.force_login(user_of("Xuân Lập", Role.COMMUNE_SECRETARY))
    assert client.post(f"/rosters/{pk}/undo/").status_code == 404
    assert Household.objects.count() == 2
    client.force_login(user_of("Thổ Bình", Role.COMMUNE_SECRETARY))
    redirects(client.post(f"/rosters/{pk}/undo/"))
    assert not Household.objects.exists()


def test_a_template_names_only_people_of_ones_own_commune(registers: None, client: Client) -> None:
    client.force_login(UserFactory())
    today = Unit.objects.on(TODAY.replace(year=2026)).filter(kind="commune")
    own_commune, other_commune = today.get(name="Bình An"), today.get(name="Lâm Bình")
    client.force_login(UnitAccessFactory(unit=own_commune, role=Role.COMMUNE_SECRETARY).user)

    assert [unit.pk for unit in client.get("/rosters/").context["communes"]] == [own_commune.pk]
    for kind in ("members", "households", "assignments"):
        own_template = client.get(f"/rosters/template/{kind}/?commune={own_commune.pk}")
        other_template = client.get(f"/rosters/template/{kind}/?commune={other_commune.pk}")
        assert own_template["Content-Disposition"] != other_template["Content-Disposition"]
        assert "B%C3%ACnh%20An" in own_template["Content-Disposition"]
        assert "L%C3%A2m" not in other_template["Content-Disposition"]
    assert client.get("/rosters/template/other/").status_code == 404


def test_an_account_without_a_unit_may_import_nowhere(units: None) -> None:
    assert not import_permissions(PersonFactory(), TODAY).can_import


def test_the_program_itself_may_import_everywhere(units: None) -> None:
    assert import_permissions(system_user(), TODAY) == ALL


def test_a_plan_tells_nothing_of_a_household_of_another_unit(registers: None, tmp_path: Path) -> None:
    """Codes are easy to guess: a file that names them must reveal neither name nor phone of their households."""
    other_user = user_of("Xuân Lập", Role.COMMUNE_SECRETARY)
    guess = with_cell(with_cell(PAO, 1, "Ai Đó"), 4, "Xuân Lập")

    plan = check_file(book(tmp_path / "b.xlsx", HOUSEHOLDS, guess), by=other_user, now=NOW)[0]

    row = plan.rows.get()
    assert [problem["code"] for problem in row.problems] == ["household_elsewhere"]
    assert row.changes == {}
    assert PAO[1] not in str((row.values, row.problems, plan.notes))


def test_only_the_district_office_assigns_members_of_the_district_tier(registers: None, tmp_path: Path) -> None:
    file = book(tmp_path / "b.xlsx", [*ASSIGNMENTS, "Cấp"], [*QUANG_FOR_PAO, "Huyện"])
    for role in (Role.COMMUNE_SECRETARY, Role.ROSTER_STAFF):
        plan = check_file(file, by=user_of("Thổ Bình", role), now=NOW)[0]
        assert codes(plan) == [["not_your_tier"]]

    district = Unit.objects.on(TODAY).get(kind="district", name="Lâm Bình")
    office = UnitAccessFactory(unit=district, role=Role.DISTRICT_OFFICE).user
    assert codes(check_file(file, by=office, now=NOW)[0]) == [[]]


def test_who_may_not_enter_decisions_imports_the_rows_without_a_new_one(registers: None, tmp_path: Path) -> None:
    title = ["Kèm theo Nghị quyết số 67-NQ/ĐU ngày 01/11/2018 của Đảng ủy xã Thổ Bình"]
    workbook = Workbook()
    for line in (title, ASSIGNMENTS, QUANG_FOR_PAO):
        workbook.active.append(list(line))
    workbook.save(tmp_path / "b.xlsx")
    file = RosterFile(tmp_path / "b.xlsx", "b.xlsx")
    secretary = user_of("Thổ Bình", Role.COMMUNE_SECRETARY)

    plan = check_file(file, by=secretary, now=NOW)[0]
    assert any("67-NQ/ĐU" in note for note in plan.notes)
    services.start_applying(plan)
    services.apply_checked(plan.pk, by=secretary, now=NOW)

    assert Assignment.objects.get().decision is None
    assert not Decision.objects.exists()


def decision_file(tmp_path: Path, title: str, *above: str) -> RosterFile:
    workbook = Workbook()
    for line in (*([text] for text in above), [title], ASSIGNMENTS, QUANG_FOR_PAO):
        workbook.active.append(list(line))
    workbook.save(tmp_path / "b.xlsx")
    return RosterFile(tmp_path / "b.xlsx", "b.xlsx")


@pytest.mark.parametrize(
    ("title", "is_stored"),
    [
        ("Kèm theo Nghị quyết số 67-NQ/ĐU ngày 01/11/2018 của Đảng ủy xã Thổ Bình", True),
        ("Kèm theo Nghị quyết số 89-NQ/HU ngày 17/10/2018 của Huyện ủy Lâm Bình", False),
        ("Kèm theo Nghị quyết số 89-NQ/HU ngày 17/10/2018 của Ban Chấp hành Đảng bộ huyện", False),
        ("Kèm theo Nghị quyết số 5-NQ/ĐU ngày 17/10/2018 của Đảng ủy xã Xuân Lập", False),
        ("Kèm theo Nghị quyết số 5-NQ/ĐU ngày 17/10/2018", True),
    ],
)
def test_the_office_of_a_commune_enters_with_its_rows_its_own_decisions_alone(
    registers: None, tmp_path: Path, title: str, is_stored: bool
) -> None:
    office = user_of("Thổ Bình", Role.DISTRICT_OFFICE)
    plan = check_file(decision_file(tmp_path, title), by=office, now=NOW)[0]
    left_out = [note for note in plan.notes if "chưa được nhập" in note or "is not entered yet" in note]
    assert bool(left_out) is not is_stored
    services.start_applying(plan)
    services.apply_checked(plan.pk, by=office, now=NOW)

    assert Assignment.objects.count() == 1
    units = list(Decision.objects.values_list("unit__name", flat=True))
    assert units == (["Thổ Bình"] if is_stored else [])


@pytest.mark.parametrize("issuer", ["Huyện ủy Lâm Bình", "Ban Chấp hành Đảng bộ huyện"])
def test_the_decision_of_a_district_is_of_the_district_that_the_list_speaks_of(
    registers: None, tmp_path: Path, issuer: str
) -> None:
    title = f"Kèm theo Nghị quyết số 89-NQ/HU ngày 17/10/2018 của {issuer}"
    run_import(decision_file(tmp_path, title, "ĐẢNG BỘ HUYỆN LÂM BÌNH", "ĐẢNG ỦY XÃ THỔ BÌNH"))
    assert Decision.objects.get().unit == Unit.objects.get(kind="district", name="Lâm Bình")


def test_taking_an_import_back_leaves_a_decision_that_is_not_for_one_to_enter(registers: None, tmp_path: Path) -> None:
    district = Unit.objects.on(TODAY).get(kind="district", name="Lâm Bình")
    office = UnitAccessFactory(unit=district, role=Role.DISTRICT_OFFICE).user
    title = "Kèm theo Nghị quyết số 89-NQ/HU ngày 17/10/2018 của Huyện ủy Lâm Bình"
    plan = check_file(decision_file(tmp_path, title), by=office, now=NOW)[0]
    services.start_applying(plan)
    services.apply_checked(plan.pk, by=office, now=NOW)

    services.start_undoing(RosterImport.objects.get(pk=plan.pk))
    undo_import(plan.pk, by=user_of("Thổ Bình", Role.COMMUNE_SECRETARY), now=NOW)

    assert not Assignment.objects.exists()
    assert Decision.objects.get().number == "89-NQ/HU"


def test_a_secretary_makes_no_agency_of_the_district_tier(units: None, tmp_path: Path) -> None:
    district = Unit.objects.on(TODAY).get(kind="district", name="Lâm Bình")
    headings, line = ["Họ và tên", "Cấp", "Đơn vị"], ["Ma Văn Tá", "Huyện", "Công an huyện"]
    workbook = Workbook()
    for row in (["ĐẢNG BỘ HUYỆN LÂM BÌNH"], ["DANH SÁCH ĐẢNG VIÊN"], headings, line):
        workbook.active.append(row)
    workbook.save(tmp_path / "m.xlsx")
    file = RosterFile(tmp_path / "m.xlsx", "m.xlsx")
    for role, problems in ((Role.COMMUNE_SECRETARY, [["not_your_body"]]), (Role.DISTRICT_OFFICE, [[]])):
        user = UnitAccessFactory(unit=district, role=role).user
        assert codes(check_file(file, by=user, now=NOW)[0]) == problems
