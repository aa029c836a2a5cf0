"""The title block over a table: commune, village, body, tier, decision, dates and class."""

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import date

from assignments.rosters.parsing.records import TableContext
from assignments.rosters.parsing.rules import Rule, always, decide
from assignments.rosters.parsing.table.line_values import place_names_in
from lambinh.lib.dates.parsing import NoSuchDay, NotADate, parse_partial
from lambinh.lib.vietnamese import clean, fold

_DAY = r"(?:ngày\s*)?(\d{1,2}\s*(?:tháng|[/.\-])\s*\d{1,2}\s*(?:năm|[/.\-])\s*\d{4})"
_DECISION = re.compile(
    rf"(nghị quyết|quyết định|kế hoạch|công văn|thông báo|hướng dẫn"
    rf"|kết luận)\s*(?:số)?\s*:?\s*([\w\-]*\d[\w\-/.&ĐđƯư]*)\s*,?\s*{_DAY}(?:\s*,?\s*của\s+([^)\n]+))?",
    re.IGNORECASE,
)
_DOCUMENT_DAY = re.compile(r"ngày\s*\d{1,2}\s*tháng\s*\d{1,2}\s*năm\s*\d{4}", re.IGNORECASE)
_YEAR = re.compile(r"\bnăm\s+((?:19|20)\d\d)\b", re.IGNORECASE)
_OPENS_PLACE = re.compile(r"\((?:thôn|xã|bản|chi bộ)\b", re.IGNORECASE)
_LIST_TITLE = re.compile(r"danh sach|bieu|tong hop|phu luc")
_COMMUNE_ISSUER = re.compile(
    r"(dang uy|dang bo|uy ban nhan dan|ubnd|ban chap hanh dang bo) (xa|thi tran|phuong)\b|chi bo\b"
)
_DISTRICT_ISSUER = re.compile(
    r"(ban thuong vu )?huyen uy\b|ban thuong vu|ban to chuc huyen uy|uy ban nhan dan huyen|ubnd huyen"
)
_LONGEST_ISSUER = 70
_LONGEST_PLACE_AND_DAY = 60
_CLASSES = {
    "poor": re.compile(r"\bho ngheo"),
    "near_poor": re.compile(r"\bcan ngheo"),
    "escaped": re.compile(r"\bthoat ngheo"),
}
_OF_SEVERAL_CLASSES = re.compile(r"phu trach|giup do|khong ngheo")


def context_of(lines: Iterable[str]) -> TableContext:
    """The values of the title block over a table; the first line that gives one counts."""
    context: TableContext = {}
    parts = [clean(part) for line in lines for part in line.split("\n") if part.strip()]
    for part in parts:
        for name, value in (decide(TITLE_RULES, part) or {}).items():
            if name == "issuer_tier":
                # A letterhead goes from the highest body down to the one that wrote the list.
                context[name] = value
            else:
                context.setdefault(name, value)
    return context


def _is_remark(line: str) -> bool:
    return line.startswith("(") and line.endswith(")") and not _OPENS_PLACE.match(line)


def _is_place_and_day(line: str) -> bool:
    """ "Thổ Bình, ngày 5 tháng 3 năm 2018": where the list was signed, which need not be the commune it is about."""
    is_short = "," in line and len(line) < _LONGEST_PLACE_AND_DAY
    return is_short and _DOCUMENT_DAY.search(line) is not None


def _title_values(line: str) -> TableContext:
    return _document_date(line) | place_names_in(line) | _year(line) | _issuer_tier(line) | _class_in_title(line)


def _decision(line: str) -> TableContext:
    match = _DECISION.search(line)
    assert match is not None  # the rule's condition
    _, number, day, issuer = match.groups()
    decision = {"number": number.strip(" .,-")}
    with suppress(NoSuchDay, NotADate):
        decision["issued_on"] = parse_partial(day, newest=date.max.year).iso()
    if issuer:
        decision["issuer"] = clean(issuer).strip(" .,)")
    return {"decision": decision}


def _document_date(line: str) -> TableContext:
    day = _DOCUMENT_DAY.search(line)
    if day is None:
        return {}
    try:
        return {"document_date": parse_partial(day.group(), newest=date.max.year).iso()}
    except (NoSuchDay, NotADate):
        return {}


def _year(line: str) -> TableContext:
    year = _YEAR.search(line)
    return {"year": int(year.group(1))} if year is not None and _LIST_TITLE.search(fold(line)) else {}


def _issuer_tier(line: str) -> TableContext:
    if len(line) > _LONGEST_ISSUER:
        return {}
    folded = fold(line)
    if _COMMUNE_ISSUER.match(folded):
        return {"issuer_tier": "commune"}
    return {"issuer_tier": "district"} if _DISTRICT_ISSUER.match(folded) else {}


def _class_in_title(line: str) -> TableContext:
    folded = fold(line)
    if "danh sach" not in folded or _OF_SEVERAL_CLASSES.search(folded):
        return {}
    classes = [name for name, pattern in _CLASSES.items() if pattern.search(folded)]
    return {"poverty": classes[0]} if len(classes) == 1 else {}


TITLE_RULES: tuple[Rule[str, TableContext], ...] = (
    # A decision names its issuer, not the place that the list is about.
    Rule("decision", lambda line: _DECISION.search(line) is not None, _decision),
    Rule("remark in brackets", _is_remark, always({})),
    Rule("place and day", _is_place_and_day, _document_date),
    Rule("title", always(True), _title_values),
)
