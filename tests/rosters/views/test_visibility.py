"""Visibility of an import and its workbook: the filter and the database agree."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from openpyxl import Workbook

from assignments.rosters.models import RosterImport, RosterUpload
from assignments.rosters.review import edit_rows
from assignments.rosters.storage.files import RosterFile
from assignments.rosters.uploads import create_upload
from households.models import Unit
from households.permissions import cache_permissions, permissions_for
from lambinh.accounts import scope
from lambinh.accounts.models import User
from lambinh.accounts.permissions import Role
from tests import factories
from tests.support.access.web import as_web
from tests.support.rosters.workbooks import HOUSEHOLDS, MEMBERS, NOW, PAO, QUANG, book, with_cell

pytestmark = pytest.mark.django_db
ELSEWHERE = with_cell(with_cell(PAO, 0, "LB09"), 4, "Xuân Lập")
MISSPELT = with_cell(with_cell(PAO, 0, "LB08"), 4, "Thổ Bìnhh Xa")
Sees = Callable[[User], tuple[int, int]]


@pytest.fixture(autouse=True)
def day_of_the_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def user_of(commune: str, role: Role = Role.COMMUNE_SECRETARY) -> User:
    user: User = factories.UnitAccessFactory(unit=unit(commune), role=role).user
    return user


def unit(name: str, kind: str = "commune") -> Any:
    return Unit.objects.on(NOW.date()).get(kind=kind, name=name)


@pytest.fixture
def office(units: None) -> User:
    user: User = factories.UnitAccessFactory(unit=unit("Lâm Bình", "district"), role=Role.DISTRICT_OFFICE).user
    return user


@pytest.fixture(params=["filter", "database"])
def counts_for(request: pytest.FixtureRequest) -> Sees:
    """The number of imports and uploads that a user sees, through each of the two locks alone."""

    def by_filter(user: User) -> tuple[int, int]:
        user = User.objects.get(pk=user.pk)
        return RosterImport.objects.visible_to(user).count(), RosterUpload.objects.visible_to(user).count()

    def by_database(user: User) -> tuple[int, int]:
        user = User.objects.get(pk=user.pk)
        with transaction.atomic():
            scope.begin_scope(user=user.pk, units=permissions_for(user).readable_units, source="page", day=NOW.date())
            with as_web():
                return RosterImport.objects.count(), RosterUpload.objects.count()

    return by_filter if request.param == "filter" else by_database


def two_lists(path: Path) -> RosterFile:
    """Households of Thổ Bình on one sheet, members of Xuân Lập on the other."""
    workbook = Workbook()
    for line in (HOUSEHOLDS, PAO):
        workbook.active.append(list(line))
    other = workbook.create_sheet("Đảng viên")
    for line in (MEMBERS, with_cell(QUANG, 5, "Xuân Lập")):
        other.append(list(line))
    workbook.save(path)
    return RosterFile(path, path.name)


def test_a_workbook_is_seen_by_those_who_see_all_of_its_lists(office: User, counts_for: Sees, tmp_path: Path) -> None:
    create_upload(two_lists(tmp_path / "b.xlsx"), by=office, now=NOW)

    assert counts_for(office) == (2, 1)
    assert counts_for(user_of("Thổ Bình")) == (1, 0)
    assert counts_for(user_of("Xuân Lập")) == (1, 0)


def test_colleagues_of_the_commune_see_an_import_of_it(office: User, counts_for: Sees, tmp_path: Path) -> None:
    create_upload(book(tmp_path / "b.xlsx", HOUSEHOLDS, PAO), by=office, now=NOW)

    assert counts_for(user_of("Thổ Bình", Role.ROSTER_STAFF)) == (1, 1)
    assert counts_for(user_of("Xuân Lập")) == (0, 0)


def test_a_row_that_is_left_out_is_still_somebodys(office: User, counts_for: Sees, tmp_path: Path) -> None:
    upload = create_upload(book(tmp_path / "b.xlsx", HOUSEHOLDS, PAO, ELSEWHERE), by=office, now=NOW)
    edit_rows.set_included(upload.imports.get().pk, leave_out=[1], by=office, now=NOW)

    assert upload.imports.get().left_out == 1
    assert counts_for(office) == (1, 1)
    assert counts_for(user_of("Thổ Bình")) == (0, 0)


def test_a_row_whose_commune_is_misspelt_may_be_anybodys(office: User, counts_for: Sees, tmp_path: Path) -> None:
    create_upload(book(tmp_path / "b.xlsx", HOUSEHOLDS, PAO, MISSPELT), by=office, now=NOW)

    assert counts_for(office) == (1, 1)
    assert counts_for(user_of("Thổ Bình")) == (0, 0)


@pytest.mark.parametrize("rows", [[PAO], [PAO, MISSPELT]])
def test_what_one_uploaded_is_gone_with_the_access(
    units: None, counts_for: Sees, tmp_path: Path, rows: list[Any]
) -> None:
    staff = user_of("Thổ Bình", Role.ROSTER_STAFF)
    cache_permissions(staff)
    create_upload(book(tmp_path / "b.xlsx", HOUSEHOLDS, *rows), by=User.objects.get(pk=staff.pk), now=NOW)
    assert counts_for(staff) == (1, 1)

    staff.unit_access.all().delete()
    factories.UnitAccessFactory(user=staff, unit=unit("Xuân Lập"), role=Role.ROSTER_STAFF)
    assert counts_for(staff) == (0, 0)
