"""Groups of rows: which lines name one, and how long each stays open."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from assignments.rosters.parsing.cells.assignee_lines import assignee_in_line
from assignments.rosters.parsing.cells.names import begins_with_surname, looks_like_person
from assignments.rosters.parsing.cells.places import is_known_commune, normalise_commune, normalise_village
from assignments.rosters.parsing.columns.layout import TableLayout
from assignments.rosters.parsing.rules import Rule, always, decide
from assignments.rosters.parsing.sheet.grid import Merges
from assignments.rosters.parsing.table.line_patterns import ROMAN
from assignments.rosters.parsing.table.line_values import bare_group, group_of
from assignments.rosters.parsing.table.lines import KeyColumns, Line
from lambinh.lib.spreadsheets.types import Area

_MOST_WORDS_OF_A_PLACE = 4


@dataclass(frozen=True, slots=True)
class Group:
    """A line over rows: the values it gives to them, and the style of its number."""

    values: dict[str, str]
    style: int | None
    text: str = ""


class GroupFinder:
    """Finds the groups that lines of one table name; it changes nothing."""

    def __init__(self, layout: TableLayout, merges: Merges, columns: KeyColumns) -> None:
        self.merges, self.columns = merges, columns
        self.has_village = any({"village", "address"} & set(column.fields) for column in layout.columns)
        # Only in a list of households alone may lines between them name the member in charge.
        self.can_name_assignees = layout.kind == "households"

    def named_group(self, line: Line) -> Group | None:
        """The group that a line names with a word such as "Thôn", or as the member in charge of the rows below."""
        return decide(GROUP_RULES, GroupCase(line, self)) if line.texts else None

    def bare_place(self, line: Line) -> Group | None:
        """The village or commune of a line that names it without its kind, set apart as groups are: "I | Nà Khà"."""
        text = bare_group(line.first_text)
        if self.has_village or not self._is_set_apart(line) or not _may_be_place(text):
            return None
        values = (
            {"commune": normalise_commune(text)} if is_known_commune(text) else {"village": normalise_village(text)}
        )
        return Group(values, style_of(self._mark_beside(line)), text)

    def style_of_unknown(self, line: Line) -> int | None:
        """The style of the number before a line that names nothing known."""
        index = self.columns.index
        mark = line.cells[index if index is not None and line.cells[index] is not None else line.texts[0]]
        return style_of(str(mark).split(" ")[0])

    def is_merged_wide(self, line: Line) -> bool:
        """Whether the first text is merged over three columns or more of its row."""
        area = self._area(line)
        return _is_wide(area) and area is not None and area.top == area.bottom

    def assignee(self, line: Line) -> Group | None:
        if not self.can_name_assignees or len(line.texts) != 1 or len(line.filled) > 2:
            return None
        values = assignee_in_line(line.first_text)
        return Group(values, None) if values else None

    def style(self, line: Line) -> int | None:
        mark = self._mark(line)
        if mark in (str(line.cells[col]) for col in line.texts):
            mark = mark.split(" ")[0]
        return style_of(mark)

    def _mark(self, line: Line) -> str:
        index = self.columns.index
        return str(line.cells[index]) if index is not None and line.cells[index] is not None else ""

    def _mark_beside(self, line: Line) -> str:
        return self._mark(line) if self.columns.index != line.texts[0] else ""

    def _is_set_apart(self, line: Line) -> bool:
        return ROMAN.fullmatch(self._mark_beside(line)) is not None or _is_wide(self._area(line))

    def _area(self, line: Line) -> Area | None:
        return self.merges.at.get((line.row_index, line.texts[0]))


def _is_wide(area: Area | None) -> bool:
    return area is not None and area.right - area.left >= 2


def _may_be_place(text: str) -> bool:
    """Whether a text without "Thôn" may be the name of a village: a few capitalised words, not those of a person."""
    words = text.split()
    if not 1 <= len(words) <= _MOST_WORDS_OF_A_PLACE or not all(word[0].isupper() for word in words):
        return False
    # Many villages begin with a word that is a surname too ("Nà Khà"), but have two words only.
    return len(words) <= 2 or not begins_with_surname(text)


# --- rules ---------------------------------------------------------------------------------------------------------


class GroupCase(NamedTuple):
    """A line with at least one text, and what is known about its table."""

    line: Line
    finder: GroupFinder

    @property
    def texts(self) -> list[str]:
        return [str(self.line.cells[col]) for col in self.line.texts]


def _names_assignee(case: GroupCase) -> bool:
    return case.finder.assignee(case.line) is not None


def _is_in_value_column(case: GroupCase) -> bool:
    columns, first = case.finder.columns, case.line.texts[0]
    return first not in columns.names and first in columns.used and first > columns.name


def _is_numbered_in_value_column(case: GroupCase) -> bool:
    columns, first = case.finder.columns, case.line.texts[0]
    is_apart = case.finder.is_merged_wide(case.line) or first in columns.names or first not in columns.used
    return case.line.is_numbered and not is_apart


def _is_numbered_member(case: GroupCase) -> bool:
    """A record whose name reads like a body: "3 | Đoàn Văn Ban | 1970"."""
    is_record = case.line.is_numbered and len(case.line.filled) > 2
    return is_record and any(set(group_of(text)) == {"organisation"} and looks_like_person(text) for text in case.texts)


def _is_numbered_with_values(case: GroupCase) -> bool:
    index = case.finder.columns.index
    values = [col for col in case.line.filled if col not in case.line.texts and col != index]
    return case.line.is_numbered and len(values) > 2


def _group(case: GroupCase) -> Group:
    values: dict[str, str] = {}
    for text in case.texts:
        values |= group_of(text)
    return Group(values, case.finder.style(case.line), bare_group(case.line.first_text))


GROUP_RULES: tuple[Rule[GroupCase, Group | None], ...] = (
    Rule("member in charge", _names_assignee, lambda case: case.finder.assignee(case.line)),
    Rule("three texts", lambda case: len(case.line.texts) > 2, always(None)),
    Rule("text in a column of values", _is_in_value_column, always(None)),
    Rule("numbered text in a column of values", _is_numbered_in_value_column, always(None)),
    Rule("text that names nothing known", lambda case: not all(map(group_of, case.texts)), always(None)),
    Rule("numbered member named like a body", _is_numbered_member, always(None)),
    Rule("numbered line with values", _is_numbered_with_values, always(None)),
    Rule("group", always(True), _group),
)


# --- the groups that are open --------------------------------------------------------------------------------------


class OpenGroups:
    """The groups that are open at a row, outermost first; `values` is what they give to a record."""

    def __init__(self) -> None:
        self.stack: list[Group] = []
        self.values: dict[str, str] = {}
        self.has_just_opened = False

    def open(self, group: Group) -> None:
        self.stack = [*self.stack[: self._depth(group)], group]
        self.has_just_opened = True
        self._update_values()

    def close_style(self, style: int | None) -> None:
        """End the group that a line with the same style of number opened, and all inside it."""
        styles = [group.style for group in self.stack]
        if style is None or self.has_just_opened or style not in styles:
            return
        self.stack = self.stack[: styles.index(style)]
        self._update_values()

    def add_record(self) -> dict[str, str]:
        """The values that the open groups give to a record."""
        self.has_just_opened = False
        return self.values

    def _update_values(self) -> None:
        # A new mapping each time: records share the one that held when they were read.
        self.values = {}
        for group in self.stack:
            if "commune" in group.values or "tier" in group.values:
                self.values.pop("village", None)
                self.values.pop("cell_village", None)
            self.values |= group.values

    def _depth(self, group: Group) -> int:
        """How many of the open groups stay open around the new one."""
        same_field = self._first(lambda old: bool(set(old.values) & set(group.values)))
        if self.has_just_opened:
            # Lines right below each other are parts of one another: "Xã Thổ Bình", "Thôn Nà Khà".
            return len(self.stack) if same_field is None else same_field
        same_style = self._first(lambda old: group.style is not None and old.style == group.style)
        if same_style is not None:
            return same_style
        if same_field is not None:
            return same_field
        return self._depth_of_new_kind(group)

    def _depth_of_new_kind(self, group: Group) -> int:
        if "tier" in group.values or not self.stack:
            return 0
        if group.style is None:
            is_inside = bool({"commune", "tier"} & set(self.stack[-1].values))
            return len(self.stack) if is_inside else len(self.stack) - 1
        style = group.style
        deeper = self._first(lambda old: old.style is None or old.style > style)
        return len(self.stack) if deeper is None else deeper

    def _first(self, is_met: Callable[[Group], bool]) -> int | None:
        return next((depth for depth, group in enumerate(self.stack) if is_met(group)), None)


def style_of(mark: str) -> int | None:
    """The rank of a number before a group: 0 for A, 1 for I, 2 for 1; None for any other mark."""
    mark = mark.strip(" .)(-/")
    if re.fullmatch(r"[IVXLC]+", mark):
        return 1
    if re.fullmatch(r"[A-H]", mark):
        return 0
    return 2 if mark.isdigit() else None
