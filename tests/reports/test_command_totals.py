"""`manage.py totals`."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

pytestmark = pytest.mark.django_db


def run(*args: str) -> str:
    out = StringIO()
    call_command("totals", *args, stdout=out)
    return out.getvalue()


def test_json_has_the_agreed_shape(territory, households):
    output = json.loads(run("--unit", "Lâm Bình", "--on", "2018-12-31", "--json"))

    children = output.pop("children")
    assert output == {
        "unit": "Lâm Bình",
        "on": "2018-12-31",
        "tiers": {
            "district": {"members": 1, "households": 1},
            "commune": {"members": 1, "households": 1},
        },
        "households": 3,
        "covered": 2,
        "not_covered": 1,
    }
    assert [(child["unit"], child["code"]) for child in children] == [
        ("Xuân Lập", "02242"),
        ("Thổ Bình", "02296"),
    ]
    assert children[0]["tiers"] == {
        "district": {"members": 0, "households": 0},
        "commune": {"members": 1, "households": 1},
    }
    assert (children[0]["households"], children[0]["covered"]) == (2, 1)


def test_a_day_may_be_written_as_people_write_it(territory, households):
    assert json.loads(run("--on", "03/02/2019", "--json"))["on"] == "2019-02-03"


def test_without_unit_and_day_it_is_everybody_today(territory, households):
    output = json.loads(run("--json"))

    assert output["unit"] == "Lâm Bình"
    assert date.fromisoformat(output["on"]) > date(2025, 7, 1)
    assert output["households"] == 3


def test_the_table_shows_each_part_and_counts_everybody_once(territory, households):
    with translation.override("en"):
        lines = run("--on", "2018-12-31", "--unit", "071").splitlines()

    assert lines[0] == "Huyện Lâm Bình on 31/12/2018"
    assert lines[3].split()[:3] == ["Xã", "Xuân", "Lập"]
    assert lines[3].split()[3:] == ["2", "0", "0", "1", "1", "1", "1"]
    assert lines[-1].split()[-7:] == ["3", "1", "1", "1", "1", "2", "1"]


@pytest.mark.parametrize("args", [["--unit", "Nà Hang"], ["--on", "31/02/2018"], ["--on", "2018"]])
def test_what_cannot_be_understood_is_one_sentence_and_exit_2(territory, args):
    with pytest.raises(CommandError) as error:
        run(*args)

    assert error.value.returncode == 2
    assert "\n" not in str(error.value)


def test_before_units_are_loaded_it_says_so(db):
    with pytest.raises(CommandError, match="load_units"):
        run()
