"""Parse dates as users type them: day before month, often only a month or a year, sometimes a range."""

import calendar
import re
from datetime import date, datetime, timedelta
from typing import NamedTuple

# Excel counts days from here; serials below this one would be years before 1927 or plain numbers.
EXCEL_EPOCH = date(1899, 12, 30)
SERIALS = range(10_000, 73_051)
YEARS = range(1880, 2101)


class NoSuchDay(ValueError):
    """The text has the form of a date, but the date does not exist (31/02, 5/13/1975)."""


class YearOutOfRange(NoSuchDay):
    """The year is outside `YEARS`."""


class NotADate(ValueError):
    """The text is not a date."""


class PartialDate(NamedTuple):
    """A date of which the day, or month and day, may be unknown."""

    year: int
    month: int | None = None
    day: int | None = None

    def __str__(self) -> str:
        return self.iso()

    def iso(self) -> str:
        """`YYYY`, `YYYY-MM` or `YYYY-MM-DD`."""
        if self.month is None:
            return f"{self.year:04d}"
        if self.day is None:
            return f"{self.year:04d}-{self.month:02d}"
        return f"{self.year:04d}-{self.month:02d}-{self.day:02d}"

    def first_day(self) -> date:
        return date(self.year, self.month or 1, self.day or 1)

    def last_day(self) -> date:
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])


class DateSpan(NamedTuple):
    """From one date to another, both included. Either may be unknown or open."""

    start: PartialDate | None
    end: PartialDate | None


_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_SEP = r"\s*[/.\-–]\s*"
_TOKEN = re.compile(
    r"(?P<iy>\d{4})[-/](?P<im>\d{1,2})[-/](?P<id>\d{1,2})(?!\d)"
    r"|(?:ngày\s*)?(?P<wd>\d{1,2})\s*tháng\s*(?P<wm>\d{1,2})\s*năm\s*(?P<wy>\d{4}|\d{2})(?!\d)"
    r"|tháng\s*(?P<mm>\d{1,2})\s*(?:năm\s*|" + _SEP + r")(?P<my>\d{4})(?!\d)"
    r"|(?P<d>\d{1,2})" + _SEP + r"(?P<m>\d{1,2})" + _SEP + r"(?P<y>\d{4}|\d{2})(?!\d)"
    r"|(?P<pm>\d{1,2})" + _SEP + r"(?P<py>\d{4})(?!\d)"
    r"|(?P<year>\d{4})(?!\d)",
    re.IGNORECASE,
)
_PRE = re.compile(
    r"^(?:ngày\s+sinh|sinh\s+ngày|sinh\s+năm|năm\s+sinh|sinh|s\.?/?n\.?|ngày|năm)\b[\s.:]*", re.IGNORECASE
)
_TIME = re.compile(r"[T\s]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$")
_PLAIN = re.compile(r"(\d{1,2})([/.\-])(\d{1,2})\2(\d{4})")
_OPEN_END = re.compile(r"(?:đến|tới)\s*(?:nay|khi)|hiện\s*(?:nay|tại)", re.IGNORECASE)
_UNTIL = re.compile(r"^\s*(?:đến|tới|hết)\b", re.IGNORECASE)


def from_iso(text: str) -> PartialDate:
    """Parse the output of `PartialDate.iso`. Raises NotADate or NoSuchDay."""
    match = _ISO.fullmatch(text)
    if match is None:
        raise NotADate(text)
    year, month, day = match.groups()
    return _checked(int(year), int(month) if month else None, int(day) if day else None)


def expand_two_digit_year(year: int, newest: int) -> int:
    """The year for two digits: the latest one that is not after `newest`."""
    century = newest - newest % 100
    return century + year if century + year <= newest else century - 100 + year


def _checked(year: int, month: int | None, day: int | None) -> PartialDate:
    if year not in YEARS:
        raise YearOutOfRange(f"{day}/{month}/{year}")
    # Registers write 00/00/1950 for "day and month unknown".
    month, day = month or None, day or None
    if not _exists(year, month, day):
        raise NoSuchDay(f"{day}/{month}/{year}")
    return PartialDate(year, month, day)


def _exists(year: int, month: int | None, day: int | None) -> bool:
    if month is None:
        return day is None
    return month <= 12 and (day is None or day <= calendar.monthrange(year, month)[1])


def _from_token(token: re.Match[str], newest: int) -> PartialDate:
    part = token.groupdict()
    for year, month, day in (
        ("iy", "im", "id"),
        ("wy", "wm", "wd"),
        ("my", "mm", ""),
        ("y", "m", "d"),
        ("py", "pm", ""),
    ):
        if part[year]:
            number = int(part[year])
            full_year = expand_two_digit_year(number, newest) if len(part[year]) == 2 else number
            return _checked(full_year, int(part[month]), int(part[day]) if day else None)
    return _checked(int(part["year"]), None, None)


def parse_partial(value: object, *, newest: int) -> PartialDate:
    """The date in a cell: a real date, text in a usual form, a year, or Excel's serial number of a day.

    `newest` is the latest year that two digits may mean. Raises NotADate or NoSuchDay.
    """
    if isinstance(value, datetime | date):
        return PartialDate(value.year, value.month, value.day)
    if isinstance(value, bool):
        raise NotADate(str(value))
    if isinstance(value, int):
        return _from_number(value)
    if isinstance(value, float):
        # Excel drops zeros at the end: 3.1970 for "March 1970" is the number 3.197.
        value = f"{value:.4f}"
    return _from_text(str(value), newest)


def _from_number(number: int) -> PartialDate:
    if number in YEARS:
        return PartialDate(number)
    if number in SERIALS:
        day = EXCEL_EPOCH + timedelta(days=number)
        return PartialDate(day.year, day.month, day.day)
    raise NotADate(str(number))


def _from_text(text: str, newest: int) -> PartialDate:
    plain = _PLAIN.fullmatch(text)
    if plain is not None:
        day, _, month, year = plain.groups()
        return _checked(int(year), int(month), int(day))
    text = _TIME.sub("", _PRE.sub("", text.strip(" '\u2019()."))).strip()
    token = _TOKEN.fullmatch(text)
    if token is not None:
        return _from_token(token, newest)
    if text.isdecimal() and len(text) <= 5:
        return _from_number(int(text))
    raise NotADate(text)


def parse_day(value: object, *, newest: int) -> date:
    """A full date, day before month. Raises NotADate (also for only a month or year) or NoSuchDay."""
    parsed = parse_partial(value, newest=newest)
    if parsed.day is None:
        raise NotADate(str(value))
    return parsed.first_day()


def parse_span(value: object, *, newest: int) -> DateSpan:
    """`từ … đến …`, `… - …`, or one date: the start, or the end if "đến" stands before it.

    Raises NotADate or NoSuchDay.
    """
    if not isinstance(value, str):
        return DateSpan(parse_partial(value, newest=newest), None)
    try:
        return DateSpan(_from_text(value, newest), None)
    except NotADate:
        pass
    tokens = list(_TOKEN.finditer(value))
    if len(tokens) == 2:
        return DateSpan(_from_token(tokens[0], newest), _from_token(tokens[1], newest))
    if len(tokens) == 1:
        only = _from_token(tokens[0], newest)
        is_end = _UNTIL.match(value) and not _OPEN_END.match(value)
        return DateSpan(None, only) if is_end else DateSpan(only, None)
    raise NotADate(value)
