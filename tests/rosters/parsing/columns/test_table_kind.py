"""The persons whose names a table holds, and its kind."""

import pytest

from assignments.rosters.parsing.columns.table_kind import (
    KIND_RULES,
    PLAIN_NAME_RULES,
    PlainName,
    is_kind_unsure,
    kind_of,
    likely_kind,
    resolve_name_columns,
    set_first_names,
)
from tests.rosters.parsing.columns.build import column, columns
from tests.support.rosters.rule_tables import check_rules

FAMILY = frozenset({"relation", "name"})


def test_every_rule_of_plain_names_decides_its_example() -> None:
    check_rules(
        PLAIN_NAME_RULES,
        {
            "family beside its head": (PlainName(3, head_col=1, concepts=FAMILY), "person"),
            "family with its head": (PlainName(3, member_col=1, concepts=FAMILY), "head"),
            "left of the heads": (PlainName(1, head_col=2), "member"),
            "right of the heads in a list of assignments": (
                PlainName(3, head_col=2, title="danh sach phan cong giup do"),
                "member",
            ),
            "right of the heads": (PlainName(3, head_col=2, title="danh sach ho"), "person"),
            "beside heads and members": (PlainName(1, head_col=2, member_col=4), "person"),
            "beside members": (PlainName(1, member_col=4), "head"),
            "first of several": (PlainName(has_more_names=True, concepts=frozenset({"size"})), "member"),
            "beside facts of households": (PlainName(concepts=frozenset({"size", "cell"})), "head"),
            "beside facts of members": (PlainName(concepts=frozenset({"cell"}), title="ho ngheo"), "member"),
            "under a title of households": (PlainName(title="danh sach ho ngheo"), "head"),
            "list of names": (PlainName(title="danh sach"), "member"),
        },
    )


def test_every_rule_of_kinds_decides_its_example() -> None:
    check_rules(
        KIND_RULES,
        {
            "members and heads": (frozenset({"member", "head", "code"}), "assignments"),
            "members and household codes": (frozenset({"member", "code"}), "assignments"),
            "heads": (frozenset({"head", "person"}), "households"),
            "families": (frozenset({"person", "relation"}), "households"),
            "members": (frozenset({"member", "relation"}), "members"),
        },
    )
    assert kind_of(columns("index", "person")) is None


def test_a_name_column_left_of_the_heads_is_a_plain_name_at_their_own_column_no_more() -> None:
    assert PLAIN_NAME_RULES[2].applies(PlainName(1, head_col=2))
    assert not PLAIN_NAME_RULES[2].applies(PlainName(2, head_col=2))


def test_an_owner_above_a_plain_name_counts_first() -> None:
    names = [column(1, "name", owner="head"), column(3, "name birth", owner="member")]

    resolve_name_columns(names, "")

    assert [name.concepts for name in names] == [("head",), ("member", "birth")]


def test_plain_names_are_resolved_from_left_to_right() -> None:
    names = columns("index", "name", "name", "name", "size")

    resolve_name_columns(names, "")

    assert [name.concepts[0] for name in names] == ["index", "member", "head", "person", "size"]


def test_the_first_column_of_heads_decides_on_plain_names() -> None:
    names = [column(0, "name"), column(1, "head"), column(3, "head"), column(2, "name")]

    resolve_name_columns(names, "")

    assert names[0].concepts == ("member",)
    assert names[3].concepts == ("person",)


def test_the_users_kind_renames_the_first_names() -> None:
    names = columns("member", "person")
    set_first_names(names, "households")
    assert [name.concepts for name in names] == [("head",), ("person",)]

    names = columns("index", "head note", "size")
    set_first_names(names, "members")
    assert [name.concepts for name in names] == [("index",), ("member", "note"), ("size",)]


@pytest.mark.parametrize(
    ("kind", "concepts"),
    [("assignments", "member"), ("households", "head"), ("households", "person relation"), ("members", "phone")],
)
def test_names_that_fit_the_users_kind_stay(kind: str, concepts: str) -> None:
    names = columns(concepts)

    set_first_names(names, kind)

    assert names == columns(concepts)


def test_a_table_without_names_is_of_members_where_only_they_have_its_columns() -> None:
    assert likely_kind(columns("cell")) == "members"
    assert likely_kind(columns("cell", "size")) == "households"
    assert likely_kind(columns("phone")) == "households"


@pytest.mark.parametrize(
    ("concepts", "title", "is_unsure"),
    [
        (("name", "phone"), "danh sach", True),
        (("name", "size"), "danh sach", False),
        (("name", "cell"), "danh sach", False),
        (("name", "head"), "danh sach", False),
        (("name", "member"), "danh sach", False),
        (("name", "person"), "danh sach", False),
        (("name", "name"), "danh sach", False),
        (("phone",), "danh sach", False),
        (("name",), "danh sach ho ngheo", False),
        (("name",), "danh sach dang vien", False),
    ],
)
def test_one_plain_name_alone_leaves_the_kind_open(concepts: tuple[str, ...], title: str, is_unsure: bool) -> None:
    assert is_kind_unsure(columns(*concepts), title) is is_unsure


def test_an_owner_settles_the_kind() -> None:
    assert not is_kind_unsure([column(0, "name", owner="head")], "danh sach")
