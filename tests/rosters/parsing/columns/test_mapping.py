"""Headings → fields of a table."""

import pytest

from assignments.rosters.parsing.columns.layout import Column, TableLayout
from assignments.rosters.parsing.columns.mapping import map_columns
from tests.rosters.parsing.columns.build import column


def layout_of(*columns: Column, title: str = "", kind: str | None = None, is_confirmed: bool = False) -> TableLayout:
    layout = map_columns(columns, title, kind=kind, is_confirmed=is_confirmed)
    assert layout is not None
    return layout


def fields(layout: TableLayout) -> dict[int, tuple[str, ...]]:
    return {column.col: column.fields for column in layout.columns}


def codes(layout: TableLayout) -> list[tuple[str | None, str]]:
    return [(notice.field, notice.code) for notice in layout.notices]


def test_a_list_of_households_has_the_facts_of_its_heads() -> None:
    layout = layout_of(column(0, "index"), column(1, "head"), column(2, "birth"), column(3, "note village"))

    assert (layout.kind, layout.index_col) == ("households", 0)
    assert fields(layout) == {1: ("head_name",), 2: ("head_birth_year",), 3: ("note", "village")}
    assert not layout.notices


@pytest.mark.parametrize(
    ("columns", "is_list"),
    [
        ([column(0, "head"), column(1, "phone")], True),
        ([column(0, "index"), column(1, "head"), column(2)], True),
        ([column(0, "index"), column(1, "head")], False),  # too narrow
        ([column(0, "head"), column(1), column(2)], False),  # one known column without numbers
        ([column(0, "head"), column(1, "unread"), column(2, "unread")], False),
        ([column(0, "phone"), column(1, "village")], False),  # nobody is listed
        ([column(0, "index"), column(1, "unread"), column(2, "unread")], False),
    ],
)
def test_a_list_has_names_and_two_known_columns_or_numbers(columns: list[Column], is_list: bool) -> None:
    assert (map_columns(columns, "") is not None) is is_list
    assert map_columns(columns, "", is_confirmed=True) is not None


def test_a_table_that_the_user_confirms_may_lack_names() -> None:
    layout = layout_of(column(0, "cell"), column(1, "phone"), is_confirmed=True)

    assert layout.kind == "members"
    assert codes(layout) == [(None, "no_name_column")]


@pytest.mark.parametrize(
    ("kind", "concepts", "has_names"),
    [
        ("members", "member", True),
        ("members", "phone", False),
        ("households", "head", True),
        ("households", "person relation", True),
        ("households", "code", False),
        ("assignments", "head member", True),
        ("assignments", "code member", True),
        ("assignments", "phone member", False),
        ("assignments", "head phone", False),
    ],
)
def test_a_list_lacks_names_where_its_kind_needs_others(kind: str, concepts: str, has_names: bool) -> None:
    columns = [column(col, concept) for col, concept in enumerate(concepts.split())]

    assert ((None, "no_name_column") not in codes(layout_of(*columns, kind=kind, is_confirmed=True))) is has_names


def test_one_plain_name_leaves_the_kind_open_unless_the_user_says_it() -> None:
    def columns() -> list[Column]:
        return [column(0, "index"), column(1, "name"), column(2, "phone")]

    layout = layout_of(*columns())
    assert (layout.kind, codes(layout)) == ("members", [(None, "unsure_kind")])

    layout = layout_of(*columns(), kind="households")
    assert (layout.kind, codes(layout)) == ("households", [])
    assert fields(layout)[1] == ("head_name",)


def test_the_halves_of_a_name_are_one_column() -> None:
    layout = layout_of(
        column(1, "surname"), column(2, "head", owner="head", extra_cols=(3,)), column(4, "birth"), column(5, "surname")
    )

    assert fields(layout) == {1: ("head_name",), 4: ("head_birth_year",)}
    assert layout.columns[0].extra_cols == (2, 3)


def heads(*cols: int) -> list[Column]:
    return [column(col, "head", text=f"Hộ thứ {number}") for number, col in enumerate(cols, 1)]


def test_numbered_heads_side_by_side_are_one_column_of_households() -> None:
    layout = layout_of(column(0, "member"), *heads(1, 2, 3))

    assert fields(layout) == {0: ("member_name",), 1: ("head_name",)}
    assert layout.columns[1].household_cols == (2, 3)


def test_numbered_heads_apart_or_one_alone_are_no_list_of_households() -> None:
    assert layout_of(column(0, "member"), *heads(1, 3)).columns[1].household_cols == ()
    assert layout_of(column(0, "member"), *heads(1)).columns[1].household_cols == ()
    named = [column(0, "member"), column(1, "head", text="Hộ"), column(2, "head", text="Hộ 2")]
    assert layout_of(*named).columns[1].household_cols == ()


def test_facts_of_a_member_are_theirs_in_a_list_of_assignments() -> None:
    layout = layout_of(
        column(0, "member"),
        column(1, "birth"),
        column(2, "position"),
        column(3, "starts_on"),
        column(4, "note tier", text="Ghi chú"),
        column(5, "head"),
        column(6, "birth"),
        column(7, "size"),
    )

    assert fields(layout) == {
        0: ("member_name",),
        1: ("member_birth_year",),
        2: ("member_position",),
        3: ("starts_on",),
        4: ("note", "tier"),
        5: ("head_name",),
        6: ("head_birth_year",),
        7: ("household_size",),
    }


def test_facts_of_households_are_read_beside_the_member_too() -> None:
    layout = layout_of(
        column(0, "head"), column(1, "member"), column(2, "poverty"), column(3, "poor"), column(4, "code")
    )

    assert [fields(layout)[col] for col in (2, 3, 4)] == [("poverty",), ("poor",), ("household_code",)]


def test_personal_facts_of_another_person_are_not_read() -> None:
    columns = [column(0, "head"), column(1, "person"), column(2, "birth"), column(3, "village")]
    assert 2 not in fields(layout_of(*columns, kind="households"))
    assert fields(layout_of(*columns, kind="households"))[3] == ("village",)


def test_in_a_list_of_families_the_facts_of_persons_are_the_heads() -> None:
    columns = [column(0, "head"), column(1, "person"), column(2, "birth"), column(3, "relation")]

    assert fields(layout_of(*columns, kind="households"))[2] == ("head_birth_year",)


def test_births_of_men_and_women_who_are_assigned_are_joined_in_lists_of_assignments_only() -> None:
    def columns() -> list[Column]:
        return [
            column(0, "member"),
            column(1, "male", text="Năm sinh / Nam"),
            column(2, "female", text="Năm sinh / Nữ"),
            column(3, "head"),
        ]

    assert fields(layout_of(*columns()))[1] == ("member_birth_year",)
    assert fields(layout_of(*columns(), kind="members"))[1] == ("male",)


def test_the_agency_is_the_organisation_where_no_column_holds_the_cell() -> None:
    assert fields(layout_of(column(0, "member"), column(1, "workplace")))[1] == ("organisation",)
    both = fields(layout_of(column(0, "member"), column(1, "workplace"), column(2, "cell")))
    assert (both[1], both[2]) == (("workplace",), ("organisation",))


def test_each_assignee_has_an_agency_or_a_cell() -> None:
    layout = layout_of(
        column(0, "member", text="Cán bộ huyện"),
        column(1, "workplace"),
        column(2, "member", text="Đảng viên xã"),
        column(3, "cell"),
        column(4, "workplace"),
        column(5, "head"),
    )

    assert [fields(layout)[col] for col in (1, 3, 4)] == [
        ("member_organisation",),
        ("member_organisation",),
        ("member_workplace",),
    ]
    assert [each.tier for each in layout.columns] == ["district", "district", "commune", "commune", "commune", None]


def test_the_users_field_counts_where_its_kind_of_list_has_it() -> None:
    chosen = column(1, "birth", user_fields=("household_code",))
    assert fields(layout_of(column(0, "head"), chosen))[1] == ("household_code",)

    chosen = column(1, "birth", user_fields=("position",))
    assert fields(layout_of(column(0, "head"), chosen))[1] == ("head_birth_year",)


# --- doubts -------------------------------------------------------------------------------------------------------


def test_of_two_columns_with_one_field_the_left_one_counts_and_the_user_is_asked() -> None:
    left, right = column(1, "size", text="Số khẩu"), column(2, "size", text="Khẩu")
    layout = layout_of(column(0, "head"), left, right)

    assert fields(layout) == {0: ("head_name",), 1: ("household_size",)}
    assert codes(layout) == [("household_size", "doubled_column")]
    assert "Số khẩu" in layout.notices[0].message
    assert (left.guess, right.guess) == (None, "household_size")


@pytest.mark.parametrize(
    "weightier",
    [
        {"user_fields": ("position",), "text": "Cấp bậc"},
        {"is_corrected": True, "text": "Cấp bậc"},
        {"concepts": "position cell", "text": "Chức vụ"},
    ],
)
def test_of_two_columns_with_one_field_the_weightier_counts(weightier: dict[str, object]) -> None:
    more = dict(weightier)
    concepts = str(more.pop("concepts", "position"))
    text = str(more.pop("text"))
    for cols in ((1, 2), (2, 1)):
        plain, better = column(cols[0], "position", text="Chức vụ"), column(cols[1], concepts, text=text, **more)
        layout = layout_of(column(0, "member"), *sorted((plain, better), key=lambda each: each.col))
        assert "position" in fields(layout)[cols[1]]
        assert cols[0] not in fields(layout)
        assert not layout.notices


@pytest.mark.parametrize("text", ["Cấp bậc", "Quân hàm", "Nghề nghiệp", "Công việc", "Trình độ"])
def test_a_position_counts_before_a_rank_or_a_profession(text: str) -> None:
    layout = layout_of(column(0, "member"), column(1, "position", text=text), column(2, "position", text="Chức vụ"))

    assert fields(layout) == {0: ("full_name",), 2: ("position",)}


def test_some_fields_may_have_two_columns() -> None:
    layout = layout_of(column(0, "head"), column(1, "note"), column(2, "note"))

    assert fields(layout)[1] == fields(layout)[2] == ("note",)
    assert not layout.notices


def test_the_third_column_of_a_field_is_compared_with_the_one_that_counts() -> None:
    columns = [column(1, "size", text="Khẩu"), column(2, "size", is_corrected=True), column(3, "size", text="Khẩu")]

    assert set(fields(layout_of(column(0, "head"), *columns))) == {0, 2}


def test_the_field_of_an_unknown_heading_is_guessed() -> None:
    unknown = column(2, text="Thông tin / Dân tôcc")
    layout = layout_of(column(0, "head"), column(1, "phone"), unknown)

    assert codes(layout) == [(None, "unsure_column")]
    assert unknown.guess == "ethnicity"

    near = column(2, text="Thành phần dân tôcc")
    assert codes(layout_of(column(0, "head"), column(1, "phone"), near)) == [(None, "unsure_column")]
    assert near.guess == "ethnicity"


@pytest.mark.parametrize(
    "unknown",
    [column(2, "note", text="Thành phần dân tôcc"), column(2, is_corrected=True, text="Thành phần dân tôcc"),
     column(2, text="Xyz")],
)  # fmt: skip
def test_nothing_is_guessed_of_a_known_a_corrected_or_a_strange_heading(unknown: Column) -> None:
    assert not layout_of(column(0, "head"), column(1, "phone"), unknown).notices
