"""The tier of each assignee's columns."""

import pytest

from assignments.rosters.parsing.columns.layout import Column
from assignments.rosters.parsing.columns.tiers import assign_tiers, tier_named
from tests.rosters.parsing.columns.build import column


def tiers_of(*columns: Column) -> list[str | None]:
    assign_tiers(columns)
    return [column.tier for column in columns]


def name(col: int, text: str) -> Column:
    return column(col, fields="member_name", text=text)


@pytest.mark.parametrize(
    ("texts", "tier"),
    [
        (("Cán bộ huyện",), "district"),
        (("Đảng viên xã",), "commune"),
        (("Đảng viên", "Thị trấn"), "commune"),
        (("Chi bộ",), "commune"),
        (("Thôn",), "commune"),
        (("Cấp huyện, xã",), None),
        (("Họ và tên",), None),
    ],
)
def test_headings_name_a_tier(texts: tuple[str, ...], tier: str | None) -> None:
    assert tier_named(*texts) == tier


def test_two_columns_of_names_are_of_one_tier_each() -> None:
    assert tiers_of(name(1, "Cán bộ huyện"), name(2, "Đảng viên xã")) == ["district", "commune"]


def test_one_name_beside_that_of_the_district_is_the_communes() -> None:
    assert tiers_of(name(1, "Cán bộ huyện"), name(2, "Đảng viên")) == ["district", "commune"]


@pytest.mark.parametrize(
    "texts",
    [
        ("Cán bộ huyện",),
        ("Cán bộ huyện", "Lãnh đạo huyện"),
        ("Đảng viên", "Đảng viên xã"),
        ("Cán bộ huyện", "Đảng viên", "Người phụ trách"),
    ],
)
def test_names_without_both_tiers_have_none(texts: tuple[str, ...]) -> None:
    assert set(tiers_of(*(name(col, text) for col, text in enumerate(texts)))) == {None}


def test_facts_of_an_assignee_are_of_the_tier_before_them_or_of_their_own() -> None:
    position, commune_position, later = (
        column(2, fields="member_position", text="Chức vụ"),
        column(4, fields="member_position", text="Chức vụ"),
        column(5, fields="member_phone", text="Cán bộ huyện / Điện thoại"),
    )
    head = column(6, fields="head_name", text="Chủ hộ")

    tiers = tiers_of(name(1, "Cán bộ huyện"), position, name(3, "Đảng viên xã"), commune_position, later, head)

    assert tiers == ["district", "district", "commune", "commune", "district", None]


def test_facts_before_the_first_name_are_of_its_tier() -> None:
    organisation = column(0, fields="member_organisation", text="Cơ quan")

    assert tiers_of(organisation, name(1, "Cán bộ huyện"), name(2, "Đảng viên xã"))[0] == "district"


def test_days_of_the_assignment_are_an_assignees_where_each_has_their_own() -> None:
    names = name(1, "Cán bộ huyện"), name(3, "Đảng viên xã")
    starts = [column(col, fields="starts_on", text="Từ ngày") for col in (2, 4)]
    alone = column(5, fields="ends_on", text="Đến ngày")

    assert tiers_of(names[0], starts[0], names[1], starts[1], alone) == [
        "district",
        "district",
        "commune",
        "commune",
        None,
    ]
