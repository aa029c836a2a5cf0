"""Lines above households that name their assignee: "Đ/c Vũ Thị Mẩy – Giáo viên – phụ trách các hộ:"."""

import re
from collections.abc import Sequence

from assignments.rosters.parsing.cells.names import looks_like_person, split_person
from assignments.rosters.parsing.cells.places import split_position
from lambinh.lib.vietnamese import clean

_NUMBER = re.compile(r"^\s*(?:\d{1,3}|[IVX]+)\s*[.)/-]\s*")
_IN_CHARGE = r"(?:phụ trách|giúp đỡ|đỡ đầu|kèm cặp|theo dõi)"
_BEGINS = re.compile(
    rf"(?:đảng viên|cán bộ|đồng chí|đ/c|người)\s+(?:được phân công\s+)?{_IN_CHARGE}(?:\s+(?:các\s+)?hộ)?\s*:\s*(?=\S)",
    re.IGNORECASE,
)
_ENDS = re.compile(rf"(?:được\s+)?(?:phân công\s+|giao\s+|nhận\s+)*{_IN_CHARGE}\b.*$", re.IGNORECASE)
_TITLE = re.compile(r"(?:đ/c|đ\.c|đc|đồng chí|ông|bà|đảng viên|cán bộ)[\s:.]", re.IGNORECASE)


def assignee_in_line(text: str) -> dict[str, str]:
    """Name, position and organisation of the member whom a line names; empty when it names none."""
    name, parts = split_person(_about_assignee(_NUMBER.sub("", clean(text))).strip(" -–,:;"))
    if not looks_like_person(name):
        return {}
    values = {"member_name": name}
    for position, organisation in map(split_position, parts):
        values |= {"member_position": position} if position else {}
        values |= {"member_organisation": organisation} if organisation else {}
    return values


def _about_assignee(line: str) -> str:
    """The part of a line about its assignee: after "Đảng viên phụ trách:", or before "phụ trách các hộ"."""
    begin, title, end = _BEGINS.match(line), _TITLE.match(line), _ENDS.search(line)
    if begin is not None:
        return line[begin.end() :]
    # Without a title the words before "phụ trách" are no person, and a title alone ("Đảng viên phụ trách:") is none.
    if end is None or title is None or not line[title.end() : end.start()].strip():
        return ""
    return line[: end.start()]


_LABELS = {
    "member_name": re.compile(
        r"(?:họ (?:và )?tên\s+)?(?:đảng viên|cán bộ|đồng chí|người)(?:\s+(?:phụ trách|được phân công))*\s*:\s*(.+)",
        re.IGNORECASE,
    ),
    "member_position": re.compile(r"(?:chức vụ|chức danh)\s*:\s*(.+)", re.IGNORECASE),
    "member_organisation": re.compile(r"(?:chi bộ|đơn vị)(?: (?:công tác|sinh hoạt))?\s*:\s*(.+)", re.IGNORECASE),
}


def assignee_in_form(lines: Sequence[str]) -> dict[str, str]:
    """A form's "Họ và tên đảng viên: …", "Chức vụ: …", "Chi bộ: …" over the list; the last of each counts."""
    values = {
        field: match.group(1)
        for line in lines
        for field, label in _LABELS.items()
        if (match := label.fullmatch(clean(line))) is not None
    }
    name, rest = split_person(values.get("member_name", ""))
    if not looks_like_person(name) or rest:
        return {}
    return {**values, "member_name": name}
