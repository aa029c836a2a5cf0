"""The rows under a heading: which hold records, which only group, sum up, sign or explain."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from assignments.rosters.parsing.cells.names import begins_with_surname, looks_like_person
from assignments.rosters.parsing.cells.parsers import is_blank
from assignments.rosters.parsing.cells.places import starts_as_place
from assignments.rosters.parsing.columns.headings import is_heading_text, normal_heading
from assignments.rosters.parsing.columns.layout import HeaderBlock, TableLayout
from assignments.rosters.parsing.problems import problem
from assignments.rosters.parsing.records import Ignored, Problem
from assignments.rosters.parsing.sheet.grid import Cells, Merges, filled
from assignments.rosters.parsing.sheet.limits import check_time
from assignments.rosters.parsing.table.group_rows import OpenGroups
from assignments.rosters.parsing.table.header_quirks import is_column_numbers
from assignments.rosters.parsing.table.line_patterns import (
    BEFORE_GROUP,
    COUNT,
    NUMBER,
    ROMAN,
    TITLE,
    TOTAL,
    heads_a_summary,
    is_plain_person,
    is_signature,
)
from assignments.rosters.parsing.table.titles import bare_group, group_of
from lambinh.lib.vietnamese import clean, fold


@dataclass(slots=True)
class TableBody:
    """`data[i]` is a row with a record (0-based), `groups[i]` what the group rows above give it."""

    data: list[int] = field(default_factory=list)
    groups: list[dict[str, str]] = field(default_factory=list)
    ignored: list[Ignored] = field(default_factory=list)
    titles: list[int] = field(default_factory=list)
    notices: list[Problem] = field(default_factory=list)


class RowClassifier:
    """Goes down the rows of one table, remembering the groups that are open."""

    def __init__(
        self,
        rows: Cells,
        block: HeaderBlock,
        layout: TableLayout,
        merges: Merges,
        errors: set[tuple[int, int]],
        repeated: set[int],
        *,
        alone: bool,
    ) -> None:
        self.rows, self.block, self.layout, self.merges, self.errors = rows, block, layout, merges, errors
        self.repeated, self.alone = repeated, alone
        by_field = {name: column.col for column in reversed(layout.columns) for name in column.fields}
        keys = ("full_name",) if layout.kind == "members" else ("head_name", "person", "household_code")
        first = layout.columns[0].col if layout.columns else block.left
        self.key = next((by_field[name] for name in keys if name in by_field), first)
        self.carer = by_field.get("member_name")
        named = {"head_name", "full_name", "member_name", "person"}
        self.names = {column.col for column in layout.columns if named & set(column.fields)}
        self.used = [column.col for column in layout.columns]
        self.evidence = [place for place in self.used if place != self.key]
        self.body = TableBody()
        self.open = OpenGroups(rows, layout, merges, self.key, self.names)
        self.signing = False
        self.summing = False
        self.unread_groups: list[tuple[int, str]] = []
        self.heading_texts = {normal_heading(text) for column in block.columns for text in column.texts}

    def sort(self, start: int, end: int) -> TableBody:
        plain: dict[object, bool] = {}
        rows, key, evidence, body = self.rows, self.key, self.evidence, self.body
        index = self.layout.index_col if self.layout.index_col is not None else key
        for at in range(start, end):
            row = rows[at]
            name = row[key]
            mark = row[index]
            # A row with a roman number may be a group, whatever its name looks like.
            if name is not None and not self.signing and (index == key or type(mark) is not str or mark[:1].isdigit()):
                good = plain.get(name)
                if good is None:
                    good = plain[name] = is_plain_person(name)
                if good:
                    for place in evidence:
                        if row[place] is not None:
                            body.data.append(at)
                            body.groups.append(self.open.current)
                            self.open.just_opened = False
                            break
                    else:
                        self._place(at)
                    continue
            self._place(at)
        self._finish()
        return body

    def _place(self, at: int) -> None:
        check_time()
        why = self._why(at)
        if why is None:
            self.body.data.append(at)
            self.body.groups.append(self.open.current)
            self.open.just_opened = False
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
        if self.summing or heads_a_summary([row[place] for place in places]):
            self.summing = self.signing = True
            return "total"
        index = self.layout.index_col
        numbered = index is not None and row[index] is not None and NUMBER.fullmatch(str(row[index])) is not None
        texts = [place for place in places if isinstance(row[place], str) and not COUNT.fullmatch(str(row[place]))]
        if index in texts and index is not None and BEFORE_GROUP.fullmatch(str(row[index])):
            texts.remove(index)
        if texts and not numbered and TOTAL.match(str(row[texts[0]])):
            return "total"
        if self.signing and not (numbered and self._is_person(row[self.key]) and len(places) > 2):
            return "signature"
        if texts and not numbered and len(places) == len(texts) and is_signature([str(row[place]) for place in texts]):
            self.signing = True
            return "signature"
        if self.key in wrong and sum(place in places for place in self.used) > 1:
            return None
        if texts and self.open.opens(at, texts, places, numbered):
            return "group"
        if self._is_place_with_sums(at, row, places, texts):
            return "group"
        return self._record_or_not(at, row, places, texts, wrong, numbered)

    def _is_place_with_sums(self, at: int, row: Sequence[object], places: list[int], texts: list[int]) -> bool:
        """ "I | Nà Khà | | 32": a village with a roman number and its sums."""
        index = self.layout.index_col
        if index is None or len(texts) != 1 or not ROMAN.fullmatch(str(row[index])):
            return False
        sums = [row[place] for place in places if place not in (index, texts[0])]
        if not sums or not all(COUNT.fullmatch(str(cell)) for cell in sums):
            return False
        name = bare_group(str(row[texts[0]]))
        return (starts_as_place(name) or not begins_with_surname(name)) and self._is_bare_place(at, texts[0])

    def _is_bare_place(self, at: int, place: int) -> bool:
        text = self.open.opens_bare(at, place)
        if text is not None:
            self.body.notices.append(problem("village", "group_gives_village", value=text))
        return text is not None

    def _record_or_not(
        self, at: int, row: Sequence[object], places: list[int], texts: list[int], wrong: list[int], numbered: bool
    ) -> str | None:
        told = [place for place in self.used if place in places] + wrong
        if self._is_person(row[self.key]) and (len(told) > 1 or numbered or self.carer is not None):
            return None
        if self._is_only_a_name(at, row) or self._is_second_carer(at, row, places):
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
            self.layout.index_col is None
            and below
            and self._is_person(row[self.key])
            and begins_with_surname(str(row[self.key]))
        )

    def _is_second_carer(self, at: int, row: Sequence[object], places: list[int]) -> bool:
        """Right under a record a name alone in the column of carers, where that stands right of the household's."""
        if self.carer is None or self.carer <= self.key or places != [self.carer]:
            return False
        below = bool(self.body.data) and self.body.data[-1] == at - 1
        return below and self._is_person(row[self.carer]) and begins_with_surname(str(row[self.carer]))

    def _is_group_text(self, value: object) -> bool:
        return isinstance(value, str) and bool(group_of(value))

    def _lone_text(self, at: int, places: list[int], texts: list[int]) -> str:
        """One text in a row of its own: over data it was meant as a group, but names nothing that is known."""
        if texts and re.match(r"\W*(?:ghi chú|lưu ý|chú thích)\b", str(self.rows[at][texts[0]]), re.IGNORECASE):
            return "blank"
        if texts and (texts[0] in self.names or texts[0] <= self.key):
            if self._is_bare_place(at, texts[0]):
                return "group"
            self.open.close_at(at, texts[0])
            self.unread_groups.append((at, clean(str(self.rows[at][texts[0]]))))
            return "group"
        return "blank"

    def _is_person(self, value: object) -> bool:
        return isinstance(value, str) and (is_plain_person(value) or (looks_like_person(value) and not group_of(value)))

    def _repeats_heading(self, row: Sequence[object], places: list[int]) -> bool:
        if len(places) < 2 or not all(isinstance(row[place], str) for place in places):
            return False
        return all(
            normal_heading(str(row[place])) in self.heading_texts and is_heading_text(str(row[place]))
            for place in places
        )

    # -- the end ---------------------------------------------------------------------------------------------------

    def _finish(self) -> None:
        """After the last record or total nothing groups any more: it signs, explains, or is the next table's title."""
        body = self.body
        last = max([at + 1 for at in body.data] + [one.row for one in body.ignored if one.why == "total"], default=0)
        title = False
        for place, one in enumerate(body.ignored):
            if one.row <= last or one.why in ("blank", "heading"):
                continue
            texts = [clean(str(self.rows[one.row - 1][at])) for at in self._cells(one.row - 1)]
            title = title or any(
                TITLE.fullmatch(fold(text)) or (self._is_group_text(text) and one.why == "group") for text in texts
            )
            body.ignored[place] = Ignored(one.row, "title" if title else "signature")
            if title:
                body.titles.append(one.row - 1)
        for at, text in self.unread_groups:
            if at + 1 <= last:
                body.notices.append(problem(None, "unsure_group", value=text))
