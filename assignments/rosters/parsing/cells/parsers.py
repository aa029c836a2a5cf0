"""Text → value: parsers of one cell with a known field, and the tests for blank cells, ditto marks and marks."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import NamedTuple

from assignments.rosters.parsing.cells.names import name_case
from assignments.rosters.parsing.problems import problem
from assignments.rosters.parsing.records import Problem, Value
from lambinh.lib.vietnamese import clean, fold

LARGEST_USUAL_SIZE = 25
# Above it the number counts something else.
LARGEST_SIZE = 200


class ParsedCell(NamedTuple):
    """The result of a cell that is not one plain value: several values, problems, or no value at all."""

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


def size_of(value: object) -> CellResult:
    number = _size_number(value)
    if number is None or not 1 <= number <= LARGEST_SIZE:
        return ParsedCell({}, (problem("household_size", "not_a_size", value=as_text(value)),))
    if number > LARGEST_USUAL_SIZE:
        return ParsedCell({"household_size": number}, (problem("household_size", "large_size", value=number),))
    return number


def _size_number(value: object) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    match = _SIZE.fullmatch(clean(as_text(value)))
    return int(match.group(1)) if match else None


# The number of digits that ids of 9 and 12 have without the zeros at their start.
SHORTENED = frozenset({8, 10, 11})


def citizen_id_parser(*, shortened: frozenset[int]) -> Parser:
    """`shortened`: the lengths of texts in the column that are ids which lost their zeros when they were numbers."""

    def citizen_id_of(value: object) -> CellResult:
        if type(value) is str and _is_citizen_id(value):
            return value
        if _says_none(value):
            return None
        text = re.sub(r"[\s.\-']", "", _without_decimals(as_text(value)))
        if _is_citizen_id(text):
            return text
        if _is_number(text) and len(text) in (SHORTENED if isinstance(value, int) else shortened):
            return _padded_citizen_id(text)
        return _bad_citizen_id(text, as_text(value))

    return citizen_id_of


def _is_number(text: str) -> bool:
    return text.isdecimal() and text.isascii()


def _is_citizen_id(text: str) -> bool:
    return len(text) in (9, 12) and _is_number(text)


def _padded_citizen_id(text: str) -> ParsedCell:
    full = text.zfill(9 if len(text) == 8 else 12)
    return ParsedCell({"citizen_id": full}, (problem("citizen_id", "padded_citizen_id", value="…" + full[-4:]),))


def _bad_citizen_id(text: str, original: str) -> ParsedCell:
    """A problem that shows the last characters only: the rest may be a citizen id."""
    digits = sum(letter.isdigit() for letter in text)
    return ParsedCell({}, (problem("citizen_id", "bad_citizen_id", value="…" + original[-4:], digits=digits),))


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
        numbers = _phone_numbers(_without_decimals(as_text(value)))
        first = numbers[0] if numbers else ""
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


def _phone_numbers(text: str) -> list[str]:
    """The numbers of a cell; a number that only has a separator inside is one."""
    numbers = [_phone_digits(part) for part in _PHONE_BREAK.split(text) if part.strip()]
    if len(numbers) > 1 and not _PHONE.fullmatch(numbers[0]):
        joined = _phone_digits(text)
        return [joined] if _PHONE.fullmatch(joined) else numbers
    return numbers


def _phone_digits(text: str) -> str:
    digits = re.sub(r"\D", "", text)
    if text.strip().startswith(("+84", "(+84", "0084")) or (digits.startswith("84") and len(digits) == 11):
        return "0" + digits.removeprefix("00").removeprefix("84").lstrip("0")
    return digits


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
    """poor, near_poor, escaped or other from words or abbreviations; None when they name no class."""
    normal = _OF_YEAR.sub("", re.sub(r"[^0-9a-z]+", " ", fold(text)).strip())
    if re.search(r"khong co|khong ro", normal):
        return None
    return next((kind for pattern, kind in _CLASSES if pattern.fullmatch(normal)), None)


def is_mark(value: object) -> bool | None:
    """True for x, 1, ✓; False for nothing, 0 or a dash; None for anything else."""
    if value is None:
        return False
    if isinstance(value, bool | int):
        return {0: False, 1: True}.get(value)
    text = as_text(value).strip(" \u00a0()[].\n\t")
    if not text or _NO_MARK.fullmatch(text):
        return False
    return True if _MARK.fullmatch(text) else None


_SEXES = {
    "nam": "M", "m": "M", "trai": "M", "male": "M", "ong": "M",
    "nu": "F", "f": "F", "gai": "F", "female": "F", "ba": "F",
}  # fmt: skip


def sex_of(value: object) -> CellResult:
    sex = _SEXES.get(re.sub(r"[^a-z]", "", fold(as_text(value))))
    return sex or ParsedCell({}, (problem("sex", "unknown_sex", value=as_text(value)),))


def ethnicity_of(value: object) -> CellResult:
    text = re.sub(r"^(?:dân tộc|dt)\s*[:.]?\s+", "", clean(as_text(value)), flags=re.IGNORECASE).strip(" .,;")
    return (name_case(text) if text.isupper() or text.islower() else text) or None


_DISTRICT_TIER = re.compile(r"\bcap (uy )?huyen\b|\bhuyen phan cong\b|\bhuyen quan ly\b")
_COMMUNE_TIER = re.compile(r"\bcap (uy )?xa\b|\bxa phan cong\b|\bxa quan ly\b|\bcap co so\b")
_TIERS = {
    **dict.fromkeys(("huyen", "h", "district", "tinh huyen"), "district"),
    **dict.fromkeys(("xa", "x", "xa thi tran", "thi tran", "commune", "co so", "tt"), "commune"),
}


def _only_letters(text: str) -> str:
    return re.sub(r"[^a-z]+", " ", fold(text)).strip()


def tier_in_text(text: str) -> str | None:
    """The tier that words name ("cấp huyện", "Đảng viên cấp xã"); None when they name none or both."""
    normal = _only_letters(text)
    is_district, is_commune = _DISTRICT_TIER.search(normal), _COMMUNE_TIER.search(normal)
    if bool(is_district) == bool(is_commune):
        return None
    return "district" if is_district else "commune"


def tier_of(value: object) -> CellResult:
    text = as_text(value)
    tier = _TIERS.get(_only_letters(text)) or tier_in_text(text)
    return tier or ParsedCell({}, (problem("tier", "unknown_level", value=text),))
