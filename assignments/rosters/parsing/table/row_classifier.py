"""The rows under a heading: sorts them into records, groups and the rest, and remembers which groups are open."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from assignments.rosters.parsing.columns.headings import normal_heading
from assignments.rosters.parsing.columns.layout import HeaderBlock, TableLayout
from assignments.rosters.parsing.problems import problem
from assignments.rosters.parsing.records import Ignored, Problem
from assignments.rosters.parsing.sheet.grid import Cells, Merges
from assignments.rosters.parsing.sheet.limits import check_time
from assignments.rosters.parsing.table.group_rows import GroupFinder, OpenGroups
from assignments.rosters.parsing.table.line_patterns import TITLE, is_plain_person
from assignments.rosters.parsing.table.line_values import group_of
from assignments.rosters.parsing.table.lines import KeyColumns, Line, read_line
from assignments.rosters.parsing.table.row_rules import REASONS, TableState, Verdict, verdict_on
from lambinh.lib.vietnamese import clean, fold


@dataclass(slots=True)
class TableBody:
    """`records[i]` is the row of a record (0-based), `groups[i]` the values that the open groups give to it."""

    records: list[int] = field(default_factory=list)
    groups: list[dict[str, str]] = field(default_factory=list)
    ignored: list[Ignored] = field(default_factory=list)
    titles: list[int] = field(default_factory=list)
    notices: list[Problem] = field(default_factory=list)


class RowClassifier:
    """Goes down the rows of one table."""

    def __init__(
        self,
        rows: Cells,
        block: HeaderBlock,
        layout: TableLayout,
        merges: Merges,
        errors: Collection[tuple[int, int]],
        repeated_headings: Collection[int],
        *,
        is_alone: bool,
    ) -> None:
        self.rows, self.errors = rows, errors
        self.columns = KeyColumns.of(layout, block)
        # A table without another one beside it has the whole row, also cells outside its headings.
        self.edges = (0, len(rows[block.top]) - 1) if is_alone else (block.left, block.right)
        self.body = TableBody()
        self.groups = GroupFinder(layout, merges, self.columns)
        self.table = TableState(
            self.columns,
            self.groups,
            merges,
            frozenset(normal_heading(text) for column in block.columns for text in column.texts),
            frozenset(repeated_headings),
            records=self.body.records,
        )
        self.open_groups = OpenGroups()
        self.unknown_groups: list[tuple[int, str]] = []
        self._values = [col for col in self.columns.used if col != self.columns.name]
        self._number_col = self.columns.index if self.columns.index != self.columns.name else None

    def classify(self, start: int, end: int) -> TableBody:
        for row_index in range(start, end):
            if self._is_plain_record(self.rows[row_index]):
                self._add_record(row_index)
            else:
                check_time()
                line = self.line(row_index)
                self._apply(verdict_on(line, self.table), line)
        self._finish()
        return self.body

    def line(self, row_index: int) -> Line:
        return read_line(self.rows, row_index, self.columns, self.errors, self.edges)

    def _is_plain_record(self, row: Sequence[object]) -> bool:
        """A short cut for most rows of a long table, which the rules would find to be records too."""
        name = row[self.columns.name]
        if name is None or self.table.is_under_signature:
            return False
        # A row with a roman number may be a group, whatever its name looks like.
        if self._number_col is not None and _may_be_roman(row[self._number_col]):
            return False
        # A name without any value beside it may be a group.
        for col in self._values:
            if row[col] is not None:
                return is_plain_person(name)
        return False

    def _apply(self, verdict: Verdict, line: Line) -> None:
        if verdict is Verdict.RECORD:
            self._add_record(line.row_index)
            self.table.is_under_signature = False
            return
        self.body.ignored.append(Ignored(line.row_index + 1, REASONS[verdict]))
        if verdict is Verdict.SUMMARY:
            self.table.is_in_summary = self.table.is_under_signature = True
        elif verdict is Verdict.SIGNATURE:
            self.table.is_under_signature = True
        else:
            self._open_group(verdict, line)

    def _add_record(self, row_index: int) -> None:
        self.body.records.append(row_index)
        self.body.groups.append(self.open_groups.add_record())

    def _open_group(self, verdict: Verdict, line: Line) -> None:
        if verdict is Verdict.GROUP and (group := self.groups.named_group(line)):
            self.open_groups.open(group)
        elif verdict is Verdict.BARE_PLACE and (group := self.groups.bare_place(line)):
            self.open_groups.open(group)
            self.body.notices.append(problem("village", "group_gives_village", value=group.text))
        elif verdict is Verdict.UNKNOWN_GROUP:
            self.open_groups.close_style(self.groups.style_of_unknown(line))
            self.unknown_groups.append((line.row_index, clean(line.first_text)))

    # -- the end ---------------------------------------------------------------------------------------------------

    def _finish(self) -> None:
        """After the last record or total a line is no group: it signs, explains, or is the next table's title."""
        body = self.body
        last = self._last_row_number()
        for i in self._ignored_after(last):
            ignored = body.ignored[i]
            if body.titles or self._is_title(ignored):
                body.ignored[i] = Ignored(ignored.row, "title")
                body.titles.append(ignored.row - 1)
            else:
                body.ignored[i] = Ignored(ignored.row, "signature")
        body.notices += [
            problem(None, "unsure_group", value=text)
            for row_index, text in self.unknown_groups
            if row_index + 1 <= last
        ]

    def _last_row_number(self) -> int:
        totals = [ignored.row for ignored in self.body.ignored if ignored.why == "total"]
        return max([*(row_index + 1 for row_index in self.body.records[-1:]), *totals], default=0)

    def _ignored_after(self, last: int) -> list[int]:
        return [
            i
            for i, ignored in enumerate(self.body.ignored)
            if ignored.row > last and ignored.why not in ("blank", "heading")
        ]

    def _is_title(self, ignored: Ignored) -> bool:
        line = self.line(ignored.row - 1)
        texts = [line.cells[col] for col in line.filled]
        return any(
            TITLE.fullmatch(fold(clean(str(text)))) or (ignored.why == "group" and bool(group_of(clean(str(text)))))
            for text in texts
        )


def _may_be_roman(mark: object) -> bool:
    return isinstance(mark, str) and not mark[:1].isdigit()
