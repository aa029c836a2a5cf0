"""Text → values: what one cell of a known field says: the value, or Found when there is more to tell."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import NamedTuple

from assignments.rosters.parsing.cells.names import name_case
from assignments.rosters.parsing.problems import problem
from assignments.rosters.parsing.records import Problem, Value
from lambinh.lib.dates.parsing import DateSpan, NoSuchDay, NotADate, PartialDate, parse_partial, parse_span
from lambinh.lib.vietnamese import clean, fold

OLDEST = 1890
LARGEST_USUAL_SIZE = 25


class ParsedCell(NamedTuple):
    """What a cell gave when it was not just one plain value: several values, problems, or no value at all."""

    values: dict[str, Value] = {}
    problems: tuple[Problem, ...] = ()


CellResult = Value | ParsedCell | None
Parser = Callable[[object], CellResult]

_DITTO_WORD = re.compile(
    r"[\W_]*(?:(?:như|nhu|nhý)\s*(?:(?:dòng|hàng|ở|bên|dong|hang)\s+)?(?:trên|tren)|n\s?[./]?\s?t\.?(?:\s+trên)?|như\s+tr\.?|cùng\s+trên)[\W_]*",
    re.IGNORECASE,
)
_DITTO_SIGNS = re.compile(r"(?=.*(?:[\"“”„″〃]|''|’’|``|//|,,|\\\\))[\"'“”„″〃`´’‘,/\\\-–—_~\s]+")


def is_ditto(text: str) -> bool:
    """Whether a cell only says "as above": nt, như trên, -nt-, 〃, '', -//-."""
    return len(text) <= 14 and (_DITTO_SIGNS.fullmatch(text) is not None or _DITTO_WORD.fullmatch(text) is not None)


def is_blank(value: object) -> bool:
    """Nothing, spaces, or the dots and dashes that stand for nothing."""
    return value is None or (isinstance(value, str) and not value.strip(" \u00a0\n\t.…-–—_"))


def as_text(value: object) -> str:
    if isinstance(value, datetime):
        value = value.date()
    return value.strftime("%d/%m/%Y") if isinstance(value, date) else str(value)


def text_of(value: object) -> CellResult:
    return clean(as_text(value)) or None


def code_of(value: object) -> CellResult:
    if type(value) is str and value.isalnum() and value.isascii():
        return value
    return clean(as_text(value)).strip(" .;,") or None


# --- numbers ------------------------------------------------------------------------------------------------------

_SIZE = re.compile(r"(\d{1,3})(?:[.,]0+)?\s*(?:nhân\s*khẩu|khẩu|người|nk|ng|k)?\s*\.?(?:\s*\(.*\))?", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")


def size_of(value: object) -> CellResult:
    if isinstance(value, int) and not isinstance(value, bool):
        number: int | None = value
    else:
        found = _SIZE.fullmatch(clean(as_text(value)))
        number = int(found.group(1)) if found else None
    if number is None or number < 1 or number > 200:
        return ParsedCell({}, (problem("household_size", "not_a_size", value=as_text(value)),))
    if number > LARGEST_USUAL_SIZE:
        return ParsedCell({"household_size": number}, (problem("household_size", "large_size", value=number),))
    return number


# The number of digits that ids of 9 and 12 have without the zeros at their start.
SHORTENED = frozenset({8, 10, 11})


def citizen_id_parser(*, shortened: frozenset[int]) -> Parser:
    """`shortened`: of how many digits a text in the column is an id that was a number once and lost its zeros."""

    def citizen_id_of(value: object) -> CellResult:
        if type(value) is str and len(value) in (9, 12) and value.isdecimal() and value.isascii():
            return value
        if _says_none(value):
            return None
        typed_as_number = isinstance(value, int)
        text = re.sub(r"[\s.\-']", "", _without_decimals(as_text(value)))
        numeric = text.isdecimal() and text.isascii()
        if numeric and len(text) in (9, 12):
            return text
        if numeric and len(text) in (SHORTENED if typed_as_number else shortened):
            full = text.zfill(9 if len(text) == 8 else 12)
            return ParsedCell(
                {"citizen_id": full}, (problem("citizen_id", "padded_citizen_id", value="…" + full[-4:]),)
            )
        digits = sum(letter.isdigit() for letter in text)
        return ParsedCell(
            {}, (problem("citizen_id", "bad_citizen_id", value="…" + as_text(value)[-4:], digits=digits),)
        )

    return citizen_id_of


def _without_decimals(text: str) -> str:
    """Some programs write whole numbers as "367106257.0"."""
    return text[:-2] if re.fullmatch(r"\s*[0-9]{8,12}[.,]0", text) else text


def _says_none(value: object) -> bool:
    return isinstance(value, str) and fold(value).strip(" .-()") in (
        "khong",
        "khong co",
        "chua co",
        "ko",
        "k",
        "chua cap",
    )


_PHONE_BREAK = re.compile(r"[;/,\n]|\s+-\s+|\bhoặc\b")
_PHONE = re.compile(r"0[0-9]{9,10}")


def phone_parser(field: str) -> Parser:
    def phone_of(value: object) -> CellResult:
        if isinstance(value, str) and _PHONE.fullmatch(value):
            return value
        if _says_none(value):
            return None
        parts = _PHONE_BREAK.split(_without_decimals(as_text(value)))
        numbers = [_phone_digits(part) for part in parts if part.strip()]
        first = numbers[0] if numbers else ""
        if len(numbers) > 1 and not _PHONE.fullmatch(first):
            joined = _phone_digits(as_text(value))
            numbers, first = ([joined], joined) if _PHONE.fullmatch(joined) else (numbers, first)
        problems: tuple[Problem, ...] = ()
        if re.fullmatch(r"[1-9][0-9]{8}", first):
            first = "0" + first
            problems = (problem(field, "padded_phone", value=first),)
        if not _PHONE.fullmatch(first):
            return ParsedCell({}, (problem(field, "bad_phone", value=as_text(value)),))
        if len(numbers) > 1:
            problems = (*problems, problem(field, "several_phones", value=first))
        return ParsedCell({field: first}, problems) if problems else first

    return phone_of


def _phone_digits(text: str) -> str:
    digits = re.sub(r"\D", "", text)
    if text.strip().startswith(("+84", "(+84", "0084")) or (digits.startswith("84") and len(digits) == 11):
        return "0" + digits.removeprefix("00").removeprefix("84").lstrip("0")
    return digits


# --- dates --------------------------------------------------------------------------------------------------------

_TWO_DIGITS = re.compile(r"(?!.*\d{4}).*[/.\-\s]\s*\d{2}|\d{2}")


# Five digits are a slip of the hand in a column of years; elsewhere they may be Excel's number of a day.
_SLIPPED_YEAR = re.compile(r"(?:18|19|20)\d{3}")
# A year that was a number of a spreadsheet before it was text: "1980.0".
_WHOLE_YEAR = re.compile(r"^(\d{4})[.,]0+$")


def _date_problem(field: str, error: ValueError, value: object) -> ParsedCell:
    code = "no_such_day" if isinstance(error, NoSuchDay) else "not_a_date"
    return ParsedCell({}, (problem(field, code, value=as_text(value)),))


def birth_parser(field: str, today: date, *, year_only: bool) -> Parser:
    """A date of birth, whole or in part; only its year where a sheet of households is read."""
    newest = today.year - 15

    def birth_of(value: object) -> CellResult:
        if type(value) is int and OLDEST <= value <= today.year:
            return value if year_only else str(value)
        if year_only and _SLIPPED_YEAR.fullmatch(str(value).strip()):
            return ParsedCell({}, (problem(field, "impossible_year", value=as_text(value)),))
        text = _WHOLE_YEAR.sub(r"\1", clean(value)) if isinstance(value, str) else value
        try:
            known = _two_digit_year(text, newest) or parse_partial(text, newest=newest)
        except ValueError as error:
            return _date_problem(field, error, value)
        if known.first_day() > today:
            return ParsedCell({}, (problem(field, "future_year", value=as_text(value)),))
        if known.year < OLDEST:
            return ParsedCell({}, (problem(field, "impossible_year", value=as_text(value)),))
        shown: Value = known.year if year_only else known.iso()
        if isinstance(text, str) and _TWO_DIGITS.fullmatch(text):
            return ParsedCell({field: shown}, (problem(field, "two_digit_year", value=text, year=known.year),))
        return shown

    return birth_of


def _two_digit_year(value: object, newest: int) -> PartialDate | None:
    short = (
        value
        if type(value) is int
        else int(value)
        if isinstance(value, str) and re.fullmatch(r"\d{2}", value)
        else None
    )
    if short is None or not 10 <= short <= 99:
        return None
    return parse_partial(f"1/1/{short:02d}", newest=newest)._replace(month=None, day=None)


def day_parser(field: str, today: date) -> Parser:
    """The start or the end of an assignment: a date in whole or in part."""

    def day_of(value: object) -> CellResult:
        try:
            known = parse_partial(value, newest=today.year + 1)
        except NotADate as error:
            return _span_in_day(field, value, today) or _date_problem(field, error, value)
        except NoSuchDay as error:
            return _date_problem(field, error, value)
        return _too_late(field, known, today, value) or known.iso()

    return day_of


def _span_in_day(field: str, value: object, today: date) -> CellResult:
    try:
        span = parse_span(value, newest=today.year + 1)
    except ValueError:
        return None
    if field == "ends_on" and span.end is None and span.start is not None:
        span = DateSpan(None, span.start)
    return _from_span(span)


def _too_late(field: str, known: PartialDate, today: date, value: object) -> ParsedCell | None:
    # A term of office may end years from now; a slip of the hand ends it generations from now.
    latest = today.year + (1 if field == "starts_on" else 20)
    if known.year > latest:
        return ParsedCell({}, (problem(field, "future_year", value=as_text(value)),))
    return None


def period_parser(today: date) -> Parser:
    def period_of(value: object) -> CellResult:
        try:
            span = parse_span(value, newest=today.year + 1)
        except ValueError as error:
            return _date_problem("starts_on", error, value)
        ends = {"starts_on": span.start, "ends_on": span.end}
        late = (_too_late(field, known, today, value) for field, known in ends.items() if known is not None)
        return next(filter(None, late), None) or _from_span(span)

    return period_of


def _from_span(span: DateSpan) -> ParsedCell:
    days = {"starts_on": span.start, "ends_on": span.end}
    return ParsedCell({field: day.iso() for field, day in days.items() if day is not None})


# --- words --------------------------------------------------------------------------------------------------------

_OTHER = re.compile(
    r"(?:(?:ho )?(?:k|ko|kn|tb)|hkn|o|htb|kg|0)|.*\bkhong\b.*|.*trung binh.*|.*\bkha\b.*|.*\bgiau\b.*"
    r"|.*binh thuong.*|.*\bkhac\b.*|.*du an.*|k ngheo|ko ngheo|kha"
)
_NEAR_POOR = re.compile(
    r"(?:(?:ho |h )?cn|hcn|(?:ho )?c n|can|hcng|(?:ho )?can ngheo)|.*\bcan ngheo\b.*|.*\bc ngheo\b.*|.*\bcan ng\b.*"
)
_ESCAPED = re.compile(r"(?:(?:ho )?(?:tn|mtn|t n)|htn|hmtn|tng)|.*\bthoat\b.*")
_POOR = re.compile(r"(?:hn|(?:ho )?n|h n|hng|(?:ho )?hn)|.*\bngheo\b.*|.*dac biet kho khan.*|.*\bdbkk\b.*|tai ngheo")
_CLASSES = ((_OTHER, "other"), (_ESCAPED, "escaped"), (_NEAR_POOR, "near_poor"), (_POOR, "poor"))
_MARK = re.compile(r"[xXхХ×✓✔☑✗✘●*+vV1☒■√]+|có|co|đúng|true", re.IGNORECASE)
_NO_MARK = re.compile(r"[0oO\-–—.…]+|không|ko|k|false|sai", re.IGNORECASE)


_OF_YEAR = re.compile(r"(?<=\w) (?:nam )?20\d\d$")


def class_of(text: str) -> str | None:
    """poor, near_poor, escaped or other from words or abbreviations; None when they say nothing of the kind."""
    normal = _OF_YEAR.sub("", re.sub(r"[^0-9a-z]+", " ", fold(text)).strip())
    if re.search(r"khong co|khong ro", normal):
        return None
    return next((kind for rule, kind in _CLASSES if rule.fullmatch(normal)), None)


def is_mark(value: object) -> bool | None:
    """True for x, 1, ✓; False for nothing, 0 or a dash; None for anything else."""
    if value is None:
        return False
    if isinstance(value, bool | int):
        return True if value == 1 else False if value == 0 else None
    text = as_text(value).strip(" \u00a0()[].\n\t")
    if not text or _NO_MARK.fullmatch(text):
        return False
    return True if _MARK.fullmatch(text) else None


_SEXES = {
    "nam": "M",
    "nu": "F",
    "m": "M",
    "f": "F",
    "trai": "M",
    "gai": "F",
    "male": "M",
    "female": "F",
    "ong": "M",
    "ba": "F",
    "n": "",
}


def sex_of(value: object) -> CellResult:
    sex = _SEXES.get(re.sub(r"[^a-z]", "", fold(as_text(value))))
    return sex or ParsedCell({}, (problem("sex", "unknown_sex", value=as_text(value)),))


def ethnicity_of(value: object) -> CellResult:
    text = re.sub(r"^(?:dân tộc|dt)\s*[:.]?\s+", "", clean(as_text(value)), flags=re.IGNORECASE).strip(" .,;")
    return (name_case(text) if text.isupper() or text.islower() else text) or None


def level_named(text: str) -> str | None:
    """The tier that words name ("cấp huyện", "Đảng viên cấp xã"); None when they name none or both."""
    normal = re.sub(r"[^a-z]+", " ", fold(text))
    district = re.search(r"\bcap (uy )?huyen\b|\bhuyen phan cong\b|\bhuyen quan ly\b", normal)
    commune = re.search(r"\bcap (uy )?xa\b|\bxa phan cong\b|\bxa quan ly\b|\bcap co so\b", normal)
    if bool(district) == bool(commune):
        return None
    return "district" if district else "commune"


def level_of(value: object) -> CellResult:
    normal = re.sub(r"[^a-z]+", " ", fold(as_text(value))).strip()
    if normal in ("huyen", "h", "cap huyen", "district", "tinh huyen"):
        return "district"
    if normal in ("xa", "x", "cap xa", "xa thi tran", "thi tran", "commune", "co so", "tt"):
        return "commune"
    return level_named(normal) or ParsedCell({}, (problem("tier", "unknown_level", value=as_text(value)),))
