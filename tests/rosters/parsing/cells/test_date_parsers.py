"""Births, days and periods."""

from datetime import date, datetime
from typing import Any

import pytest

from assignments.rosters.parsing.cells.date_parsers import birth_parser, day_parser, period_parser
from tests.rosters.parsing.cells.build import TODAY, outcome


def birth(cell: object, *, year_only: bool = False) -> Any:
    return outcome(birth_parser("birth_date", TODAY, year_only=year_only)(cell))


@pytest.mark.parametrize(
    ("cell", "value", "year", "problems"),
    [
        (1980, "1980", 1980, []),
        (1890, "1890", 1890, []),
        (2026, "2026", 2026, []),
        ("1980", "1980", 1980, []),
        ("1980.0", "1980", 1980, []),
        ("1980,00", "1980", 1980, []),
        ("7/3/1980", "1980-03-07", 1980, []),
        ("3/1980", "1980-03", 1980, []),
        (date(1980, 3, 7), "1980-03-07", 1980, []),
        (datetime(1980, 3, 7), "1980-03-07", 1980, []),
        ("7/3/80", "1980-03-07", 1980, ["two_digit_year"]),
        ("80", "1980", 1980, ["two_digit_year"]),
        ("SN 80", "1980", 1980, ["two_digit_year"]),
        ("sinh năm: 80", "1980", 1980, ["two_digit_year"]),
        ("s.n80", "1980", 1980, ["two_digit_year"]),
        (80, "1980", 1980, []),
        ("11", "2011", 2011, ["two_digit_year"]),  # at least fifteen years ago
        ("12", "1912", 1912, ["two_digit_year"]),
        ("10", "2010", 2010, ["two_digit_year"]),
        (99, "1999", 1999, []),
    ],
)
def test_a_birth_is_a_date_or_its_year(cell: object, value: str, year: int, problems: list[str]) -> None:
    problem_list = [f"birth_date: {code}" for code in problems]

    assert birth(cell) == ({"birth_date": value} if problem_list else value, problem_list)
    assert birth(cell, year_only=True) == ({"birth_date": year} if problem_list else year, problem_list)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (2027, "future_year"),
        ("24/11/2026", "future_year"),
        ("1889", "impossible_year"),
        (1889, "impossible_year"),
        ("31/2/1980", "no_such_day"),
        ("không nhớ", "not_a_date"),
        ("1", "not_a_date"),
        (9, "not_a_date"),
        ("SN 5", "not_a_date"),
    ],
)
def test_an_impossible_birth_is_a_problem(cell: object, code: str) -> None:
    assert birth(cell) == ({}, [f"birth_date: {code}"])


def test_the_day_of_the_import_is_no_future() -> None:
    assert birth("23/11/2026") == ("2026-11-23", [])


@pytest.mark.parametrize("cell", ["19855", 19855, " 20011 ", "18801"])
def test_five_digits_are_a_slip_where_only_the_year_counts(cell: object) -> None:
    assert birth(cell, year_only=True) == ({}, ["birth_date: impossible_year"])
    assert birth(cell) != ({}, ["birth_date: impossible_year"])


def day(field: str, cell: object) -> Any:
    return outcome(day_parser(field, TODAY)(cell))


@pytest.mark.parametrize(
    ("field", "cell", "result"),
    [
        ("starts_on", "7/3/2018", ("2018-03-07", [])),
        ("starts_on", "3/2018", ("2018-03", [])),
        ("ends_on", 2018, ("2018", [])),
        ("starts_on", "31/2/2018", ({}, ["starts_on: no_such_day"])),
        ("starts_on", "sắp tới", ({}, ["starts_on: not_a_date"])),
        ("starts_on", "2018 - 2019", ({"starts_on": "2018", "ends_on": "2019"}, [])),
        ("starts_on", "từ 2018", ({"starts_on": "2018"}, [])),
        ("ends_on", "đến 2018", ({"ends_on": "2018"}, [])),
        ("ends_on", "từ 2018", ({"ends_on": "2018"}, [])),  # under "đến" the word is a slip
        ("ends_on", "2018 - 2019", ({"starts_on": "2018", "ends_on": "2019"}, [])),
        ("starts_on", "1/1/2027", ("2027-01-01", [])),
        ("starts_on", "1/1/2028", ({}, ["starts_on: future_year"])),
        ("ends_on", "1/1/2046", ("2046-01-01", [])),
        ("ends_on", "1/1/2047", ({}, ["ends_on: future_year"])),
        ("starts_on", "1/3/27", ("2027-03-01", [])),
        ("starts_on", "1/3/28", ("1928-03-01", [])),
    ],
)
def test_the_start_and_the_end_of_an_assignment(field: str, cell: object, result: Any) -> None:
    assert day(field, cell) == result


@pytest.mark.parametrize(
    ("cell", "result"),
    [
        ("3/2018 - 5/2019", ({"starts_on": "2018-03", "ends_on": "2019-05"}, [])),
        ("từ 2018", ({"starts_on": "2018"}, [])),
        ("đến 2018", ({"ends_on": "2018"}, [])),
        ("2028 - 2030", ({}, ["starts_on: future_year"])),
        ("2018 - 2050", ({}, ["ends_on: future_year"])),
        ("lâu dài", ({}, ["starts_on: not_a_date"])),
        ("31/2/2018 - 2019", ({}, ["starts_on: no_such_day"])),
        ("1/3/27 - 1/4/27", ({"starts_on": "2027-03-01", "ends_on": "2027-04-01"}, [])),
    ],
)
def test_a_period_has_a_start_and_an_end(cell: str, result: Any) -> None:
    assert outcome(period_parser(TODAY)(cell)) == result
