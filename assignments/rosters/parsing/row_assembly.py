"""Parsed columns become rows: adds the values of titles and groups, and the problems of values that are missing."""

from collections.abc import Collection, Sequence

from assignments.rosters.parsing.cells.parsed_column import ParsedColumn
from assignments.rosters.parsing.columns.fields import MARKS
from assignments.rosters.parsing.columns.layout import TableLayout
from assignments.rosters.parsing.problems import problem
from assignments.rosters.parsing.record_values import PartResult, RecordValues, split_record
from assignments.rosters.parsing.records import Problem, Row, Value
from assignments.rosters.parsing.sheet.limits import check_rows

REQUIRED = {"households": ("head_name",), "members": ("full_name",), "assignments": ("member_name", "head_name")}
_NO_FIELDS: frozenset[str | None] = frozenset()


def build_rows(
    columns: Sequence[ParsedColumn], records: Sequence[int], inherited: Sequence[dict[str, str]], layout: TableLayout
) -> list[Row]:
    """One row for every record, several with the same number where a cell held several households."""
    builder = RowBuilder(layout)
    results = [(column.fields[0], column.results, frozenset(column.fields)) for column in columns]
    rows: list[Row] = []
    for i, row_index in enumerate(records):
        values: dict[str, Value] = {}
        record = RecordValues(values, [])
        for name, column_results, fields in results:
            result = column_results[i]
            # Most cells are blank or plain, and a roster has hundreds of thousands.
            if result is None:
                continue
            if type(result) is str or type(result) is int:
                values[name] = result
            else:
                record.add(name, result, fields)
        if record.heads is None:
            rows.append(builder.row(row_index + 1, record, inherited[i]))
        else:
            shares = split_record(columns, i, record, record.heads)
            rows += [builder.row(row_index + 1, share, inherited[i]) for share in shares]
            check_rows(len(rows))
    return rows


class RowBuilder:
    """Makes the rows of one table: the values that each must have, and those that it may take from above."""

    def __init__(self, layout: TableLayout) -> None:
        fields = layout.fields
        # A household with a code can be known by it alone.
        may_lack_head = "household_code" in fields and not fields & {"head_name", "person"}
        self.required = tuple(name for name in REQUIRED[layout.kind] if not (may_lack_head and name == "head_name"))
        self.required_fields = frozenset(self.required)
        self.has_classes = bool(fields & {"poverty", *MARKS})
        self.has_workplace = bool(fields & {"workplace", "member_workplace"})
        self.prefix = "member_" if layout.kind == "assignments" else ""

    def row(self, row_number: int, record: RecordValues, inherited: dict[str, str]) -> Row:
        values = record.values
        for part in record.parts:
            _add_part(values, part)
        for name, text in inherited.items():
            values.setdefault(name, text)
        if self.has_workplace:
            self._use_workplace_as_organisation(values)
        problems = _problems_of(record.parts) if record.parts else []
        faulty = {problem.field for problem in problems} if problems else _NO_FIELDS
        if self.has_classes and "poverty" not in faulty:
            values.setdefault("poverty", "other")
        return Row(row_number, values, (*problems, *self._missing(values, faulty), *_wrong_order(values)))

    def _missing(self, values: dict[str, Value], faulty: Collection[str | None]) -> Sequence[Problem]:
        # Most records lack nothing.
        if values.keys() >= self.required_fields:
            return ()
        return [problem(name, f"missing_{name}") for name in self.required if name not in values and name not in faulty]

    def _use_workplace_as_organisation(self, values: dict[str, Value]) -> None:
        """The organisation of a member is the cell, or the agency where only that is known."""
        organisation, workplace = f"{self.prefix}organisation", f"{self.prefix}workplace"
        if organisation not in values and workplace in values:
            values[organisation] = values.pop(workplace)


def _add_part(values: dict[str, Value], part: PartResult) -> None:
    """Add the values of one cell; those of the column's own fields replace what other cells said beside theirs."""
    for name, value in part.cell.values.items():
        if name in part.fields and name != "address":
            values[name] = value
        else:
            values.setdefault(name, value)


def _problems_of(parts: Sequence[PartResult]) -> list[Problem]:
    return [problem for part in parts for problem in part.cell.problems]


def _wrong_order(values: dict[str, Value]) -> Sequence[Problem]:
    if "ends_on" not in values or "starts_on" not in values:
        return ()
    is_wrong = _is_before(str(values["ends_on"]), str(values["starts_on"]))
    return [problem("ends_on", "ends_before_start")] if is_wrong else []


def _is_before(end: str, start: str) -> bool:
    """Whether one date is before another, as far as both are known: "2018-05", "2018-07-01"."""
    length = min(len(end), len(start))
    return end[:length] < start[:length]
