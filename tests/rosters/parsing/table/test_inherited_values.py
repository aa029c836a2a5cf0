"""Values from titles, group rows and sheet names for the records below them."""

import pytest

from assignments.rosters.parsing.columns.layout import TableLayout
from assignments.rosters.parsing.table.inherited_values import (
    SHEET_NAME_RULES,
    SheetNameCase,
    inherited_values,
)
from tests.rosters.parsing.table.build import layout
from tests.support.rosters.rule_tables import check_rules

HOUSEHOLDS = layout(None, "head_name")
MEMBERS = layout(None, "full_name", kind="members")
ASSIGNMENTS = layout(None, "member_name", "head_name", kind="assignments")


def inherit(
    context: dict[str, object], *groups: dict[str, str], table: TableLayout = HOUSEHOLDS
) -> tuple[list[dict[str, str]], list[str]]:
    values, notices = inherited_values(list(groups) or [{}], context, table)
    return values, [notice.code for notice in notices]


def test_every_rule_decides_its_example() -> None:
    check_rules(
        SHEET_NAME_RULES,
        {
            "no place": (SheetNameCase("Sheet1", "", False, False), None),
            "commune of the title": (SheetNameCase("THỔ BÌNH", "Thổ Bình", True, False), None),
            "commune": (SheetNameCase("Nà Khà", "", True, False), "commune"),
            "village": (SheetNameCase("Nà Khà", "Thổ Bình", False, True), "village"),
        },
    )


@pytest.mark.parametrize(
    ("context", "group", "table", "values"),
    [
        ({"commune": "Thổ Bình"}, {}, HOUSEHOLDS, {"commune": "Thổ Bình"}),
        ({"commune": "Thổ Bình", "year": 2018, "tier": "commune"}, {}, HOUSEHOLDS, {"commune": "Thổ Bình"}),
        ({"tier": "commune", "poverty": "poor"}, {}, ASSIGNMENTS, {"tier": "commune"}),
        ({"tier": "commune", "organisation": "A"}, {}, MEMBERS, {"tier": "commune", "organisation": "A"}),
        ({"organisation": "A"}, {}, ASSIGNMENTS, {"member_organisation": "A"}),
        ({"organisation": "A", "member_organisation": "B"}, {}, ASSIGNMENTS, {"member_organisation": "B"}),
        ({"village": "Nà Khà"}, {"poverty": "poor"}, HOUSEHOLDS, {"village": "Nà Khà", "poverty": "poor"}),
        ({"village": "Nà Khà"}, {"village": "Bản Phú"}, HOUSEHOLDS, {"village": "Bản Phú"}),
        ({"village": "Nà Khà"}, {"commune": "Thổ Bình"}, HOUSEHOLDS, {"commune": "Thổ Bình"}),
        ({"commune": "X"}, {"village": "Nà Khà"}, HOUSEHOLDS, {"village": "Nà Khà", "commune": "X"}),
        ({"village": "Nà Khà"}, {}, layout(None, "head_name", "village"), {}),
        ({"poverty": "poor"}, {}, layout(None, "head_name", "near_poor"), {}),
        ({"organisation": "A"}, {}, layout(None, "full_name", "workplace", kind="members"), {}),
        ({"organisation": "A"}, {}, layout(None, "member_name", "member_workplace", kind="assignments"), {}),
        ({"member_position": "Bí thư"}, {"member_name": "Lù A Sì"}, layout(None, "head_name", kind="assignments"),
         {"member_name": "Lù A Sì", "member_position": "Bí thư"}),
    ],
)  # fmt: skip
def test_records_inherit_what_their_columns_do_not_give(
    context: dict[str, object], group: dict[str, str], table: TableLayout, values: dict[str, str]
) -> None:
    assert inherit(context, group, table=table) == ([values], [])


CELL = {"cell_village": "Nà Khà", "organisation": "Chi bộ Nà Khà"}


def test_the_village_of_a_cell_counts_where_no_other_is_known() -> None:
    village_and_notice = ([{"village": "Nà Khà"}], ["cell_gives_village"])

    assert inherit({}, CELL) == village_and_notice
    assert inherit(CELL) == village_and_notice
    assert inherit({}, {"cell_village": "Nà Khà"}) == village_and_notice
    assert inherit({"village": "Bản Phú"}, CELL) == village_and_notice
    assert inherit({}, {**CELL, "village": "Bản Phú"}) == ([{"village": "Bản Phú"}], [])
    assert inherit(CELL, {"village": "Bản Phú"}) == ([{"village": "Bản Phú"}], [])
    assert inherit({}, CELL, table=layout(None, "head_name", "address")) == ([{}], [])
    assert inherit({}, CELL, table=layout(None, "head_name", "village")) == ([{}], [])
    assert inherit({}, CELL, table=MEMBERS) == ([{"organisation": "Chi bộ Nà Khà"}], [])


def test_the_notice_names_three_cells_once_each() -> None:
    groups = [{"cell_village": f"Thôn {i}", "organisation": f"Chi bộ {i}"} for i in (1, 2, 3, 4)]
    _, (notice,) = inherited_values([groups[0], *groups], {}, HOUSEHOLDS)

    assert (notice.field, "Chi bộ 1, Chi bộ 2, Chi bộ 3”" in notice.message) == ("village", True)


def test_records_of_one_group_share_their_values() -> None:
    group, other = {"village": "Nà Khà"}, {"village": "Nà Khà"}
    (first, second, third), _ = inherited_values([group, group, other], {}, HOUSEHOLDS)

    assert first is second
    assert first == third
    assert first is not third


@pytest.mark.parametrize(
    ("context", "group", "table", "added"),
    [
        ({}, {}, HOUSEHOLDS, {}),
        ({"tab": "Sheet1"}, {}, HOUSEHOLDS, {}),
        ({"tab": "Danh sách 2018"}, {}, HOUSEHOLDS, {}),
        ({"tab": "Nà Khà"}, {}, HOUSEHOLDS, {"village": "Nà Khà"}),
        ({"tab": "Thổ Bình"}, {}, HOUSEHOLDS, {"commune": "Thổ Bình"}),
        ({"tab": "thổ bình", "commune": "Thổ Bình"}, {}, HOUSEHOLDS, {}),
        ({"tab": "Bình An", "commune": "Thổ Bình"}, {}, HOUSEHOLDS, {"village": "Bình An"}),
        ({"tab": "Bình An"}, {"commune": "Thổ Bình"}, HOUSEHOLDS, {"village": "Bình An"}),
        ({"tab": "Bình An"}, {}, layout(None, "head_name", "commune"), {"village": "Bình An"}),
        ({"tab": "Nà Khà"}, {}, layout(None, "head_name", "village"), {"commune": "Nà Khà"}),
        ({"tab": "Nà Khà"}, {}, layout(None, "head_name", "address"), {"commune": "Nà Khà"}),
        ({"tab": "Nà Khà"}, {"village": "Bản Phú"}, HOUSEHOLDS, {"commune": "Nà Khà"}),
        ({"tab": "Nà Khà"}, {"cell_village": "Bản Phú"}, HOUSEHOLDS, {"commune": "Nà Khà"}),
        ({"tab": "Nà Khà", "village": "Bản Phú"}, {}, HOUSEHOLDS, {"commune": "Nà Khà"}),
        ({"tab": "Nà Khà", "village": "Bản Phú", "commune": "Thổ Bình"}, {}, HOUSEHOLDS, {}),
    ],
)
def test_the_name_of_a_sheet_gives_the_place_that_is_missing(
    context: dict[str, object], group: dict[str, str], table: TableLayout, added: dict[str, str]
) -> None:
    before = dict(context)
    _, notices = inherited_values([group], context, table)

    assert {name: value for name, value in context.items() if before.get(name) != value} == added
    codes = [notice.code for notice in notices if notice.code.startswith("sheet")]
    assert codes == [f"sheet_gives_{field}" for field in added]
