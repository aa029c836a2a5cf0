"""One code for two heads."""

from django.utils import translation

from assignments.rosters.parsing.duplicate_codes import add_duplicate_code_problems
from assignments.rosters.parsing.records import Row


def row(number: int, code: str | None, head: str | None) -> Row:
    values = {"household_code": code, "head_name": head}
    return Row(number, {name: value for name, value in values.items() if value is not None})


def faults(*tables: list[Row]) -> list[tuple[int, list[str]]]:
    """The number of each row, and the numbers of the rows that its problems name."""
    with translation.override("en"):
        add_duplicate_code_problems(tables)
    return [
        (row.row, [problem.message.split("(row ")[1][:1] for problem in row.problems])
        for rows in tables
        for row in rows
    ]


def test_both_rows_have_an_error_that_names_the_other() -> None:
    rows = [row(5, "LB01", "Páo"), row(6, "LB02", "Sì"), row(7, "LB01", "Hoa"), row(8, "LB01", "Mẩy")]

    assert faults(rows) == [(5, ["7"]), (6, []), (7, ["5"]), (8, ["5"])]
    (problem,) = rows[0].problems
    assert (problem.field, problem.code, problem.level) == ("household_code", "same_code", "error")
    assert "LB01" in problem.message


def test_the_rows_may_lie_in_two_tables() -> None:
    assert faults([row(5, "LB01", "Páo")], [row(6, "LB01", "Hoa")]) == [(5, ["6"]), (6, ["5"])]


def test_one_head_may_stand_in_several_rows_however_the_name_is_written() -> None:
    rows = [
        row(5, "LB01", "Hòa"),
        row(6, "LB01", "Hòa"),
        row(7, "LB01", "HOÀ "),
        row(8, None, "Páo"),
        row(9, None, "Sì"),
    ]

    assert faults(rows) == [(5, []), (6, []), (7, []), (8, []), (9, [])]


def test_rows_without_a_head_are_not_compared() -> None:
    rows = [row(5, "LB01", None), row(6, "LB01", "Páo"), row(7, "LB01", None), row(8, "LB01", "Hoa")]

    assert faults(rows) == [(5, []), (6, ["8"]), (7, []), (8, ["6"])]
