"""Births in several columns."""

from assignments.rosters.parsing.columns.birth_columns import join_assignee_births, join_births
from tests.rosters.parsing.columns.build import column


def test_day_and_month_belong_to_the_column_of_the_year() -> None:
    day, month, year = (
        column(2, "birth_day", text="Ngày sinh / Ngày"),
        column(3, "birth_month", text="Ngày sinh / Tháng"),
        column(4, "birth", text="Ngày sinh / Năm"),
    )

    join_births([day, month, year])

    assert year.birth_cols == (2, 3, 4)
    assert day.concepts == month.concepts == ("unread",)
    assert year.concepts == ("birth",)
    assert year.other_cols == (2, 3)


def test_a_year_without_its_mark_is_no_man_beside_a_day() -> None:
    day, year = column(0, "birth_day", text="Ngày sinh / Ngay"), column(1, "male", text="Ngày sinh / Nam")

    join_births([day, year])

    assert (year.concepts, year.birth_cols) == (("birth",), (0, None, 1))


def test_a_day_stays_alone_without_a_year_near_it() -> None:
    for year in (
        column(3, "birth", text="Ngày sinh / Năm"),  # too far
        column(1, "birth", text="Ngày cấp / Năm"),  # another date's
        column(1, "birth note", text="Ngày sinh / Năm"),  # holds more
        column(1, "commune", text="Ngày sinh / Xã"),
    ):
        day = column(0, "birth_day", text="Ngày sinh / Ngày")
        join_births([day, year])
        assert year.birth_cols is None
        assert day.concepts == ("birth_day",)


def test_a_year_to_the_left_of_its_day_is_near_too() -> None:
    year, month, day = (
        column(0, "birth", text="Sinh / Năm"),
        column(1, "birth_month", text="Sinh / Tháng"),
        column(2, "birth_day", text="Sinh / Ngày"),
    )

    join_births([year, month, day])

    assert year.birth_cols == (2, 1, 0)


def test_three_columns_under_one_heading_of_births_are_day_month_and_year() -> None:
    birth = column(4, "birth", extra_cols=(5, 6))
    with_more = column(4, "birth note", extra_cols=(5, 6))
    two = column(4, "birth", extra_cols=(5,))

    join_births([birth, with_more, two])

    assert birth.birth_cols == (4, 5, 6)
    assert with_more.birth_cols is two.birth_cols is None


def test_births_of_men_and_women_of_assignees_are_one_column() -> None:
    man = column(1, "male", text="Năm sinh / Nam", owner="member")
    woman = column(2, "female", text="Năm sinh / Nữ", owner="member")

    join_assignee_births([man, woman])

    assert (man.concepts, man.extra_cols, woman.concepts) == (("birth",), (2,), ("unread",))


def test_men_and_women_are_left_apart_where_they_are_heads_or_no_births() -> None:
    for owners, text, concept in (
        (("head", "head"), "Năm sinh", "female"),
        (("member", "head"), "Năm sinh", "female"),
        (("member", "member"), "Giới tính", "female"),
        (("member", "member"), "Năm sinh", "phone"),
    ):
        man = column(1, "male", text=f"{text} / Nam", owner=owners[0])
        woman = column(2, concept, text=f"{text} / Nữ", owner=owners[1])
        join_assignee_births([man, woman])
        assert (man.concepts, woman.concepts) == (("male",), (concept,))
