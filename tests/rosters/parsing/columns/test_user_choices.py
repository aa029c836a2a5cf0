"""The user's choices for the columns of a sheet."""

from assignments.rosters.parsing.columns.layout import Column, HeaderBlock
from assignments.rosters.parsing.columns.user_choices import CHOICE_RULES, ColumnChoice, apply_user_choices
from assignments.rosters.parsing.records import SheetChoice
from tests.rosters.parsing.columns.build import column
from tests.support.rosters.rule_tables import check_rules


def column_of_user(original: Column, concepts: str, owner: str | None, fields: tuple[str, ...]) -> Column:
    return Column(
        original.col,
        original.texts,
        tuple(concepts.split()),
        owner,
        is_corrected=True,
        user_fields=fields,
        fields=original.fields,
    )


def test_every_rule_of_choices_decides_its_example() -> None:
    numbers, name = column(0, "index"), column(1, "name birth", extra_cols=(2,))
    known = column(1, "head birth", fields="head_name head_birth_year", owner="head", extra_cols=(2,))
    sex = column(1, "male", fields="male")
    plain = column(1, "name")
    check_rules(
        CHOICE_RULES,
        {
            "unused numbers": (ColumnChoice(numbers, numbers, None), numbers),
            "unused": (ColumnChoice(name, known, None), column_of_user(name, "unread", None, ())),
            "second half": (ColumnChoice(plain, plain, "head_name", known), plain),
            "confirmed": (
                ColumnChoice(plain, known, "head_name"),
                Column(
                    1,
                    ("",),
                    ("head", "birth"),
                    "head",
                    is_corrected=True,
                    extra_cols=(2,),
                    user_fields=("head_name", "head_birth_year"),
                ),
            ),
            "changed": (
                ColumnChoice(plain, sex, "village", known),
                column_of_user(plain, "village", "head", ("village",)),
            ),
        },
    )
    assert ColumnChoice(sex, sex, "sex").is_confirmation
    assert not ColumnChoice(numbers, numbers, "sex").is_second_half


def block(*columns: Column) -> HeaderBlock:
    return HeaderBlock(0, 0, 1, list(columns), columns[0].col, columns[-1].col)


def apply_choices(choices: dict[int, str | None], *columns: Column, width: int = 9) -> HeaderBlock:
    return apply_user_choices(block(*columns), SheetChoice(columns=choices), "", width=width)


def test_without_choices_the_block_stays() -> None:
    original = block(column(1, "head"))

    assert apply_user_choices(original, SheetChoice(), "", width=5) is original


def test_a_field_without_a_concept_of_its_own_is_read_by_the_headings_table() -> None:
    (result,) = apply_choices({1: "ethnicity"}, column(1, "note", text="Khác")).columns

    assert (result.concepts, result.owner, result.user_fields) == (("ethnicity",), None, ("ethnicity",))


def test_a_field_is_kept_with_what_else_its_column_holds() -> None:
    (result,) = apply_choices({1: "head_name"}, column(1, "head birth", text="Họ tên chủ hộ, năm sinh")).columns

    assert result.user_fields == ("head_name", "head_birth_year")
    assert result.concepts == ("head", "birth")


def halves() -> tuple[Column, Column]:
    return column(1, "surname", text="Họ đệm"), column(2, "head", text="Tên chủ hộ")


def test_the_second_half_of_a_chosen_name_is_not_a_column_of_its_own() -> None:
    first, second = apply_choices({1: "head_name", 2: "head_name"}, *halves()).columns

    assert (first.concepts, first.extra_cols) == (("head",), (2,))
    assert second.concepts == ("unread",)


def test_a_half_for_which_the_user_chose_another_field_leaves_the_name() -> None:
    first, second = apply_choices({1: "head_name", 2: "note"}, *halves()).columns

    assert (first.concepts, first.extra_cols) == (("head",), ())
    assert second.concepts == ("note",)


def test_a_part_of_a_birth_for_which_the_user_chose_another_field_leaves_the_birth() -> None:
    def birth(choices: dict[int, str | None]) -> tuple[int | None, int | None, int] | None:
        columns = (
            column(0, "head", text="Chủ hộ"),
            column(1, "birth_day", text="Ngày sinh / Ngày"),
            column(2, "birth_month", text="Ngày sinh / Tháng"),
            column(3, "birth", text="Ngày sinh / Năm"),
        )
        return apply_choices(choices, *columns).columns[3].birth_cols

    assert birth({3: "head_birth_year"}) == (1, 2, 3)
    assert birth({3: "head_birth_year", 1: "note"}) == (None, 2, 3)
    assert birth({3: "head_birth_year", 2: None}) == (1, None, 3)


def test_a_household_for_which_the_user_chose_another_field_leaves_the_list() -> None:
    heads = [column(col, "head", text=f"Hộ {col}") for col in (1, 2, 3)]

    first, _, third = apply_choices({1: "head_name", 2: "note"}, column(0, "member"), *heads).columns[1:]

    assert first.household_cols == (3,)
    assert third.concepts == ("unread",)


def test_a_column_without_a_heading_is_added_inside_the_sheet() -> None:
    result = apply_choices({5: "village", 0: "household_code", 9: "note", 3: None}, column(2, "head"), width=6)

    assert [(each.col, each.concepts) for each in result.columns] == [
        (0, ("code",)),
        (2, ("head",)),
        (5, ("village",)),
    ]
    assert (result.left, result.right) == (0, 5)


def test_beside_another_table_only_columns_of_the_own_block_are_added() -> None:
    cols = dict.fromkeys((0, 1, 3, 4, 6, 7), "note")
    original = column(1, "head"), column(4, "village")

    assert [each.col for each in apply_choices(dict(cols), *original, width=0).columns] == [1, 3, 4]


def test_no_column_is_added_left_of_the_sheet_or_for_a_part_of_another() -> None:
    original = halves()

    assert [each.col for each in apply_choices({1: "head_name", -1: "note"}, *original, width=3).columns] == [1, 2]
