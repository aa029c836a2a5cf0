"""The owners of the facts in the columns of a table."""

import pytest

from assignments.rosters.parsing.columns.layout import Column
from assignments.rosters.parsing.columns.ownership import assign_owners
from tests.rosters.parsing.columns.build import column


def owners(kind: str, *columns: Column) -> list[str | None]:
    assign_owners(columns, kind)
    return [column.owner for column in columns]


def test_facts_belong_to_the_name_before_them_and_before_any_name_to_the_first() -> None:
    columns = (column(0, "birth"), column(1, "member"), column(2, "birth"), column(3, "head"), column(4, "birth"))

    assert owners("assignments", *columns) == ["member", "member", "member", "head", "head"]


def test_a_heading_that_names_its_owner_counts_before_the_place_of_its_column() -> None:
    assert owners("assignments", column(0, "member"), column(1, "birth", owner="head"))[1] == "head"
    # A name is its own.
    assert owners("assignments", column(0, "member"), column(1, "head", owner="member"))[1] == "head"


def test_in_a_list_of_households_facts_are_the_heads_but_for_those_of_another_person() -> None:
    columns = (column(0, "head"), column(1, "birth", owner="member"), column(2, "person"), column(3, "birth"))

    assert owners("households", *columns) == ["head", "head", "person", "person"]


def test_in_a_list_of_members_facts_are_the_members() -> None:
    assert owners("members", column(0, "birth"), column(1, "member"), column(2, "phone")) == ["member"] * 3


def test_places_and_phone_beside_the_member_are_the_households_unless_it_has_its_own() -> None:
    columns = (column(0, "member"), column(1, "village"), column(2, "phone"), column(3, "head"))
    assert owners("assignments", *columns) == ["member", "head", "head", "head"]

    columns = (*columns[:3], column(3, "head"), column(4, "village"), column(5, "phone"))
    for each in columns:
        each.owner = None
    assert owners("assignments", *columns) == ["member", "member", "member", "head", "head", "head"]


@pytest.mark.parametrize(
    "column_of_place",
    [column(1, "member village"), column(1, "village", is_corrected=True, owner="member")],
    ids=["with a name", "corrected"],
)
def test_a_place_with_a_name_or_a_correction_stays_the_members(column_of_place: Column) -> None:
    assert owners("assignments", column(0, "member"), column_of_place, column(2, "head"))[1] == "member"


def only_commune(**attributes: object) -> str | None:
    """The owner of the one commune, which is by the member, where the village is by the head."""
    concepts = str(attributes.pop("concepts", "commune"))
    commune = column(1, concepts, **attributes)
    return owners("assignments", column(0, "member"), commune, column(2, "head"), column(3, "village"))[1]


def test_the_only_commune_is_the_households_as_their_village_is() -> None:
    assert only_commune() == "head"
    assert only_commune(is_corrected=True, owner="member") == "member"
    assert only_commune(concepts="member commune") == "member"
    assert only_commune(text="Cán bộ xã / Xã", owner="member") == "member"


def test_a_commune_stays_the_members_beside_their_village_or_another_commune() -> None:
    columns = (column(0, "member"), column(1, "commune"), column(2, "village"), column(3, "head"), column(4, "village"))
    assert owners("assignments", *columns)[1:3] == ["member", "member"]

    columns = (column(0, "member"), column(1, "commune"), column(2, "head"), column(3, "commune"))
    assert owners("assignments", *columns)[1] == "member"
