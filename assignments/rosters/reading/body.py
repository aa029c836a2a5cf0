"""The rows under a heading: which hold records, which only group, sum up, sign or explain."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from lambinh.lib.vietnamese import clean, fold

from .blocks import Block, Cells, Merges, filled, is_column_numbers
from .headings import is_heading_text, normal_heading
from .layout import Layout
from .names import begins_with_surname, is_plain, looks_like_person
from .parsing import is_blank, is_ditto
from .places import is_known_commune, tidy_commune, tidy_village
from .problems import problem
from .records import Ignored, Problem
from .titles import bare_group, group_of

_SUSPECT = frozenset(
    """
    ban bí bản bảo chi chủ các cán công cơ cấp cộng danh ghi huyện hạt hộ hội kho khu khối kế liên làng lưu
    mặt ngân người nhóm nơi phòng phó phường số tdp thôn thị toà toàn trung trường trưởng trạm tòa tổ tổng uỷ
    viện văn xã xóm đoàn đại đảng đội ấp ủy
    """.split()
)
_TOTAL = re.compile(
    r"\W*(?:tổng|cộng|toàn (?:xã|huyện|thôn|chi bộ|đảng bộ)|lũy kế|bình quân)\b(?!\s+công ty)", re.IGNORECASE
)
_COUNT_TEXT = re.compile(
    r"[\W\d]*(?:\d+\s*(?:hộ|khẩu|nhân khẩu|người|đồng chí|đ/c|đảng viên|thành viên|nk|đv)[\W\d]*)+(?:nghèo"
    r"|cận nghèo)?|[\d.,%\s]+",
    re.IGNORECASE,
)
_STRONG_SIGNATURE = re.compile(
    r"(?:nguoi|can bo) (?:lap|tong hop|ke khai|viet|thong ke|ghi|kiem tra|duyet|bao cao|xac nhan)\b.*"
    r"|t ?[/.] ?m\b.*|tm\b.*|k ?[/.] ?t\b.*|kt\b.*|noi nhan.*"
    r"|.*\bky[, ]+(?:va )?(?:ghi ro|ten|dong dau).*|\(?da ky\)?|xac nhan.*|.*\bngay\b.*\bthang\b.*\bnam\b.*"
    r"|phe duyet.*|lap bieu.*|thay mat .*|(?:- ?)?luu\b.*|ky ten.*|thu truong( .*)?"
)
_WEAK_SIGNATURE = re.compile(
    r"(?:pho )?(?:bi thu|chu tich|truong thon|truong ban|truong phong|giam doc|hieu truong|chi huy|truong xom"
    r"|truong ban.*)(?: .*)?|uy ban nhan dan.*|dang uy.*|ubnd.*"
    r"|chi uy.*|ban (?:thuong vu|chap hanh|chi dao).*|can bo(?: .*)?|cong chuc.*|ke toan.*|dai dien .*"
    r"|chi bo.*|van phong.*|truong thon.*|q\. .*"
)
_TITLE_START = re.compile(
    r"danh sach.*|dang bo .*|dang uy (?:xa|thi tran).*|dang cong san.*|huyen uy.*|ban thuong vu.*"
    r"|uy ban nhan dan.*|ubnd .*|cong hoa.*|(?:phu )?bieu\b.*|phu luc.*|phan [ivx\d]+.*"
    r"|(?:[a-h]|[ivx]+)\s*[.)/-]\s*\S.*|tong hop.*|bang .*|can bo.*|dang vien.*|doc lap.*"
)
_NUMBER = re.compile(r"\s*\d{1,5}\s*[.)]?\s*")
_ROMAN = re.compile(r"\s*\(?(?:[IVXLC]+|[A-H])\s*[.)]?\s*")


@dataclass(slots=True)
class Group:
    gives: dict[str, str]
    style: int | None
    text: str


@dataclass(slots=True)
class Body:
    """`data[i]` is a row with a record (0-based), `groups[i]` what the group rows above give it."""

    data: list[int] = field(default_factory=list)
    groups: list[dict[str, str]] = field(default_factory=list)
    ignored: list[Ignored] = field(default_factory=list)
    titles: list[int] = field(default_factory=list)
    notices: list[Problem] = field(default_factory=list)


class Sorter:
    """Goes down the rows of one table, remembering the groups that are open."""

    def __init__(
        self,
        rows: Cells,
        block: Block,
        layout: Layout,
        merges: Merges,
        errors: set[tuple[int, int]],
        repeated: set[int],
        *,
        alone: bool,
    ) -> None:
        self.rows, self.block, self.layout, self.merges, self.errors = rows, block, layout, merges, errors
        self.repeated, self.alone = repeated, alone
        by_field = {name: column.place for column in reversed(layout.columns) for name in column.fields}
        keys = ("full_name",) if layout.kind == "members" else ("head_name", "person", "household_code")
        first = layout.columns[0].place if layout.columns else block.left
        self.key = next((by_field[name] for name in keys if name in by_field), first)
        self.carer = by_field.get("member_name")
        named = {"head_name", "full_name", "member_name", "person"}
        self.names = {column.place for column in layout.columns if named & set(column.fields)}
        self.has_village = bool({"village", "address"} & set(by_field))
        self.used = [column.place for column in layout.columns]
        self.evidence = [place for place in self.used if place != self.key]
        self.body = Body()
        self.stack: list[Group] = []
        self.current: dict[str, str] = {}
        self.just_grouped = False
        self.signing = False
        self.summing = False
        self.unread_groups: list[tuple[int, str]] = []
        self.heading_texts = {normal_heading(text) for column in block.columns for text in column.texts}

    def sort(self, start: int, end: int) -> Body:
        plain: dict[object, bool] = {}
        rows, key, evidence, body = self.rows, self.key, self.evidence, self.body
        for at in range(start, end):
            row = rows[at]
            name = row[key]
            if name is not None and not self.signing:
                good = plain.get(name)
                if good is None:
                    good = plain[name] = _is_plain_person(name)
                if good:
                    for place in evidence:
                        if row[place] is not None:
                            body.data.append(at)
                            body.groups.append(self.current)
                            self.just_grouped = False
                            break
                    else:
                        self._place(at)
                    continue
            self._place(at)
        self._finish(end)
        return body

    def _place(self, at: int) -> None:
        why = self._why(at)
        if why is None:
            self.body.data.append(at)
            self.body.groups.append(self.current)
            self.just_grouped = False
            self.signing = False
        else:
            self.body.ignored.append(Ignored(at + 1, why))

    def _cells(self, at: int) -> list[int]:
        left, right = (0, len(self.rows[at]) - 1) if self.alone else (self.block.left, self.block.right)
        return [
            place for place in filled(self.rows[at]) if left <= place <= right and not is_blank(self.rows[at][place])
        ]

    def _why(self, at: int) -> str | None:
        """Why the row is no record; None when it is one."""
        row, places = self.rows[at], self._cells(at)
        wrong = [place for place in self.used if (at, place) in self.errors]
        if not places and not wrong:
            return "blank"
        if at in self.repeated or is_column_numbers(row) or self._repeats_heading(row, places):
            return "heading"
        if self.summing or self._heads_a_summary(row, places):
            self.summing = self.signing = True
            return "total"
        index = self.layout.index
        numbered = index is not None and row[index] is not None and _NUMBER.fullmatch(str(row[index])) is not None
        texts = [
            place for place in places if isinstance(row[place], str) and not _COUNT_TEXT.fullmatch(str(row[place]))
        ]
        if index in texts and index is not None and _ROMAN.fullmatch(str(row[index])):
            texts.remove(index)
        if texts and not numbered and _TOTAL.match(str(row[texts[0]])):
            return "total"
        if self.signing and not (numbered and self._is_person(row[self.key]) and len(places) > 2):
            return "signature"
        if texts and not numbered and self._signs(row, texts, places):
            self.signing = True
            return "signature"
        if texts and self._groups(at, texts, places, numbered):
            return "group"
        return self._record_or_not(at, row, places, texts, wrong, numbered)

    def _record_or_not(
        self, at: int, row: Sequence[object], places: list[int], texts: list[int], wrong: list[int], numbered: bool
    ) -> str | None:
        told = [place for place in self.used if place in places] + wrong
        if self._is_person(row[self.key]) and (len(told) > 1 or numbered or self.carer is not None):
            return None
        if self._is_only_a_name(at, row):
            return None
        if self.key in wrong:
            return None if len(told) > 1 or numbered else "blank"
        if (at, self.key) in self.merges.at and self.merges.at[at, self.key].top < at and told:
            return None
        if not is_blank(row[self.key]):
            if len(told) > 1 or (numbered and not self._is_group_text(row[self.key])):
                return None
            return self._lone_text(at, places, texts)
        if numbered and told:
            return None
        if len(told) > 1 and texts:
            return None
        if not texts:
            return "total" if len(places) > 1 else "blank"
        return self._lone_text(at, places, texts)

    def _is_only_a_name(self, at: int, row: Sequence[object]) -> bool:
        """Right under a record of a list without numbers, a name alone is one more."""
        below = bool(self.body.data) and self.body.data[-1] == at - 1
        return (
            self.layout.index is None
            and below
            and self._is_person(row[self.key])
            and begins_with_surname(str(row[self.key]))
        )

    def _is_group_text(self, value: object) -> bool:
        return isinstance(value, str) and bool(group_of(value))

    def _lone_text(self, at: int, places: list[int], texts: list[int]) -> str:
        """One text in a row of its own: over data it was meant as a group, but names nothing that is known."""
        if texts and re.match(r"\W*(?:ghi chú|lưu ý|chú thích)\b", str(self.rows[at][texts[0]]), re.IGNORECASE):
            return "blank"
        if texts and (texts[0] in self.names or texts[0] <= self.key):
            if self._bare_place(at, texts[0]):
                return "group"
            self.unread_groups.append((at, clean(str(self.rows[at][texts[0]]))))
            return "group"
        return "blank"

    def _bare_place(self, at: int, place: int) -> bool:
        """ "I | Nà Khà": a name without its kind, set apart as groups are; read as a village, and said so."""
        row = self.rows[at]
        text = bare_group(str(row[place]))
        area = self.merges.at.get((at, place))
        mark = row[self.layout.index] if self.layout.index is not None and self.layout.index != place else None
        apart = (mark is not None and _ROMAN.fullmatch(str(mark)) is not None) or (
            area is not None and area.right - area.left >= 2
        )
        words = text.split()
        if not apart or self.has_village or not 1 <= len(words) <= 4 or not all(word[0].isupper() for word in words):
            return False
        if begins_with_surname(text) and len(words) > 2:
            return False
        kind = "commune" if is_known_commune(text) else "village"
        name = tidy_commune(text) if kind == "commune" else tidy_village(text)
        self._open(Group({kind: name}, _style(str(mark or "")), text))
        self.body.notices.append(problem("village", "group_gives_village", value=text))
        return True

    def _is_person(self, value: object) -> bool:
        return isinstance(value, str) and (
            _is_plain_person(value) or (looks_like_person(value) and not group_of(value))
        )

    def _repeats_heading(self, row: Sequence[object], places: list[int]) -> bool:
        if len(places) < 2 or not all(isinstance(row[place], str) for place in places):
            return False
        return all(
            normal_heading(str(row[place])) in self.heading_texts and is_heading_text(str(row[place]))
            for place in places
        )

    def _heads_a_summary(self, row: Sequence[object], places: list[int]) -> bool:
        """Another heading, of a table that names no people: "STT | Thôn | Số đảng viên | Số hộ" under the list."""
        if len(places) < 3 or not all(isinstance(row[place], str) for place in places):
            return False
        texts = [str(row[place]) for place in places]
        known = sum(is_heading_text(text) or fold(text).startswith("so ") for text in texts)
        marks = sum(normal_heading(text) in ("stt", "tt") or fold(text).startswith("so ") for text in texts)
        return known == len(texts) and marks > 1

    def _signs(self, row: Sequence[object], texts: list[int], places: list[int]) -> bool:
        if len(places) != len(texts):
            return False
        said = [fold(str(row[place])) for place in texts]
        strong = [_STRONG_SIGNATURE.fullmatch(text) is not None for text in said]
        weak = [_WEAK_SIGNATURE.fullmatch(text) is not None for text in said]
        if any(strong) and all(one or other for one, other in zip(strong, weak, strict=True)):
            return True
        return all(weak) and not any(self._is_group_text(row[place]) for place in texts) and len(texts) < 4

    # -- groups ----------------------------------------------------------------------------------------------------

    def _groups(self, at: int, texts: list[int], places: list[int], numbered: bool) -> bool:
        row = self.rows[at]
        if len(texts) > 2 or any(
            place not in self.names and place in self.used and place > self.key for place in texts[:1]
        ):
            return False
        area = self.merges.at.get((at, texts[0]))
        wide = area is not None and area.top == area.bottom and area.right - area.left >= 2
        if numbered and not (wide or texts[0] in self.names or texts[0] not in self.used):
            return False
        gives: dict[str, str] = {}
        for place in texts:
            given = group_of(str(row[place]))
            if not given or (
                numbered and set(given) == {"organisation"} and looks_like_person(str(row[place])) and len(places) > 2
            ):
                return False
            gives |= given
        others = [place for place in places if place not in texts and place != self.layout.index]
        if numbered and len(others) > 2:
            return False
        mark = (
            str(row[self.layout.index]) if self.layout.index is not None and row[self.layout.index] is not None else ""
        )
        self._open(
            Group(
                gives,
                _style(mark) if mark not in map(str, (row[place] for place in texts)) else _style(mark.split(" ")[0]),
                bare_group(str(row[texts[0]])),
            )
        )
        return True

    def _open(self, group: Group) -> None:
        if self.just_grouped:
            same = next((place for place, old in enumerate(self.stack) if set(old.gives) & set(group.gives)), None)
            self.stack = self.stack[:same] if same is not None else self.stack
        else:
            self.stack = self.stack[: self._depth(group)]
        self.stack.append(group)
        self.just_grouped = True
        self.current = {}
        for open_group in self.stack:
            if "commune" in open_group.gives or "level" in open_group.gives:
                self.current = {
                    name: value for name, value in self.current.items() if name not in ("village", "cell_village")
                }
            self.current = {**self.current, **open_group.gives}

    def _depth(self, group: Group) -> int:
        """How many of the open groups stay open over the new one."""
        styles = [old.style for old in self.stack]
        if group.style is not None and group.style in styles:
            return styles.index(group.style)
        for place, old in enumerate(self.stack):
            if set(old.gives) & set(group.gives):
                return place
        if "level" in group.gives or not self.stack:
            return 0
        if group.style is None:
            return (
                len(self.stack) - 1
                if "commune" not in self.stack[-1].gives and "level" not in self.stack[-1].gives
                else len(self.stack)
            )
        return next((place for place, style in enumerate(styles) if style is None or style > group.style), len(styles))

    # -- the end ---------------------------------------------------------------------------------------------------

    def _finish(self, end: int) -> None:
        """After the last record or total nothing groups any more: it signs, explains, or is the next table's title."""
        del end
        body = self.body
        last = max([at + 1 for at in body.data] + [one.row for one in body.ignored if one.why == "total"], default=0)
        title = False
        for place, one in enumerate(body.ignored):
            if one.row <= last or one.why in ("blank", "heading"):
                continue
            texts = [clean(str(self.rows[one.row - 1][at])) for at in self._cells(one.row - 1)]
            title = title or any(
                _TITLE_START.fullmatch(fold(text)) or (self._is_group_text(text) and one.why == "group")
                for text in texts
            )
            body.ignored[place] = Ignored(one.row, "title" if title else "signature")
            if title:
                body.titles.append(one.row - 1)
        for at, text in self.unread_groups:
            if at + 1 <= last:
                body.notices.append(problem(None, "unsure_group", value=text))


def _style(mark: str) -> int | None:
    mark = mark.strip(" .)(-/")
    if re.fullmatch(r"[IVXLC]+", mark):
        return 1
    if re.fullmatch(r"[A-H]", mark):
        return 0
    return 2 if mark.isdigit() else None


def _is_plain_person(value: object) -> bool:
    if not isinstance(value, str) or not is_plain(value):
        return False
    return value.split(" ", 1)[0].lower() not in _SUSPECT and not is_ditto(value)
