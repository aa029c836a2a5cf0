"""Lines over households that name who is in charge of them: "Đ/c Vũ Thị Mẩy – Giáo viên – phụ trách các hộ:"."""

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
    bare = _NUMBER.sub("", clean(text))
    begun = _BEGINS.match(bare)
    ended = _ENDS.search(bare)
    if begun is not None:
        bare = bare[begun.end() :]
    elif ended is not None and _TITLE.match(bare):
        bare = bare[: ended.start()]
    else:
        return {}
    name, parts = split_person(bare.strip(" -–,:;"))
    if not looks_like_person(name):
        return {}
    found = {"member_name": name}
    for role, place in map(split_position, parts):
        found |= {"member_position": role} if role else {}
        found |= {"member_organisation": place} if place else {}
    return found


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
    found: dict[str, str] = {}
    for line in lines:
        for name, label in _LABELS.items():
            if (told := label.fullmatch(clean(line))) is not None:
                found[name] = told.group(1)
    name, rest = split_person(found.get("member_name", ""))
    if not looks_like_person(name) or rest:
        return {}
    return {**found, "member_name": name}
