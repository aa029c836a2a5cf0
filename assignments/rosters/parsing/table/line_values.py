"""The values that one line names, as a title or over a group of rows: places, bodies, tiers, classes of household."""

import re
from collections.abc import Mapping
from functools import lru_cache

from assignments.rosters.parsing.cells.parsers import class_of, tier_in_text
from assignments.rosters.parsing.cells.places import (
    is_agency,
    normalise_commune,
    normalise_organisation,
    normalise_village,
    spell_out_cell,
)
from lambinh.lib.vietnamese import clean, fold

# Words that follow a kind of unit without being its name ("cán bộ cấp xã phụ trách…").
_STOP = frozenset(
    """
    cho cuối các có cấp cận của danh do gia giai giúp huyện hđnd họp hộ khoá khóa kỳ là lần mttq nghèo ngày
    nhiệm này năm nơi phân phường phụ quý quản sáu số tdp theo thuộc tháng thôn thị trong trách trưởng trực
    tại tỉnh từ ubnd uỷ và về với xã xóm đang được đảng đến đợt ủy
    """.split()
)
_COMMUNE = re.compile(r"(?<!\w)(?:xã|thị trấn|phường)\s*:?\s+(?=\S)", re.IGNORECASE)
_VILLAGE = re.compile(
    r"(?<!nông )(?<!trưởng )(?<!phó )(?<!\w)(?:thôn|tổ dân phố|tdp|xóm|khu dân cư|khu phố)\s*:?\s+(?=\S)", re.IGNORECASE
)
_BAN = re.compile(r"(?<!văn )(?<!biên )(?<!cơ )(?<!\w)bản\s+(?=\S)", re.IGNORECASE)
_DISTRICT = re.compile(r"(?<!\w)huyện\s*:?\s+(?=\S)", re.IGNORECASE)
_CELL = re.compile(r"(?<!\w)chi bộ\s*:?\s+(?=\S)", re.IGNORECASE)
_WORD = re.compile(r"[^\s,;:()\[\].\-–/\"“”*]+")


def _name_after(text: str, start: int, most_words: int = 4) -> str:
    """The words of a name that begins at `start`: capitalised ones, or in a line of capitals all up to a stop word."""
    words: list[str] = []
    position = start
    while len(words) < most_words and (word := _name_word(text, position)) is not None:
        words.append(word)
        position += len(word) + 1
        if text[position - 1 : position] != " ":
            break
    return " ".join(words)


def _name_word(text: str, position: int) -> str | None:
    match = _WORD.match(text, position)
    if match is None or text[position : position + 6].lower() == "chi bộ":
        return None
    word = match.group()
    is_number = word.isdigit() and len(word) < 3
    return word if word.lower() not in _STOP and (word[0].isupper() or is_number) else None


def _first_name(pattern: re.Pattern[str], text: str) -> str | None:
    for match in pattern.finditer(text):
        name = _name_after(text, match.end())
        if name and not name.isdigit():
            return match.group().strip(" :") + " " + name
    return None


# --- places and bodies in a line -----------------------------------------------------------------------------------

_NATION = re.compile(r"cộng hòa xã hội|cộng hoà xã hội|đảng cộng sản", re.IGNORECASE)
_CELL_LABEL = re.compile(r"^chi bộ\s*:\s*(?=chi bộ)", re.IGNORECASE)
_AFTER_CELL = re.compile(r"\s*[,;(\[*]|\s[-–]\s|\s(?=xã |XÃ |Xã )|\s+năm\s+\d{4}")
_YEAR_OF_CELL = re.compile(r"\s+(?:NĂM|năm)\s+\d{4}.*$")
_NO_CELL_NAME = re.compile(r"chi bộ (?:trực thuộc|và|các|đang|quản lý|phụ trách|có)\b")


def place_names_in(line: str) -> dict[str, str]:
    """Commune, village, district, body and tier that one line names."""
    line = clean(line)
    if _NATION.match(line):
        return {}
    names: dict[str, str] = {}
    if (tier := tier_in_text(line)) is not None:
        names["tier"] = tier
    if (commune := _first_name(_COMMUNE, line)) is not None:
        names["commune"] = normalise_commune(commune)
    if (district := _first_name(_DISTRICT, line)) is not None:
        names["district"] = normalise_commune(district.split(" ", 1)[1])
    return names | _cell_and_village_in(line)


def _cell_and_village_in(line: str) -> dict[str, str]:
    names: dict[str, str] = {}
    cell = _CELL.search(line)
    if cell is not None and (organisation := _cell_name(line[cell.start() :])) is not None:
        names["organisation"] = normalise_organisation(organisation)
    village = _first_name(_VILLAGE, line) or _first_name(_BAN, line)
    if village is not None:
        is_of_cell = cell is not None and cell.start() < line.find(village)
        names["cell_village" if is_of_cell else "village"] = normalise_village(village)
    return names


def _cell_name(text: str) -> str | None:
    """The name of a cell at the beginning of a text: "Chi bộ thôn Nà Khà"."""
    name = _AFTER_CELL.split(_CELL_LABEL.sub("", text), maxsplit=1)[0]
    name = _YEAR_OF_CELL.sub("", name).strip(" .:-")
    return name if len(name.split()) > 2 and not _NO_CELL_NAME.match(name.lower()) else None


# --- group rows -----------------------------------------------------------------------------------------------------

_ENUMERATION = re.compile(
    r"^\s*(?:\(?(?:[IVXLC]+|[A-Ha-h]|\d{1,2})\s*[.)/:]\s*|(?:[IVX]+|[A-H])\s*[-–]\s+|[-+*•]\s*"
    r"|\d{1,2}\s+(?=(?:thôn|bản|xóm|chi bộ|xã)\b))",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"\s*[(:\-–=,]{0,5}\s*(?<!\d)\d+\s*(?:đồng chí|đ/c|hộ|khẩu|nhân khẩu|người|đảng viên|thành viên|cán bộ)\b.*$",
    re.IGNORECASE,
)
_TAIL = re.compile(r"\s*\([^)]*\)\s*$|\s*[:.;]\s*$")
_GROUP_CLASS = re.compile(
    r"(?:(?:cac|nhom|danh sach|so|dien) )*(?:ho )?(ngheo|can ngheo|thoat ngheo|moi thoat ngheo|khong ngheo"
    r"|trung binh)\b.*"
)
_VILLAGE_WITHOUT_NAME = re.compile(r"bản\s+\S", re.IGNORECASE)
_NUMBERED_VILLAGE = re.compile(r"(?:thôn|tổ dân phố|tdp|xóm|khu phố|khu|tổ)\s+\d+\w?", re.IGNORECASE)


# Several rules ask for the group of one line.
@lru_cache(maxsize=5_000)
def bare_group(text: str) -> str:
    """A group row's text without "I.", "(12 đồng chí)" and a closing colon."""
    text = spell_out_cell(_COUNT.sub("", _ENUMERATION.sub("", clean(text))).strip())
    for _ in range(2):
        text = _TAIL.sub("", text).strip(" :-–")
    return text


@lru_cache(maxsize=5_000)
def group_of(text: str) -> Mapping[str, str]:
    """The values that a group row gives to the rows under it; empty when it names nothing that is known."""
    bare = bare_group(text)
    return (_places_of_group(bare) or _class_of_group(bare) or _agency_of_group(bare)) if bare else {}


def _places_of_group(bare: str) -> dict[str, str]:
    names = place_names_in(bare)
    names.pop("district", None)
    if "village" not in names and _VILLAGE_WITHOUT_NAME.match(bare):
        names["village"] = normalise_village(bare)
    # "Chi bộ thôn 2" is a cell.
    if not {"village", "organisation"} & set(names) and (numbered := _NUMBERED_VILLAGE.match(bare)):
        names["village"] = normalise_village(numbered.group())
    return names


def _class_of_group(bare: str) -> dict[str, str]:
    household_class = class_of(bare) if _GROUP_CLASS.fullmatch(fold(bare)) else None
    return {} if household_class is None else {"poverty": household_class}


def _agency_of_group(bare: str) -> dict[str, str]:
    return {"organisation": normalise_organisation(bare)} if is_agency(bare) else {}
