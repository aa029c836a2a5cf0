import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from assignments.models import Assignment
from assignments.rosters.models import RememberedHeading, RosterImport
from assignments.rosters.parsing.columns.headings import normal_heading
from assignments.rosters.storage.files import RosterFile
from households.models import Household
from lambinh.accounts.models import User
from tests.factories import UserFactory
from tests.support.rosters.workbooks import HOUSEHOLDS, PAO, book, without

pytestmark = pytest.mark.django_db


def run(*files: RosterFile, **options: Any) -> tuple[int, dict[str, Any]]:
    """The exit code and what --json prints."""
    out, code = StringIO(), 0
    try:
        call_command("import_roster", *[str(file.path) for file in files], "--json", stdout=out, **options)
    except SystemExit as end:
        code = int(end.code or 0)
    except CommandError as trouble:
        return trouble.returncode, {"error": str(trouble)}
    return code, json.loads(out.getvalue())


def test_files_are_taken_in_the_order_in_which_they_need_each_other(
    units: None, assignments: RosterFile, households: RosterFile, members: RosterFile
) -> None:
    code, output = run(assignments, households, members)

    assert code == 0
    assert {key: output[key] for key in ("new", "changed", "unchanged", "invalid")} == {
        "new": 5,
        "changed": 0,
        "unchanged": 0,
        "invalid": 0,
    }
    assert output["problems"] == []
    assert output["seconds"] >= 0
    assert Assignment.objects.count() == 1


def test_a_clean_check_exits_0_and_stores_nothing(units: None, households: RosterFile) -> None:
    code, output = run(households, check=True)

    assert (code, output["new"]) == (0, 2)
    assert not Household.objects.exists()


def test_problems_exit_1_and_keep_all_files_out(units: None, members: RosterFile, tmp_path: Path) -> None:
    code, output = run(members, book(tmp_path / "bad.xlsx", HOUSEHOLDS, PAO, without(PAO, 1, 0)))

    assert code == 1
    problem = output["problems"][-1]
    assert (problem["file"], problem["sheet"], problem["row"], problem["field"]) == (
        "bad.xlsx",
        "Sheet",
        3,
        "head_name",
    )
    assert not RosterImport.objects.exists()


def test_a_file_that_cannot_be_read_exits_2_with_a_sentence(units: None, tmp_path: Path) -> None:
    picture = tmp_path / "anh.xlsx"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))

    code, output = run(RosterFile(picture, picture.name))

    assert code == 2
    assert "anh.xlsx" in output["error"]


def test_a_missing_file_exits_2_with_a_sentence(units: None, tmp_path: Path) -> None:
    code, output = run(RosterFile(tmp_path / "khong-co.xlsx", "khong-co.xlsx"))

    assert code == 2
    assert "khong-co.xlsx" in output["error"]


def test_the_import_is_recorded_under_the_named_user(units: None, households: RosterFile) -> None:
    UserFactory(username="canbo")

    run(households, user="canbo")

    assert RosterImport.objects.get().applied_by == User.objects.get(username="canbo")


def test_an_unknown_user_exits_2(units: None, households: RosterFile) -> None:
    code, output = run(households, user="khongai")

    assert code == 2
    assert "khongai" in output["error"]


def test_people_read_the_outcome_in_words(units: None, households: RosterFile) -> None:
    out = StringIO()

    call_command("import_roster", str(households.path), stdout=out)

    assert "Nà Khà" in out.getvalue()
    assert "2" in out.getvalue()


def test_headings_read_as_the_office_said_are_told_and_may_be_read_without(
    units: None, households: RosterFile, members: RosterFile
) -> None:
    about = {"decided_at": "2026-01-01T00:00Z", "decided_by": UserFactory()}
    for heading in ("ma ho", "so nhan khau"):
        RememberedHeading.objects.create(office=None, heading=heading, field="", **about)

    _code, output = run(households, check=True)
    _code, without_memory = run(households, check=True, without_memory=True)

    [note] = [note for note in output["notes"] if "--without-memory" in note]
    assert "households.xlsx" in note
    assert "Mã hộ = (không dùng); Số nhân khẩu = (không dùng)" in note
    assert not [note for note in without_memory["notes"] if "--without-memory" in note]


def test_a_file_in_which_nothing_is_found_for_what_the_office_said_tells_so(
    units: None, households: RosterFile
) -> None:
    about = {"decided_at": "2026-01-01T00:00Z", "decided_by": UserFactory()}
    for heading in HOUSEHOLDS:
        RememberedHeading.objects.create(office=None, heading=normal_heading(heading), field="", **about)

    code, output = run(households)

    assert code == 2
    assert "Họ và tên chủ hộ" in output["error"]
    assert run(households, check=True, without_memory=True)[0] == 0
