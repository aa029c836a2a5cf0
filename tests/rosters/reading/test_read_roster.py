"""The command that prints how the reader reads a roster."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

SAMPLES = Path(__file__).parents[2] / "support/rosters/samples"
PROJECT = Path(__file__).parents[3]


def test_json_tells_everything_in_the_agreed_form() -> None:
    out = StringIO()
    call_command("read_roster", str(SAMPLES / "assignments-classic.xlsx"), "--json", stdout=out)

    report = json.loads(out.getvalue())
    (sheet,) = report["sheets"]
    assert report["file"] == "assignments-classic.xlsx"
    assert (sheet["name"], sheet["kind"]) == ("Phân công", "assignments")
    assert sheet["columns"]["head_name"] == "Họ và tên chủ hộ"
    assert sheet["context"]["commune"] == "Thổ Bình"
    assert sheet["rows"][0]["row"] == 11
    assert sheet["rows"][0]["problems"] == []
    assert {row["why"] for row in sheet["ignored"]} == {"title", "heading", "group", "total", "signature", "blank"}
    assert "Đặng Thị Kim Cát" in out.getvalue()


def test_without_json_a_person_gets_a_summary() -> None:
    out = StringIO()
    call_command("read_roster", str(SAMPLES / "households-clean.xlsx"), stdout=out)

    assert "300" in out.getvalue()
    assert "head_name: Họ và tên chủ hộ" in out.getvalue()


def test_a_file_that_is_no_workbook_is_answered_with_one_sentence(tmp_path: Path) -> None:
    picture = tmp_path / "picture.xlsx"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    out, err = StringIO(), StringIO()

    with pytest.raises(SystemExit) as plain:
        call_command("read_roster", str(picture), stderr=err)
    with pytest.raises(SystemExit) as as_json:
        call_command("read_roster", str(picture), "--json", stdout=out)

    assert plain.value.code == as_json.value.code == 2
    assert "picture.xlsx" in err.getvalue()
    assert json.loads(out.getvalue()).keys() == {"file", "error"}


def test_no_database_is_needed() -> None:
    environment = {**os.environ, "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}
    done = subprocess.run(
        [sys.executable, "manage.py", "read_roster", str(SAMPLES / "assignments-clean.xlsx"), "--json"],
        cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)["sheets"][0]["rows"]) == 120
