"""The groups that a table's rows stand in: which rows name one, and how long it stays open."""

import re
from dataclasses import dataclass

from assignments.rosters.parsing.cells.assignee_lines import assignee_in_line
from assignments.rosters.parsing.cells.names import begins_with_surname, looks_like_person
from assignments.rosters.parsing.cells.places import is_known_commune, tidy_commune, tidy_village
from assignments.rosters.parsing.columns.layout import TableLayout
from assignments.rosters.parsing.sheet.grid import Cells, Merges
from assignments.rosters.parsing.table.line_patterns import ROMAN
from assignments.rosters.parsing.table.titles import bare_group, group_of


@dataclass(slots=True)
class Group:
    gives: dict[str, str]
    style: int | None
    text: str


class OpenGroups:
    """The groups that are open at a row; `current` is what they give it."""

    def __init__(self, rows: Cells, layout: TableLayout, merges: Merges, key: int, names: set[int]) -> None:
        self.rows, self.layout, self.merges, self.key, self.names = rows, layout, merges, key, names
        self.used = {column.place for column in layout.columns}
        self.has_village = any({"village", "address"} & set(column.fields) for column in layout.columns)
        # A list of households alone may name who is in charge of them in lines between.
        self.takes_carers = layout.kind == "households"
        self.stack: list[Group] = []
        self.current: dict[str, str] = {}
        self.just_opened = False

    def opens(self, at: int, texts: list[int], places: list[int], numbered: bool) -> bool:
        """Whether the row names a group; then that is open from here."""
        row = self.rows[at]
        if (
            self.takes_carers
            and len(texts) == 1
            and len(places) <= 2
            and (carer := assignee_in_line(str(row[texts[0]])))
        ):
            self._open(Group(carer, None, ""))
            return True
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
                style_of(mark)
                if mark not in map(str, (row[place] for place in texts))
                else style_of(mark.split(" ")[0]),
                bare_group(str(row[texts[0]])),
            )
        )
        return True

    def opens_bare(self, at: int, place: int) -> str | None:
        """ "I | Nà Khà": a name without its kind, set apart as groups are; read as a village. Gives the text."""
        row = self.rows[at]
        text = bare_group(str(row[place]))
        area = self.merges.at.get((at, place))
        mark = row[self.layout.index] if self.layout.index is not None and self.layout.index != place else None
        apart = (mark is not None and ROMAN.fullmatch(str(mark)) is not None) or (
            area is not None and area.right - area.left >= 2
        )
        words = text.split()
        if not apart or self.has_village or not 1 <= len(words) <= 4 or not all(word[0].isupper() for word in words):
            return None
        if begins_with_surname(text) and len(words) > 2:
            return None
        kind = "commune" if is_known_commune(text) else "village"
        name = tidy_commune(text) if kind == "commune" else tidy_village(text)
        self._open(Group({kind: name}, style_of(str(mark or "")), text))
        return text

    def close_at(self, at: int, place: int) -> None:
        """A group that is not understood ends what one with the same kind of number opened."""
        index = self.layout.index
        mark = self.rows[at][index if index is not None and self.rows[at][index] is not None else place]
        style = style_of(str(mark).split(" ")[0])
        styles = [old.style for old in self.stack]
        if style is None or self.just_opened or style not in styles:
            return
        self.stack = self.stack[: styles.index(style)]
        self._give()

    def _open(self, group: Group) -> None:
        if self.just_opened:
            same = next((place for place, old in enumerate(self.stack) if set(old.gives) & set(group.gives)), None)
            self.stack = self.stack[:same] if same is not None else self.stack
        else:
            self.stack = self.stack[: self._depth(group)]
        self.stack.append(group)
        self.just_opened = True
        self._give()

    def _give(self) -> None:
        self.current = {}
        for open_group in self.stack:
            if "commune" in open_group.gives or "tier" in open_group.gives:
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
        if "tier" in group.gives or not self.stack:
            return 0
        if group.style is None:
            return (
                len(self.stack) - 1
                if "commune" not in self.stack[-1].gives and "tier" not in self.stack[-1].gives
                else len(self.stack)
            )
        return next((place for place, style in enumerate(styles) if style is None or style > group.style), len(styles))


def style_of(mark: str) -> int | None:
    mark = mark.strip(" .)(-/")
    if re.fullmatch(r"[IVXLC]+", mark):
        return 1
    if re.fullmatch(r"[A-H]", mark):
        return 0
    return 2 if mark.isdigit() else None
