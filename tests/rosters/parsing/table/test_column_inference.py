"""Columns that the reader recognises by their cells."""

from collections.abc import Sequence

import pytest

from assignments.rosters.parsing.columns.layout import Column, HeaderBlock
from assignments.rosters.parsing.table.column_inference import (
    NameParts,
    infer_class_column,
    join_given_names,
    name_parts,
)

GIVEN = ["Páo", "Sì", "Hoa", "Mẩy"]


def parts(*given_names: str, families: Sequence[str] = (), names: int | None = None) -> NameParts:
    lefts = [*families, *["Giàng A"] * len(given_names)][: len(given_names)]
    pairs = [(left.split(), right.split()) for left, right in zip(lefts, given_names, strict=True)]
    return NameParts(len(pairs) if names is None else names, pairs)


@pytest.mark.parametrize(
    ("example", "expected"),
    [
        (parts("Páo", "Sì", "Hoa"), True),
        (parts("Páo", "Sì"), False),
        (parts("Páo", "Sì", "Páo", "Sì"), False),
        (parts("Páo", "Sì", "Hoa", names=4), True),
        (parts("Páo", "Sì", "Hoa", names=5), False),
        (parts("Páo", "Sì", "Hoa", "Mẩy", "Lan", "Cúc", "Đào", names=10), True),
        (parts("páo", "sì", "hoa"), False),
        (parts("Páo", "Sì", "1970"), False),
        (parts("Páo", "Sì", "Hoa Lan"), False),
        (parts(*GIVEN, families=["Giàng A", "Lù Khoa", "Ma Khoa", "Vàng Khoa"]), True),
        (parts(*GIVEN, "Lan", families=["Giàng A", "Lù Khoa", "Ma Khoa", "Vàng Khoa", "Lý Khoa"]), False),
        (parts(*GIVEN, families=["Giàng", "Lù Khoa", "Ma Khoa", "Vàng Khoa"]), True),
        (parts(*GIVEN, families=["Lù Khoa"] * 4), False),
        (parts(*GIVEN, families=["", "Lù Khoa", "Ma Khoa", "Vàng Khoa"]), False),
    ],
)
def test_given_names_are_varied_words_right_of_family_names(example: NameParts, expected: bool) -> None:
    assert example.are_halves() is expected


def sheet(*rows: tuple[object, ...]) -> list[tuple[object, ...]]:
    return [("Họ và tên", None, "Năm sinh"), *rows]


def block(*columns: Column) -> HeaderBlock:
    return HeaderBlock(0, 0, 1, list(columns), 0, 2)


def names_column(**attributes: tuple[int, ...]) -> Column:
    return Column(0, ("Họ và tên",), ("name",), **attributes)


ROWS = sheet(*(("Giàng A", given_name, 1970) for given_name in GIVEN))


def test_names_and_pairs_are_counted_below_the_heading() -> None:
    rows = sheet(("Giàng A", "Páo", 1), ("Lù A", None, 2), (None, "Hoa", 3), ("-", "x y", 4))

    assert name_parts(rows, block(), 0) == NameParts(2, [(["Giàng", "A"], ["Páo"]), (["-"], ["x", "y"])])
    assert name_parts(sheet(*[("Giàng A", "Páo", 1)] * 61), block(), 0).names == 60


def test_a_column_without_heading_belongs_to_the_names_left_of_it() -> None:
    names = names_column()

    join_given_names(block(names, Column(2, ("Năm sinh",), ("birth",))), ROWS)

    assert names.extra_cols == (1,)


@pytest.mark.parametrize(
    "columns",
    [
        [names_column(), Column(1, ("Thôn",), ("village",))],
        [names_column(), Column(2, ("Năm sinh",), ("birth",), extra_cols=(1,))],
        [names_column(household_cols=(2,))],
        [Column(0, ("Thôn",), ("village",))],
        [Column(2, ("Họ và tên",), ("name",))],
    ],
)
def test_other_columns_do_not(columns: list[Column]) -> None:
    before = [column.extra_cols for column in columns]

    join_given_names(block(*columns), ROWS)

    assert [column.extra_cols for column in columns] == before


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["Nghèo", "Cận nghèo", "Hộ nghèo"], True),
        (["Nghèo", "Cận nghèo"], False),
        (["Nghèo", "Cận nghèo", "HN", "tốt"], True),
        (["Nghèo", "Cận nghèo", "HN", "tốt", "tốt"], False),
        (["Nghèo"] * 7 + ["tốt"] * 3, True),
        (["Nghèo", "Cận nghèo", "Hộ nghèo", None, "-", None], True),
        ([1, 2, 3], False),
        (["Hộ mới thoát nghèo", "hcn", "htn"], True),
        (["tốt"] * 30 + ["Nghèo"] * 90, False),
    ],
)
def test_a_column_of_results_with_classes_is_one_of_classes(cells: list[object], expected: bool) -> None:
    column = Column(2, ("Kết quả",), ("result",))

    infer_class_column(block(names_column(), column), sheet(*((None, None, cell) for cell in cells)))

    assert column.concepts == (("poverty",) if expected else ("result",))


CLASSES = sheet(*[(None, "Nghèo", "Nghèo")] * 3)


def test_a_heading_that_is_not_known_may_be_over_classes() -> None:
    column = Column(2, ("?",))

    infer_class_column(block(column), CLASSES)

    assert column.concepts == ("poverty",)


@pytest.mark.parametrize(
    "columns",
    [
        [Column(2, ("?",)), Column(0, ("Diện hộ",), ("poverty",))],
        [Column(2, ("?",)), Column(0, ("Hộ nghèo",), ("poor",))],
        [Column(2, ("?",), is_corrected=True)],
        [Column(2, ("Thôn",), ("village",))],
    ],
)
def test_another_column_of_classes_or_a_known_heading_counts_more(columns: list[Column]) -> None:
    before = columns[0].concepts

    infer_class_column(block(*columns), CLASSES)

    assert columns[0].concepts == before
