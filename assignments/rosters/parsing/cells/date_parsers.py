"""Text → dates: parsers of cells with a birth, a day or a period."""

import re
from datetime import date

from assignments.rosters.parsing.cells.parsers import CellResult, ParsedCell, Parser, as_text
from assignments.rosters.parsing.problems import problem
from assignments.rosters.parsing.records import Value
from lambinh.lib.dates.parsing import DateSpan, NoSuchDay, NotADate, PartialDate, parse_partial, parse_span
from lambinh.lib.vietnamese import clean

OLDEST_BIRTH_YEAR = 1890
# A birth with a year of two digits is at least so many years ago: "08" is 2008 in 2026, and "15" is 1915.
_YOUNGEST_AGE = 15
# A term of office may end years from now; a slip of the hand ends it generations from now.
_LATEST_START, _LATEST_END = 1, 20
_SHORT_YEAR = re.compile(r"(?:(?:sinh\s+năm|s\.?n\.?)[\s.:]*)?(\d{2})", re.IGNORECASE)
_TWO_DIGITS = re.compile(r"(?!.*\d{4}).*[/.\-\s]\s*\d{2}|" + _SHORT_YEAR.pattern, re.IGNORECASE)
# Five digits are a slip of the hand in a column of years; elsewhere they may be Excel's number of a day.
_SLIPPED_YEAR = re.compile(r"(?:18|19|20)\d{3}")
# A year that was a number of a spreadsheet before it was text: "1980.0".
_WHOLE_YEAR = re.compile(r"^(\d{4})[.,]0+$")


def _problem_cell(field: str, code: str, value: object) -> ParsedCell:
    return ParsedCell({}, (problem(field, code, value=as_text(value)),))


def _date_problem(field: str, error: ValueError, value: object) -> ParsedCell:
    return _problem_cell(field, "no_such_day" if isinstance(error, NoSuchDay) else "not_a_date", value)


# --- births -------------------------------------------------------------------------------------------------------


def birth_parser(field: str, today: date, *, year_only: bool) -> Parser:
    """A date of birth in whole or in part. `year_only`: of heads and assignees only the year is kept."""
    newest = today.year - _YOUNGEST_AGE

    def birth_of(value: object) -> CellResult:
        if type(value) is int and OLDEST_BIRTH_YEAR <= value <= today.year:
            return value if year_only else str(value)
        if year_only and _SLIPPED_YEAR.fullmatch(str(value).strip()):
            return _problem_cell(field, "impossible_year", value)
        text = _WHOLE_YEAR.sub(r"\1", clean(value)) if isinstance(value, str) else value
        try:
            birth = _two_digit_year(text, newest) or parse_partial(text, newest=newest)
        except ValueError as error:
            return _date_problem(field, error, value)
        return _impossible_birth(field, birth, value, today) or _birth_result(field, birth, text, year_only)

    return birth_of


def _two_digit_year(value: object, newest: int) -> PartialDate | None:
    year = _year_number(value)
    if year is None or not 10 <= year <= 99:
        return None
    return parse_partial(f"1/1/{year:02d}", newest=newest)._replace(month=None, day=None)


def _year_number(value: object) -> int | None:
    if type(value) is int:
        return value
    short = _SHORT_YEAR.fullmatch(value) if isinstance(value, str) else None
    return int(short.group(1)) if short else None


def _impossible_birth(field: str, birth: PartialDate, value: object, today: date) -> ParsedCell | None:
    if birth.first_day() > today:
        return _problem_cell(field, "future_year", value)
    return _problem_cell(field, "impossible_year", value) if birth.year < OLDEST_BIRTH_YEAR else None


def _birth_result(field: str, birth: PartialDate, text: object, year_only: bool) -> CellResult:
    value: Value = birth.year if year_only else birth.iso()
    if isinstance(text, str) and _TWO_DIGITS.fullmatch(text):
        return ParsedCell({field: value}, (problem(field, "two_digit_year", value=text, year=birth.year),))
    return value


# --- days and periods of assignments ------------------------------------------------------------------------------


def day_parser(field: str, today: date) -> Parser:
    """The start or the end of an assignment: a date in whole or in part."""

    def day_of(value: object) -> CellResult:
        try:
            day = parse_partial(value, newest=today.year + _LATEST_START)
        except NotADate as error:
            return _span_in_day(field, value, today) or _date_problem(field, error, value)
        except NoSuchDay as error:
            return _date_problem(field, error, value)
        return _too_late(field, day, today, value) or day.iso()

    return day_of


def _span_in_day(field: str, value: object, today: date) -> CellResult:
    """Both ends, where the cell of one of them holds a period."""
    try:
        span = parse_span(value, newest=today.year + _LATEST_START)
    except ValueError:
        return None
    if field == "ends_on" and span.end is None and span.start is not None:
        span = DateSpan(None, span.start)
    return _from_span(span)


def _too_late(field: str, day: PartialDate, today: date, value: object) -> ParsedCell | None:
    latest = today.year + (_LATEST_START if field == "starts_on" else _LATEST_END)
    return _problem_cell(field, "future_year", value) if day.year > latest else None


def period_parser(today: date) -> Parser:
    """Start and end of an assignment in one cell."""

    def period_of(value: object) -> CellResult:
        try:
            span = parse_span(value, newest=today.year + _LATEST_START)
        except ValueError as error:
            return _date_problem("starts_on", error, value)
        late = [_too_late(field, day, today, value) for field, day in _days_of(span).items()]
        return next(filter(None, late), None) or _from_span(span)

    return period_of


def _days_of(span: DateSpan) -> dict[str, PartialDate]:
    days = {"starts_on": span.start, "ends_on": span.end}
    return {field: day for field, day in days.items() if day is not None}


def _from_span(span: DateSpan) -> ParsedCell:
    return ParsedCell({field: day.iso() for field, day in _days_of(span).items()})
