"""What stands above a table, in a group row or on a sheet's tab: commune, village, body, tier, decision, dates."""

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from typing import Any

from assignments.rosters.parsing.cells.parsers import class_of, level_named
from assignments.rosters.parsing.cells.places import (
    is_agency,
    spelt_cell,
    tidy_commune,
    tidy_organisation,
    tidy_village,
)
from lambinh.lib.dates.parsing import NoSuchDay, NotADate, parse_partial
from lambinh.lib.vietnamese import clean, fold

# Words that follow a kind of unit without being its name ("cán bộ cấp xã phụ trách…").
_STOP = frozenset(
    """
    cho cuối các có cấp cận của danh do gia giai giúp huyện hđnd họp hộ khoá khóa kỳ là lần mttq nghèo ngày
    nhiệm này năm nơi phân phường phụ quý quản sáu số tdp theo thuộc tháng thôn thị trong trách trưởng trực
    tại tỉnh từ ubnd uỷ và về với xã xóm đang được đảng đến đợt ủy
    """.split()
)
_DAY = r"(?:ngày\s*)?(\d{1,2}\s*(?:tháng|[/.\-])\s*\d{1,2}\s*(?:năm|[/.\-])\s*\d{4})"
_DECISION = re.compile(
    rf"(nghị quyết|quyết định|kế hoạch|công văn|thông báo|hướng dẫn"
    rf"|kết luận)\s*(?:số)?\s*:?\s*([\w\-]*\d[\w\-/.&ĐđƯư]*)\s*,?\s*{_DAY}(?:\s*,?\s*của\s+([^)\n]+))?",
    re.IGNORECASE,
)
_DOCUMENT_DAY = re.compile(r"ngày\s*\d{1,2}\s*tháng\s*\d{1,2}\s*năm\s*\d{4}", re.IGNORECASE)
_YEAR = re.compile(r"\bnăm\s+((?:19|20)\d\d)\b", re.IGNORECASE)
_COMMUNE = re.compile(r"(?<!\w)(?:xã|thị trấn|phường)\s*:?\s+(?=\S)", re.IGNORECASE)
_VILLAGE = re.compile(
    r"(?<!nông )(?<!trưởng )(?<!phó )(?<!\w)(?:thôn|tổ dân phố|tdp|xóm|khu dân cư|khu phố)\s*:?\s+(?=\S)", re.IGNORECASE
)
_BAN = re.compile(r"(?<!văn )(?<!biên )(?<!cơ )(?<!\w)bản\s+(?=\S)", re.IGNORECASE)
_DISTRICT = re.compile(r"(?<!\w)huyện\s*:?\s+(?=\S)", re.IGNORECASE)
_CELL = re.compile(r"(?<!\w)chi bộ\s*:?\s+(?=\S)", re.IGNORECASE)
_WORD = re.compile(r"[^\s,;:()\[\].\-–/\"“”*]+")


def _name_after(text: str, start: int, longest: int = 4) -> str:
    """The words of a name that begins at `start`: capitalised ones, or in a line of capitals all up to a stop word."""
    words: list[str] = []
    at = start
    while len(words) < longest:
        word = _WORD.match(text, at)
        if word is None or word.group().lower() in _STOP or text[at : at + 6].lower() == "chi bộ":
            break
        if not (word.group()[0].isupper() or (word.group().isdigit() and len(word.group()) < 3)):
            break
        words.append(word.group())
        at = word.end()
        if text[at : at + 1] != " ":
            break
        at += 1
    return " ".join(words)


def _first_name(rule: re.Pattern[str], text: str) -> str | None:
    for found in rule.finditer(text):
        name = _name_after(text, found.end())
        if name and not name.isdigit():
            return text[found.start() : found.end()].strip(" :") + " " + name
    return None


def place_names_in(line: str) -> dict[str, str]:
    """Commune, village, district, body and tier that one line names."""
    line = clean(line)
    found: dict[str, str] = {}
    if re.match(r"cộng hòa xã hội|cộng hoà xã hội|đảng cộng sản", line, re.IGNORECASE):
        return found
    if (level := level_named(line)) is not None:
        found["tier"] = level
    if (commune := _first_name(_COMMUNE, line)) is not None:
        found["commune"] = tidy_commune(commune)
    if (district := _first_name(_DISTRICT, line)) is not None:
        found["district"] = tidy_commune(district.split(" ", 1)[1])
    cell = _CELL.search(line)
    if cell is not None:
        line_of_cell = re.sub(r"^chi bộ\s*:\s*(?=chi bộ)", "", line[cell.start() :], flags=re.IGNORECASE)
        name = re.split(r"\s*[,;(\[*]|\s[-–]\s|\s(?=xã |XÃ |Xã )|\s+năm\s+\d{4}", line_of_cell, maxsplit=1)[0]
        name = re.sub(r"\s+(?:NĂM|năm)\s+\d{4}.*$", "", name).strip(" .:-")
        if len(name.split()) > 2 and not re.match(
            r"chi bộ (?:trực thuộc|và|các|đang|quản lý|phụ trách|có)\b", name.lower()
        ):
            found["organisation"] = tidy_organisation(name)
    village = _first_name(_VILLAGE, line) or _first_name(_BAN, line)
    if village is not None:
        found["cell_village" if cell is not None and cell.start() < line.find(village) else "village"] = tidy_village(
            village
        )
    return found


def context_of(lines: Iterable[str]) -> dict[str, Any]:
    """What the title block over a table says; the first line that names something counts."""
    context: dict[str, Any] = {}
    lines = [clean(part) for line in lines for part in line.split("\n") if part.strip()]
    for line in lines:
        decision = _DECISION.search(line)
        if decision is not None:
            context.setdefault("decision", _decision(decision))
            continue
        if (
            line.startswith("(")
            and line.endswith(")")
            and not re.match(r"\((?:thôn|xã|bản|chi bộ)\b", line, re.IGNORECASE)
        ):
            continue
        if _DOCUMENT_DAY.search(line):
            _set_day(context, line)
            if "," in line and len(line) < 60:
                continue
        for name, value in place_names_in(line).items():
            context.setdefault(name, value)
        if re.search(r"danh sach|bieu|tong hop|phu luc", fold(line)) and (year := _YEAR.search(line)):
            context.setdefault("year", int(year.group(1)))
        if (issuer := _issuer_level(line)) is not None:
            context["issuer_tier"] = issuer
        if "danh sach" in fold(line) and (kind := _class_in_title(line)) is not None:
            context.setdefault("poverty", kind)
    return context


def _issuer_level(line: str) -> str | None:
    if len(line) > 70:
        return None
    normal = fold(line)
    if re.match(
        r"(dang uy|dang bo|uy ban nhan dan|ubnd|ban chap hanh dang bo) (xa|thi tran|phuong)\b|chi bo\b", normal
    ):
        return "commune"
    if re.match(
        r"(ban thuong vu )?huyen uy\b|ban thuong vu|ban to chuc huyen uy|uy ban nhan dan huyen|ubnd huyen", normal
    ):
        return "district"
    return None


def _class_in_title(line: str) -> str | None:
    normal = fold(line)
    kinds = {
        kind
        for rule, kind in ((r"\bho ngheo", "poor"), (r"\bcan ngheo", "near_poor"), (r"\bthoat ngheo", "escaped"))
        if re.search(rule, normal)
    }
    if len(kinds) != 1 or re.search(r"phu trach|giup do|khong ngheo", normal):
        return None
    return kinds.pop()


def _set_day(context: dict[str, Any], line: str) -> None:
    day = _DOCUMENT_DAY.search(line)
    if day is None or "document_date" in context:
        return
    try:
        context["document_date"] = parse_partial(day.group(), newest=date.max.year).iso()
    except (NoSuchDay, NotADate):
        return


def _decision(found: re.Match[str]) -> dict[str, str]:
    _, number, day, issuer = found.groups()
    decision = {"number": number.strip(" .,-")}
    with suppress(NoSuchDay, NotADate):
        decision["issued_on"] = parse_partial(day, newest=date.max.year).iso()
    if issuer:
        decision["issuer"] = clean(issuer).strip(" .,)")
    return decision


# --- group rows ---------------------------------------------------------------------------------------------------

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


def bare_group(text: str) -> str:
    """A group row's text without "I.", "(12 đồng chí)" and a closing colon."""
    text = spelt_cell(_COUNT.sub("", _ENUMERATION.sub("", clean(text))).strip())
    for _ in range(2):
        text = _TAIL.sub("", text).strip(" :-–")
    return text


def group_of(text: str) -> dict[str, str]:
    """What a group row gives to the rows under it; empty when it names nothing that is known."""
    bare = bare_group(text)
    if not bare:
        return {}
    found = place_names_in(bare)
    found.pop("district", None)
    if "village" not in found and re.match(r"bản\s+\S", bare, re.IGNORECASE):
        found["village"] = tidy_village(bare)
    if "village" not in found and "organisation" not in found:
        numbered = re.match(r"(?:thôn|tổ dân phố|tdp|xóm|khu phố|khu|tổ)\s+\d+\w?", bare, re.IGNORECASE)
        if numbered:
            found["village"] = tidy_village(numbered.group())
    if found:
        return found
    if _GROUP_CLASS.fullmatch(fold(bare)) and (kind := class_of(bare)) is not None:
        return {"poverty": kind}
    if is_agency(bare):
        return {"organisation": tidy_organisation(bare)}
    return {}
