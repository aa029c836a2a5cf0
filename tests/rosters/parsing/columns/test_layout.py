"""Columns and layouts of tables."""

import pytest

from assignments.rosters.parsing.columns.layout import TableLayout
from tests.rosters.parsing.columns.build import column


def test_a_column_knows_where_else_its_values_are() -> None:
    assert column(1).other_cols == ()
    assert column(1, extra_cols=(2,), household_cols=(3, 4)).other_cols == (2, 3, 4)
    assert column(3, birth_cols=(1, None, 3)).other_cols == (1,)
    assert column(1, extra_cols=(2, 3), birth_cols=(1, 2, 3)).other_cols == (2, 3)


def test_a_layout_has_the_fields_of_its_columns() -> None:
    layout = TableLayout("households", [column(0, fields="head_name phone"), column(1, fields="phone")], None)

    assert layout.fields == {"head_name", "phone"}


def test_the_layout_of_a_tier_has_its_columns_and_those_of_the_household() -> None:
    district, commune, head = column(1, tier="district"), column(2, tier="commune"), column(3)
    layout = TableLayout("assignments", [district, commune, head, column(4, tier="district")], 0)

    assert layout.tiers == ("district", "commune")
    assert layout.of_tier("commune") == TableLayout("assignments", [commune, head], 0)


@pytest.mark.parametrize(("kind", "birth"), [("members", "birth_date"), ("households", "head_birth_year")])
def test_headings_are_shown_for_the_fields_that_columns_of_marks_fill(kind: str, birth: str) -> None:
    columns = [
        column(0, fields="male", text="Năm sinh / Nam"),
        column(1, fields="female", text="Nữ"),
        column(2, fields="poor", text="Nghèo"),
        column(3, fields="phone", text="Điện thoại"),
    ]

    assert TableLayout(kind, columns, None).headings() == {
        "sex": "Năm sinh / Nam | Nữ",
        birth: "Năm sinh / Nam | Nữ",
        "poverty": "Nghèo",
        "phone": "Điện thoại",
    }
