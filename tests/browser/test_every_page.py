"""Checks of every page: accessibility, width on a phone, and translation into Vietnamese."""

import csv
import re
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from string import ascii_uppercase
from uuid import uuid4

import pytest
from django.conf import settings
from django.utils import timezone, translation

from assignments.duplicates.merging.specs import HOUSEHOLDS
from assignments.duplicates.services import mark_distinct, merge_households
from assignments.models import Body, Member
from assignments.rosters import uploads
from assignments.rosters.models import RosterImport
from assignments.rosters.storage import files
from assignments.rosters.storage.files import RosterFile
from households.models import Household, Unit
from lambinh.accounts.permissions import Role
from lambinh.accounts.services import system_user
from tests.browser.conftest import Visit
from tests.factories import AssignmentFactory, HouseholdFactory, PovertyStatusFactory, UnitAccessFactory, UserFactory
from tests.support.browser import district
from tests.support.browser.visitor import Visitor
from tests.support.rosters.workbooks import check_file

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

THEN = "on=2018-12-31"
Address = Callable[[Path], str]


def unit(kind: Unit.Kind, name: str) -> int:
    return Unit.objects.filter(kind=kind, name=name).order_by("pk")[0].pk


def lam_binh() -> int:
    return unit(Unit.Kind.DISTRICT, "Lâm Bình")


def plan(file: RosterFile) -> str:
    return f"/rosters/{check_file(file, by=UserFactory(), now=timezone.now())[0].pk}/"


def import_in_progress(file: RosterFile) -> str:
    """The page of an import that a worker is processing."""
    address = plan(file)
    now = timezone.now()
    RosterImport.objects.filter(pk=int(address.strip("/").split("/")[1])).update(
        state="applying", attempt=uuid4(), started_at=now - timedelta(seconds=8), heartbeat_at=now, progress=0.4
    )
    return address


def columns(file: RosterFile) -> str:
    """The page about the columns of an uploaded file."""
    keep_for_page(file)
    upload = uploads.create_upload(file, by=UserFactory(), now=timezone.now())
    return f"/rosters/files/{upload.pk}/columns/"


def keep_for_page(file: RosterFile) -> None:
    shutil.copy(file.path, files.path_of(file.digest))


def duplicates_page(address: str) -> str:
    """A page about two duplicate households; another pair is marked as distinct, and another one is merged."""
    pair = Household.objects.filter(head_name="Giàng A Páo", phone="0912345678").order_by("pk")
    if pair:
        return address.format(first=pair[0].pk, second=pair[1].pk)
    village = Unit.objects.filter(kind=Unit.Kind.VILLAGE, name="Nà Khà").order_by("pk")[0]
    first, second, distinct, survivor, double = (
        HouseholdFactory(head_name="Giàng A Páo", village=village, phone="0912345678") for _ in range(5)
    )
    for household in (first, second):
        AssignmentFactory(household=household, member=Member.objects.order_by("-pk")[household.pk % 2])
        PovertyStatusFactory(household=household, poverty_class="poor" if household == first else "near_poor")
    mark_distinct(HOUSEHOLDS, record=first, other=distinct, by=system_user(), reason="Giàng A Páo")
    merge_households(keep=survivor, other=double, by=system_user())
    return address.format(first=first.pk, second=second.pk)


def member_user() -> int:
    """The key of a user with the role of a member."""
    commune = Unit.objects.get(kind=Unit.Kind.COMMUNE, name="Lâm Bình")
    return UnitAccessFactory(unit=commune, role=Role.MEMBER).user_id


PAGES: dict[str, Address] = {
    "totals of the district": lambda folder: f"/?unit={lam_binh()}&{THEN}",
    "totals of a commune": lambda folder: f"/?unit={unit(Unit.Kind.COMMUNE, 'Xuân Lập')}&{THEN}",
    "totals drawn as today": lambda folder: f"/?{THEN}&drawn=2025-07-01",
    "a day that there is not": lambda folder: "/?on=31/02/2018",
    "a unit that was not": lambda folder: f"/?unit={lam_binh()}&on=2026-01-01",
    "households of a village": lambda folder: f"/villages/{unit(Unit.Kind.VILLAGE, 'Nà Khà')}/?{THEN}",
    "members of the district": lambda folder: f"/lists/?unit={lam_binh()}&{THEN}&what=members",
    "rosters": lambda folder: "/rosters/",
    "a plan with faults": lambda folder: plan(district.faulty(folder)),
    "a row of a plan": lambda folder: plan(district.faulty(folder)) + "rows/2/",
    "columns": lambda folder: columns(district.faulty(folder)),
    "a plan without faults": lambda folder: plan(district.mended(folder)),
    "an import in hand": lambda folder: import_in_progress(district.mended(folder)),
    "an import that was applied": lambda folder: f"/rosters/{RosterImport.objects.applied()[0].pk}/?outcome=all",
    "users": lambda folder: "/users/",
    "a new user": lambda folder: "/users/new/",
    "a user": lambda folder: f"/users/{member_user()}/",
    "what a user sees": lambda folder: f"/users/{member_user()}/visibility/",
    "which member a user is": lambda folder: f"/users/{member_user()}/member/?q=quang",
    "who sees a household": lambda folder: f"/households/{Household.objects.order_by('pk')[0].pk}/viewers/",
    "households": lambda folder: "/households/",
    "members": lambda folder: "/members/",
    "a household": lambda folder: f"/households/{Household.objects.order_by('pk')[0].pk}/",
    "a household moves": lambda folder: f"/households/{Household.objects.order_by('pk')[0].pk}/move/",
    "a member": lambda folder: f"/members/{Member.objects.order_by('pk')[0].pk}/",
    "a member leaves": lambda folder: f"/members/{Member.objects.order_by('pk')[0].pk}/leave/",
    "a new household": lambda folder: "/households/new/",
    "cells and agencies": lambda folder: "/bodies/",
    "a cell": lambda folder: f"/bodies/{Body.objects.order_by('pk')[0].pk}/",
    "a new cell": lambda folder: "/bodies/new/",
    "decisions": lambda folder: "/decisions/",
    "a new decision": lambda folder: "/decisions/new/",
    "households that look the same": lambda folder: duplicates_page("/duplicates/households/"),
    "two households side by side": lambda folder: duplicates_page("/duplicates/households/{first}/{second}/"),
    "what a merge will do": lambda folder: duplicates_page("/duplicates/households/{first}/{second}/keep/{first}/"),
    "what was decided of doubles": lambda folder: duplicates_page("/duplicates/households/decided/"),
    "no such page": lambda folder: "/khong-co/",
}


def test_no_page_has_faults(lam_binh: None, officer: Visitor, tmp_path: Path) -> None:
    """Every page follows the rules of axe, fits a phone, has large targets and nothing inline: see Visitor.faults."""
    faults_by_page = {}
    for name, address in PAGES.items():
        with translation.override("vi"):
            officer.page.goto(address(tmp_path))
        faults_by_page[name] = officer.faults()

    assert {name: faults for name, faults in faults_by_page.items() if faults} == {}


def test_no_english_is_left_on_a_vietnamese_page(lam_binh: None, visitors: Visit, tmp_path: Path) -> None:
    """Texts equal in both languages may only be names, numbers and words that both languages share."""
    texts_by_page: dict[str, dict[str, set[str]]] = {name: {} for name in PAGES}
    for language in ("en", "vi"):
        with visitors(language=language) as officer, translation.override(language):
            for name, address in PAGES.items():
                officer.page.goto(address(tmp_path))
                assert officer.page.get_attribute("html", "lang") == language
                texts_by_page[name][language] = officer.texts()

    untranslated = {
        name: sorted(text for text in texts["en"] & texts["vi"] if words(text) - NAMES)
        for name, texts in texts_by_page.items()
    }
    assert {name: texts for name, texts in untranslated.items() if texts} == {}


def words(text: str) -> set[str]:
    """The words of a text that contain no digit."""
    return {word for word in re.findall(r"\w+", text.casefold()) if not re.search(r"[\d_]", word)}


def names_of_units() -> str:
    with (settings.BASE_DIR / "data" / "units.csv").open(encoding="utf-8") as file:
        return " ".join(f"{unit['prefix']} {unit['name']}" for unit in csv.DictReader(file))


DATA = [*district.HOUSEHOLD_ROWS, *district.MEMBER_ROWS, *district.FAULTY_ROWS, *district.MENDED_ROWS]
NAMES = words(" ".join(str(cell) for row in DATA for cell in row)) | words(
    # kinds of units, files, the name of a new sheet, the system user, the languages' own names
    "Giàng A Páo Thôn dang vien ho phan cong sai da sua xlsx Sheet system English Tiếng Việt "
    + names_of_units()
    + " "
    # a workbook's own headings, and the names of its columns in Excel
    + " ".join([*district.HOUSEHOLDS, *ascii_uppercase])
)
