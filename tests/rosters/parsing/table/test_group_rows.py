"""Lines that name a group, and the rows that belong to it."""

import pytest

from assignments.rosters.parsing.rules import first_rule
from assignments.rosters.parsing.table.group_rows import (
    GROUP_RULES,
    Group,
    GroupCase,
    GroupFinder,
    OpenGroups,
    style_of,
)
from assignments.rosters.parsing.table.lines import Line
from lambinh.lib.spreadsheets.types import Area
from tests.rosters.parsing.table.build import finder, layout, line
from tests.support.rosters.rule_tables import check_rules

NA_KHA = {"village": "Nà Khà"}
ASSIGNEE = {"member_name": "Vũ Thị Mẩy"}
IN_CHARGE = "Đ/c Vũ Thị Mẩy phụ trách các hộ"
CODES = finder(layout(None, "village", "household_code"))
MEMBERS = finder(layout(None, "full_name", "birth_date", "position", kind="members"))
ASSIGNMENTS = finder(layout(None, "member_name", "head_name", kind="assignments"))


def case(*cells: object, of: GroupFinder | None = None) -> GroupCase:
    table = of or finder()
    return GroupCase(line(*cells, of=table.columns), table)


def test_every_rule_decides_its_example() -> None:
    check_rules(
        GROUP_RULES,
        {
            "member in charge": (case(None, IN_CHARGE, None, None), Group(ASSIGNEE, None)),
            "three texts": (case(None, "Thôn Nà Khà", "Xã Thổ Bình", "Xóm 3"), None),
            "text in a column of values": (case(None, None, "Thôn Nà Khà", None), None),
            "numbered text in a column of values": (case(1, "Thôn 1", None, of=CODES), None),
            "text that names nothing known": (case(None, "Cụm loa", None, None), None),
            "numbered member named like a body": (case(3, "Đoàn Văn Ban", None, 1970, of=MEMBERS), None),
            "numbered line with values": (case(1, "Thôn Nà Khà", 3, 4, 5), None),
            "group": (case("I", "Thôn Nà Khà", None, 12), Group(NA_KHA, 1, "Thôn Nà Khà")),
        },
    )


@pytest.mark.parametrize(
    ("example", "name"),
    [
        pytest.param(case(None, IN_CHARGE, 3, 4), "text that names nothing known", id="in charge with two values"),
        pytest.param(case(None, IN_CHARGE, 3, None), "member in charge", id="in charge with one value"),
        pytest.param(
            case(None, IN_CHARGE, None, of=ASSIGNMENTS), "text that names nothing known", id="in charge of assignments"
        ),
        pytest.param(case(None, IN_CHARGE, "Thôn Nà Khà", None), "text that names nothing known", id="two texts"),
        pytest.param(case(None, "Thôn Nà Khà", "Xã Thổ Bình", None), "group", id="a group of two texts"),
        pytest.param(case("Thôn Nà Khà", None, None, None), "group", id="a text left of the names"),
        pytest.param(case(None, None, None, None, "Thôn Nà Khà"), "group", id="a text in no column of the table"),
        pytest.param(case(1, None, None, None, "Thôn Nà Khà"), "group", id="a numbered text in no column"),
        pytest.param(case(1, "Thôn Nà Khà", None, None), "group", id="a numbered text over names"),
        pytest.param(case(None, "Thôn Nà Khà", "chưa rõ", None), "text that names nothing known", id="one is unknown"),
        pytest.param(case(1, "Thôn Nà Khà", 3, 4), "group", id="a numbered line with two values"),
        pytest.param(case(None, "Thôn Nà Khà", 3, 4, 5), "group", id="a line with three values"),
        pytest.param(case(3, "Đoàn Văn Ban", None, None, of=MEMBERS), "group", id="a numbered body alone"),
        pytest.param(case(None, "Đoàn Văn Ban", None, 1970, of=MEMBERS), "group", id="a body without a number"),
    ],
)
def test_the_limits_of_the_rules(example: GroupCase, name: str) -> None:
    rule = first_rule(GROUP_RULES, example)

    assert rule is not None
    assert rule.name == name


def test_a_line_without_texts_names_no_group() -> None:
    assert finder().named_group(line(1, None, 2, 3)) is None
    assert finder().named_group(line("I", "Thôn Nà Khà", None, None)) == Group(NA_KHA, 1, "Thôn Nà Khà")


@pytest.mark.parametrize(
    ("area", "expected"),
    [
        (Area(1, 1, 1, 3), True),
        (Area(1, 1, 1, 2), False),
        (Area(1, 1, 2, 3), False),
        (None, False),
    ],
)
def test_a_numbered_text_merged_over_three_columns_stands_apart(area: Area | None, expected: bool) -> None:
    table = finder(layout(None, "village", "household_code"), *([area] if area else []))

    assert table.is_merged_wide(line(1, "Thôn 1", None, None, of=table.columns)) is expected
    assert (table.named_group(line(1, "Thôn 1", None, None, of=table.columns)) is not None) is expected


@pytest.mark.parametrize(
    ("cells", "style"),
    [
        (("A", "Thôn Nà Khà", None, None), 0),
        (("II.", "Thôn Nà Khà", None, None), 1),
        ((3, "Thôn Nà Khà", None, None), 2),
        ((None, "Thôn Nà Khà", None, None), None),
        (("I. Thôn Nà Khà", None, None, None), 1),
        (("Thôn Nà Khà", None, None, None), None),
    ],
)
def test_the_style_of_a_group_is_that_of_its_number(cells: tuple[object, ...], style: int | None) -> None:
    group = finder().named_group(line(*cells))

    assert group is not None
    assert group.style == style


# --- places without their kind -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (line("I", "Nà Khà", None, None), Group(NA_KHA, 1, "Nà Khà")),
        (line("I.", "Nà Khà", None, None), Group(NA_KHA, 1, "Nà Khà")),
        (line("I", "Thổ Bình", None, None), Group({"commune": "Thổ Bình"}, 1, "Thổ Bình")),
        (line("I", "Nà Khà Bản Phú", None, None), Group({"village": "Nà Khà Bản Phú"}, 1, "Nà Khà Bản Phú")),
        (line("I", "Nà Khà Bản Phú Trên", None, None), None),
        (line("I", "Giàng A Páo", None, None), None),
        (line("I", "Giàng Páo", None, None), Group({"village": "Giàng Páo"}, 1, "Giàng Páo")),
        (line("I", "Nà khà", None, None), None),
        (line("I", "()", None, None), None),
        (line(1, "Nà Khà", None, None), None),
        (line(None, "Nà Khà", None, None), None),
        (line("I. Nà Khà", None, None, None), None),
    ],
)
def test_a_place_needs_a_roman_number_and_few_capitalised_words(row: Line, expected: Group | None) -> None:
    assert finder().bare_place(row) == expected


@pytest.mark.parametrize(("right", "expected"), [(3, True), (2, False)])
def test_a_place_may_be_merged_instead(right: int, expected: bool) -> None:
    group = finder(layout(), Area(1, 1, 2, right)).bare_place(line(None, "Nà Khà", None, None))

    assert (group is not None) is expected


@pytest.mark.parametrize("field", ["village", "address"])
def test_a_table_with_villages_has_no_place_as_a_group(field: str) -> None:
    table = finder(layout(None, "head_name", field))

    assert table.bare_place(line("I", "Nà Khà", None, of=table.columns)) is None


@pytest.mark.parametrize(
    ("row", "style"),
    [
        (line("II", "Cụm loa", None, None), 1),
        (line("II. Cụm loa", None, None, None), 1),
        (line(None, "2 Cụm loa", None, None), 2),
        (line(None, "Cụm loa", None, None), None),
        (line("A 1", "Cụm loa", None, None), 0),
    ],
)
def test_an_unknown_group_has_the_style_of_its_number(row: Line, style: int | None) -> None:
    assert finder().style_of_unknown(row) == style


def test_an_unknown_group_may_stand_in_a_table_without_numbers() -> None:
    table = finder(layout("head_name", "note"))

    assert table.style_of_unknown(line("B. Cụm loa", None, of=table.columns)) == 0


@pytest.mark.parametrize(
    ("mark", "style"),
    [
        ("I", 1),
        ("XIV", 1),
        ("(C)", 1),
        ("A", 0),
        ("H.", 0),
        ("K", None),
        ("AB", None),
        ("7)", 2),
        ("a", None),
        ("", None),
    ],
)
def test_the_rank_of_a_mark(mark: str, style: int | None) -> None:
    assert style_of(mark) == style


# --- open groups -----------------------------------------------------------------------------------------------------


def open_in_order(*groups: Group | None) -> OpenGroups:
    """Groups opened one after the other, with a record under each; None leaves out the record."""
    open_groups = OpenGroups()
    for group, following in zip(groups, (*groups[1:], groups[-1]), strict=True):
        if group is not None:
            open_groups.open(group)
            if following is not None:
                open_groups.add_record()
    return open_groups


COMMUNE = Group({"commune": "Thổ Bình"}, 0)
VILLAGE = Group(NA_KHA, 1)
OTHER_VILLAGE = Group({"village": "Bản Phú"}, 1)
CLASS = Group({"poverty": "poor"}, 2)
PLAIN_CLASS = Group({"poverty": "poor"}, None)
PLAIN_VILLAGE = Group({"village": "Nà Khà"}, None)
TIER = Group({"tier": "district"}, None)
BODY = Group({"organisation": "Chi bộ 1"}, None)


@pytest.mark.parametrize(
    ("groups", "values"),
    [
        ((COMMUNE, VILLAGE, CLASS), {"commune": "Thổ Bình", "village": "Nà Khà", "poverty": "poor"}),
        ((COMMUNE, VILLAGE, CLASS, OTHER_VILLAGE), {"commune": "Thổ Bình", "village": "Bản Phú"}),
        ((VILLAGE, COMMUNE), {"commune": "Thổ Bình"}),
        ((VILLAGE, None, COMMUNE), {"commune": "Thổ Bình"}),
        ((COMMUNE, None, VILLAGE), {"commune": "Thổ Bình", "village": "Nà Khà"}),
        ((VILLAGE, None, OTHER_VILLAGE), {"village": "Bản Phú"}),
        ((COMMUNE, VILLAGE, None, CLASS, None, OTHER_VILLAGE), {"commune": "Thổ Bình", "village": "Bản Phú"}),
        ((VILLAGE, TIER), {"tier": "district"}),
        ((TIER, BODY), {"tier": "district", "organisation": "Chi bộ 1"}),
        ((COMMUNE, BODY), {"commune": "Thổ Bình", "organisation": "Chi bộ 1"}),
        ((VILLAGE, BODY), {"organisation": "Chi bộ 1"}),
        ((COMMUNE, VILLAGE, BODY), {"commune": "Thổ Bình", "organisation": "Chi bộ 1"}),
        ((PLAIN_CLASS, VILLAGE), {"village": "Nà Khà"}),
        ((CLASS, PLAIN_VILLAGE), {"village": "Nà Khà"}),
        ((Group({"commune": "Thổ Bình", "village": "X"}, 0), VILLAGE), NA_KHA),
        ((COMMUNE, PLAIN_VILLAGE, PLAIN_CLASS), {"commune": "Thổ Bình", "poverty": "poor"}),
        ((Group({"organisation": "A"}, 1), Group({"village": "B"}, 1)), {"village": "B"}),
    ],
)
def test_a_group_closes_those_of_its_own_rank_and_kind(
    groups: tuple[Group | None, ...], values: dict[str, str]
) -> None:
    assert open_in_order(*groups).values == values


def test_a_commune_or_tier_ends_the_village_above_it() -> None:
    of_cell = Group({"cell_village": "Nà Khà", "organisation": "Chi bộ 1"}, 1)

    assert open_in_order(VILLAGE, None, TIER).values == {"tier": "district"}
    assert open_in_order(of_cell, None, COMMUNE).values == {"organisation": "Chi bộ 1", "commune": "Thổ Bình"}


@pytest.mark.parametrize(
    ("style", "values"),
    [
        (1, {"commune": "Thổ Bình"}),
        (0, {}),
        (2, {"commune": "Thổ Bình", "village": "Nà Khà"}),
        (None, {"commune": "Thổ Bình", "village": "Nà Khà"}),
    ],
)
def test_an_unknown_group_closes_those_of_its_rank(style: int | None, values: dict[str, str]) -> None:
    open_groups = open_in_order(COMMUNE, VILLAGE)

    open_groups.close_style(style)

    assert open_groups.values == values


def test_an_unknown_line_right_under_a_group_closes_nothing() -> None:
    open_groups = OpenGroups()
    open_groups.open(VILLAGE)

    open_groups.close_style(1)

    assert open_groups.values == NA_KHA


def test_records_of_one_group_share_its_values() -> None:
    open_groups = open_in_order(VILLAGE)
    first, second = open_groups.add_record(), open_groups.add_record()
    open_groups.open(OTHER_VILLAGE)

    assert first is second
    assert first == NA_KHA
    assert open_groups.add_record() == {"village": "Bản Phú"}
