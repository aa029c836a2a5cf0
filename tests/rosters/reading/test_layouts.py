"""The reader gets the invented rows back from every layout."""

from pathlib import Path

import pytest

from tests.support.rosters.layouts import LAYOUTS, fill, make
from tests.support.rosters.layouts.encodings import to_cp1258, to_tcvn3, to_tcvn3_capitals, to_vni
from tests.support.rosters.score import compare, score_layout

SEEDS = (0, 1)
FIELDS = {
    "assignments": "member_name member_position member_organisation level head_name head_birth_year "
    "household_code village commune household_size poverty ethnicity phone "
    "starts_on ends_on help result note",
    "households": "household_code head_name head_birth_year sex ethnicity citizen_id village commune "
    "household_size poverty phone note",
    "members": "full_name sex birth_date position organisation village commune level phone note",
}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("number", sorted(LAYOUTS), ids=lambda number: LAYOUTS[number].name)
def test_every_row_of_a_layout_is_read_and_none_invented(number: int, seed: int, tmp_path: Path) -> None:
    score = score_layout(number, seed, tmp_path)

    assert score.expected >= 12
    assert score.is_perfect, "\n".join(score.notes[:20])


def test_old_encodings_are_those_of_their_fonts() -> None:
    assert to_tcvn3("Nguyễn Thị Hồng ở Lương Đứa") == "NguyÔn ThÞ Hång ë L\xad¬ng §øa"
    assert to_tcvn3_capitals("Đảng ủy xã Thổ Bình") == "®¶NG ñY X· THæ B×NH"
    assert to_vni("Nguyễn Thị Hồng, ĐỨA, Mỵ, Thẳm") == "Nguyeãn Thò Hoàng, ÑÖÙA, Mî, Thaúm"
    assert to_cp1258("Hộ cận nghèo").decode("cp1258") == "Hô\u0323 câ\u0323n nghe\u0300o"


@pytest.mark.parametrize("number", sorted(LAYOUTS), ids=lambda number: LAYOUTS[number].name)
def test_a_truth_speaks_of_the_fields_of_its_kind(number: int) -> None:
    book = fill(number, seed=0)

    assert {name for row in book.rows for name in row["values"]} <= set(FIELDS[book.kind].split())


def test_the_same_seed_makes_the_same_roster() -> None:
    assert fill(1, seed=5).truth() == fill(1, seed=5).truth()
    assert fill(1, seed=5).truth() != fill(1, seed=6).truth()


def test_a_score_counts_wrong_missing_and_invented_rows(tmp_path: Path) -> None:
    _, truth = make(26, 0, tmp_path, size=6)
    rows = [
        {"row": row["row"], "values": dict(row["values"]), "problems": row.get("problems", [])} for row in truth["rows"]
    ]
    sheet = {"name": "Hộ dân", "kind": "households", "rows": rows}

    assert compare([sheet], truth).is_perfect

    rows[0]["values"]["head_name"] = "Không Phải"
    rows[1]["row"] = 900
    score = compare([sheet], truth)

    assert (score.right, score.missing, score.invented) == (len(rows) - 2, 1, 1)
    assert score.fields == {"head_name": 1}


def test_a_score_counts_planted_faults_that_nobody_reported(tmp_path: Path) -> None:
    _, truth = make(26, 0, tmp_path, size=6)
    rows = [{"row": row["row"], "values": dict(row["values"]), "problems": []} for row in truth["rows"]]
    fault_count = sum(len(row.get("problems", [])) for row in truth["rows"])

    score = compare([{"name": "Hộ dân", "kind": "households", "rows": rows}], truth)

    assert fault_count > 0
    assert score.unreported == fault_count
