"""Cells with the name of a person and other facts beside it."""

from typing import Any

import pytest

from assignments.rosters.parsing.cells.field_parsers import FieldParsers
from assignments.rosters.parsing.cells.parsers import ParsedCell
from assignments.rosters.parsing.cells.person_cells import (
    HEAD_FACTS,
    MEMBER_FACTS,
    NAME_PROBLEMS,
    PersonCellParser,
    Remark,
    are_people,
    is_bare_place,
)
from assignments.rosters.parsing.problems import problem
from assignments.rosters.parsing.rules import decide
from tests.rosters.parsing.cells.build import TODAY, outcome
from tests.support.rosters.rule_tables import check_rules


def parse(cell: object, fields: str = "head_name", *, table_fields: str = "") -> Any:
    parser = PersonCellParser(fields.split(), TODAY, table_fields=frozenset(table_fields.split()))
    result = parser.parse(cell)
    return list(map(outcome, result)) if isinstance(result, list) else outcome(result)


# --- rules --------------------------------------------------------------------------------------------------------


def remark(text: str, name_field: str = "head_name") -> Remark:
    return Remark(text, (text,), name_field, FieldParsers([name_field], TODAY))


def test_every_rule_of_names_decides_its_example() -> None:
    check_rules(
        NAME_PROBLEMS,
        {
            "one word": ("Páo", "one_word_name"),
            "digits": ("Hoàng A 2", "not_a_name"),
            "no person": ("hoàng? páo", "not_a_name"),
            "position": ("Trưởng Thôn", "not_a_name"),
        },
    )
    for name in ("Hoàng A Páo", "H'Mi"):
        assert not any(rule.applies(name) for rule in NAME_PROBLEMS)
    assert not NAME_PROBLEMS[0].applies("P")


def test_every_rule_of_facts_of_heads_decides_its_example() -> None:
    check_rules(
        HEAD_FACTS,
        {
            "birth": (remark("sinh năm 1980"), ParsedCell({"head_birth_year": 1980})),
            "size": (remark("5 nhân khẩu"), ParsedCell({"household_size": 5})),
            "citizen id": (remark("008 070 123456"), ParsedCell({"citizen_id": "008070123456"})),
            "phone": (remark("0912.345.678"), ParsedCell({"phone": "0912345678"})),
            "place": (remark("thôn Nà Khà xã Thổ Bình"), ParsedCell({"village": "Nà Khà", "commune": "Thổ Bình"})),
            "class": (remark("hộ cận nghèo"), ParsedCell({"poverty": "near_poor"})),
            "ethnic group": (remark("Tày"), ParsedCell({"ethnicity": "Tày"})),
        },
    )
    for unknown in ("khó khăn", "5 con", "12345678", "Nà Khà", "HN9", "không có nghèo"):
        assert not any(rule.applies(remark(unknown)) for rule in HEAD_FACTS), unknown


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("HN", {"poverty": "poor"}),
        ("xã Thổ Bình", {"commune": "Thổ Bình"}),
        ("dân tộc La La", {"ethnicity": "La La"}),
        ("SN 80", {"head_birth_year": 1980}),
        ("sinh năm 80", {"head_birth_year": 1980}),
        ("S.N.80", {"head_birth_year": 1980}),
    ],
)
def test_a_fact_of_a_head_has_several_forms(text: str, values: object) -> None:
    fact = decide(HEAD_FACTS, remark(text))

    assert fact is not None
    assert fact.values == values


@pytest.mark.parametrize(
    ("name_field", "birth", "prefix"),
    [("member_name", "member_birth_year", "member_"), ("full_name", "birth_date", "")],
)
def test_every_rule_of_facts_of_members_decides_its_example(name_field: str, birth: str, prefix: str) -> None:
    check_rules(
        MEMBER_FACTS,
        {
            "birth": (remark("1980", name_field), ParsedCell({birth: 1980 if prefix else "1980"})),
            "phone": (remark("0912 345 678", name_field), ParsedCell({f"{prefix}phone": "0912345678"})),
            "no letters": (remark("12/5", name_field), None),
            "another name": (remark("Páo", name_field), None),
            "position or organisation": (
                remark("CV: Trưởng phòng, Công an huyện", name_field),
                ParsedCell({f"{prefix}position": "Trưởng phòng", f"{prefix}organisation": "Công an huyện"}),
            ),
        },
    )
    for text in ("Hưu", "Phó", "Trưởng", "hưu trí", "PÁO"):
        assert not MEMBER_FACTS[3].applies(remark(text, name_field))


# --- persons ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "result"),
    [
        ("Giàng A Páo", ("Giàng A Páo", [])),
        ("ông Giàng A Páo", ("Giàng A Páo", [])),
        ("Páo", ({"head_name": "Páo"}, ["head_name: one_word_name"])),
        ("Páo (1980)", ({"head_name": "Páo", "head_birth_year": 1980}, ["head_name: one_word_name"])),
        ("Giàng A 2", ({}, ["head_name: not_a_name"])),
        ("Giàng A 2 (1980)", ({"head_birth_year": 1980}, ["head_name: not_a_name"])),
        ("12", ({}, ["head_name: not_a_name"])),
        (12, ({}, ["head_name: not_a_name"])),
        ("()", ({}, ["head_name: not_a_name"])),
        (" ", (None, [])),
        ("Giàng A Páo (1980, 5 khẩu, Tày)", (
            {"head_name": "Giàng A Páo", "head_birth_year": 1980, "household_size": 5, "ethnicity": "Tày"}, [])),
        ("Giàng A Páo (1980, 1990)", ({"head_name": "Giàng A Páo", "head_birth_year": 1980}, [])),
        ("Giàng A Páo (khó khăn)", ({"head_name": "Giàng A Páo"}, ["head_name: unread_part"])),
        ("Giàng A Páo (1700)", ({"head_name": "Giàng A Páo"}, ["head_name: unread_part"])),
        ("Giàng A Páo (SN 2026)", ({"head_name": "Giàng A Páo", "head_birth_year": 2026}, [])),
        ("Giàng A Páo (99 khẩu)", (
            {"head_name": "Giàng A Páo", "household_size": 99}, ["household_size: large_size"])),
    ],
)  # fmt: skip
def test_a_head_has_a_name_and_facts(cell: object, result: Any) -> None:
    assert parse(cell) == result


def test_a_cell_may_name_several_heads() -> None:
    assert parse("1. Giàng A Páo (1980)\n2. Lù Thị Mẩy") == [
        ({"head_name": "Giàng A Páo", "head_birth_year": 1980}, []),
        ({"head_name": "Lù Thị Mẩy"}, []),
    ]


def test_of_several_members_the_first_is_the_assignee() -> None:
    result = parse("Giàng A Páo (1980); Lù Thị Mẩy", "member_name")

    assert result == (
        {"member_name": "Giàng A Páo", "member_birth_year": 1980},
        ["member_name: several_members"],
    )
    assert parse("Giàng A Páo\nLù Thị Mẩy", "member_name")[0] == {"member_name": "Giàng A Páo"}
    # In a register every row is one member.
    assert parse("Giàng A Páo; Lù Thị Mẩy", "full_name")[1] != ["full_name: several_members"]


@pytest.mark.parametrize("cell", ["Chưa có", "không", "Chưa phân công", "(không có ai)", "Chưa có người phụ trách."])
def test_nobody_is_no_name(cell: str) -> None:
    assert parse(cell, "member_name") == ({}, ["member_name: missing_member_name"])
    assert parse(cell)[1] != ["member_name: missing_member_name"]


def test_a_name_that_begins_like_nobody_is_a_name() -> None:
    assert parse("Chảo A Páo", "member_name") == ("Chảo A Páo", [])
    assert parse("Khúc A Páo", "member_name") == ("Khúc A Páo", [])


def test_all_positions_of_a_member_are_kept_and_the_first_of_other_facts() -> None:
    assert parse("Giàng A Páo (Bí thư, Trưởng thôn)", "full_name") == (
        {"full_name": "Giàng A Páo", "position": "Bí thư, Trưởng thôn"},
        [],
    )
    assert parse("Giàng A Páo (Bí thư, Trưởng phòng Công an huyện, Hạt Kiểm lâm)", "member_name")[0] == {
        "member_name": "Giàng A Páo",
        "member_position": "Bí thư, Trưởng phòng Công an huyện",
        "member_organisation": "Hạt Kiểm lâm",
    }


def test_a_remark_is_the_next_field_of_the_heading_where_its_form_says_nothing() -> None:
    assert parse("Giàng A Páo (Nà Khà, khó khăn)", "head_name village note") == (
        {"head_name": "Giàng A Páo", "village": "Nà Khà", "note": "khó khăn"},
        [],
    )
    assert parse("Giàng A Páo (1980, khó khăn, x)", "head_name head_birth_year note") == (
        {"head_name": "Giàng A Páo", "head_birth_year": 1980, "note": "khó khăn"},
        ["head_name: unread_part"],
    )


@pytest.mark.parametrize(
    ("cell", "fields", "table_fields", "village"),
    [
        ("Giàng A Páo (Nà Khà)", "head_name", "", "Nà Khà"),
        ("Giàng A Páo (1980, Cốc Phát)", "head_name", "", "Cốc Phát"),
        ("Giàng A Páo (1980, Tân Lập)", "head_name", "", "Tân Lập"),
        ("Giàng A Páo (Tân Lập)", "head_name", "", None),  # possibly another name
        ("Giàng A Páo (1980, Lù Mẩy)", "head_name", "", None),  # a surname
        ("Giàng A Páo (Nà Khà)", "head_name", "village", None),
        ("Giàng A Páo (Nà Khà)", "head_name", "address", None),
        ("Giàng A Páo (Nà Khà)", "person", "", None),
    ],
)
def test_a_bare_name_beside_a_head_may_be_a_village(
    cell: str, fields: str, table_fields: str, village: str | None
) -> None:
    values, problems = parse(cell, fields, table_fields=table_fields)

    assert values.get("village") == village
    assert problems == ([] if village else [f"{fields}: unread_part"])


@pytest.mark.parametrize(
    ("text", "is_place"),
    [
        ("Nà Khà", True), ("Tân Lập Thượng", True), ("Nà Khà Bản Cốc", False), ("Nà", False), ("nà Khà", False),
        ("NÀ KHÀ", False), ("Nà Khà2", False), ("Hoàng Páo", False), ("Hà Nà", False), ("Bản Hin", True),
    ],
)  # fmt: skip
def test_two_or_three_words_with_capitals_may_be_a_place(text: str, is_place: bool) -> None:
    assert is_bare_place(text) is is_place


def test_people_have_surnames_and_no_position() -> None:
    assert are_people(["Giàng A Páo", "Lù Thị Mẩy (1980)"])
    assert not are_people(["Giàng A Páo"])
    assert not are_people(["Giàng A Páo", "Trưởng thôn"])
    assert not are_people(["Giàng A Páo", "Nà Khà"])


def test_a_problem_names_the_text_that_was_not_read() -> None:
    parser = PersonCellParser(["head_name"], TODAY, table_fields=frozenset())

    result = parser.parse("Giàng A Páo (khó khăn)")

    assert isinstance(result, ParsedCell)
    assert result.problems == (problem("head_name", "unread_part", value="khó khăn"),)
