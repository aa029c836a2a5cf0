"""Fill blank cells from above: assignees, villages and dates written once for several rows, and ditto marks."""

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from assignments.rosters.parsing.cells.parsed_column import DITTO, ColumnResult, ParsedColumn
from assignments.rosters.parsing.cells.parsers import ParsedCell
from assignments.rosters.parsing.columns.fields import ASSIGNEE
from assignments.rosters.parsing.problems import problem

ASSIGNEE_FIELDS = frozenset(ASSIGNEE.values())
WRITTEN_ONCE = frozenset({"village", "commune", "address", "tier", "organisation", "workplace"})
# A blank date means "not known" or "still going on", unless the dates stand beside the members only.
WRITTEN_WITH_ASSIGNEE = WRITTEN_ONCE | {"starts_on", "ends_on", "period"}
_OF_THE_ASSIGNMENT = ASSIGNEE_FIELDS | {"tier", "starts_on", "ends_on", "period", "help", "result", "note"}
Groups = Sequence[dict[str, str]]


def _column_of(columns: Sequence[ParsedColumn], field: str) -> ParsedColumn | None:
    return next((column for column in columns if field in column.fields), None)


def _same_group(groups: Groups) -> list[bool]:
    """For every record whether it is under the same group row as the record above it."""
    return [i > 0 and group is groups[i - 1] for i, group in enumerate(groups)]


# --- a second assignee under the first ----------------------------------------------------------------------------


def fill_household_cells(columns: Sequence[ParsedColumn], groups: Groups, unnumbered: Sequence[bool]) -> None:
    """Repeat the household's cells in a row that names only a further assignee of the household above."""
    assignee, head = _column_of(columns, "member_name"), _column_of(columns, "head_name")
    if assignee is None or head is None or not _stands_right_of(assignee, head):
        return
    of_household = [column for column in columns if not set(column.fields) & _OF_THE_ASSIGNMENT]
    # Columns of classes give "other" for blank cells, so that they never look blank.
    identifying = [head, *(column for column in of_household if column.fields != ("poverty",))]
    # In the order of the rows: a third assignee takes the household from the second one's row.
    for i in _rows_of_further_assignees(assignee, identifying, groups, unnumbered):
        for column in of_household:
            column.results[i] = _repeated_for_household(column.results[i - 1])


def _rows_of_further_assignees(
    assignee: ParsedColumn, identifying: Sequence[ParsedColumn], groups: Groups, unnumbered: Sequence[bool]
) -> list[int]:
    """The rows that name an assignee, and neither a number nor a household."""
    return [
        i
        for i, is_same_group in enumerate(_same_group(groups))
        if is_same_group and unnumbered[i] and assignee.results[i] is not None and _is_blank_in(identifying, i)
    ]


def _is_blank_in(columns: Iterable[ParsedColumn], i: int) -> bool:
    return all(column.results[i] is None for column in columns)


def _stands_right_of(column: ParsedColumn, other: ParsedColumn) -> bool:
    return column.column.col >= other.column.col


def _repeated_for_household(result: ColumnResult) -> ColumnResult:
    """A household's cell for its second row; a value that could not be read there is not known here either."""
    is_unreadable = isinstance(result, ParsedCell) and not result.values
    return result if is_unreadable else _without_problems(result)


# --- blank cells and ditto marks ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FillContext:
    """The rows whose blank cells may be filled from above, and the column of assignees."""

    assignee: ParsedColumn | None
    # The rows whose assignee is the one above.
    same_assignee: list[bool]
    # The rows under the same group row as the record above.
    same_group: list[bool]


@dataclass(frozen=True, slots=True)
class FillRule:
    """Blank cells of a column that `applies` accepts are filled in the rows that `rows` marks."""

    name: str
    applies: Callable[[ParsedColumn, FillContext], bool]
    rows: Callable[[FillContext], list[bool]]


def _describes_assignee(column: ParsedColumn, context: FillContext) -> bool:
    return context.assignee is not None and set(column.fields) <= ASSIGNEE_FIELDS


def _is_filled_with_assignee(column: ParsedColumn, context: FillContext) -> bool:
    """Whether the cells are filled exactly where a member's name is: they hold for all households of that member."""
    if context.assignee is None or not set(column.fields) <= WRITTEN_WITH_ASSIGNEE:
        return False
    rows = list(zip(column.results, context.same_assignee, strict=True))
    blanks = [is_same for result, is_same in rows if result is None]
    filled = [is_same for result, is_same in rows if result is not None]
    return bool(blanks) and all(blanks) and not any(filled)


def _is_agency_left_of_its_people(column: ParsedColumn, context: FillContext) -> bool:
    if context.assignee is None or column.fields != ("member_organisation",):
        return False
    return not _stands_right_of(column, context.assignee) and _is_written_once(column)


def _is_place_written_once(column: ParsedColumn, context: FillContext) -> bool:
    return set(column.fields) <= WRITTEN_ONCE and _is_written_once(column)


# Every rule that applies is used, in this order: a rule sees the cells that those before it filled.
FILL_RULES = (
    FillRule("assignee's own cells", _describes_assignee, lambda context: context.same_assignee),
    FillRule("filled with the assignee", _is_filled_with_assignee, lambda context: context.same_assignee),
    FillRule("agency left of its people", _is_agency_left_of_its_people, lambda context: context.same_group),
    FillRule("place written once", _is_place_written_once, lambda context: context.same_group),
)


def fill_down(
    columns: Sequence[ParsedColumn],
    groups: Groups,
    numbered: Sequence[bool] | None,
    merged: Sequence[bool],
    ended: Sequence[bool] | None = None,
) -> None:
    """Resolve ditto marks and fill the blank cells that FILL_RULES accept.

    `numbered`: the rows with a number of their own, where the list goes by households and not by members.
    `merged`: the rows whose member is in a merged cell that begins above. `ended`: the rows whose blank assignee is
    not the one above.
    """
    assignee = _column_of(columns, "member_name")
    same_group = _same_group(groups)
    if assignee is None:
        same_assignee, unnamed = [], []
    else:
        # Before ditto marks and blanks are replaced: afterwards a repeated name looks like a written one.
        same_assignee = _same_assignee(assignee, same_group, merged, ended or [False] * len(groups))
        unnamed = [result is None for result in assignee.results]
    context = FillContext(assignee, same_assignee, same_group)
    for column in columns:
        _resolve_dittos(column)
        _fill_by_rules(column, context)
    if assignee is not None and numbered is not None and _describes_assignee(assignee, context):
        _warn_of_filled(assignee, [all(row) for row in zip(same_assignee, unnamed, numbered, strict=True)])


def _fill_by_rules(column: ParsedColumn, context: FillContext) -> None:
    for rule in FILL_RULES:
        if rule.applies(column, context):
            _fill(column, rule.rows(context))


def _same_assignee(
    assignee: ParsedColumn, same_group: Sequence[bool], merged: Sequence[bool], ended: Sequence[bool]
) -> list[bool]:
    """For every record whether its assignee is the one above."""
    rows = zip(assignee.results, same_group, merged, ended, strict=True)
    same = [
        ((result is None and is_together) or result is DITTO or is_merged) and not is_ended
        for result, is_together, is_merged, is_ended in rows
    ]
    # Nothing is above the first row, whatever it holds.
    return [False, *same[1:]] if same else []


def _warn_of_filled(assignee: ParsedColumn, rows: Sequence[bool]) -> None:
    """In a list of households a blank under "người phụ trách" may also mean that nobody is in charge."""
    for i, is_filled in enumerate(rows):
        result = assignee.results[i]
        if is_filled and result is not None and not isinstance(result, list):
            values = result.values if isinstance(result, ParsedCell) else {"member_name": result}
            warning = problem("member_name", "filled_from_above", value=values.get("member_name", ""))
            assignee.results[i] = ParsedCell(values, (warning,))


def _fill(column: ParsedColumn, rows: Sequence[bool]) -> None:
    results = column.results
    for i, is_repeated in enumerate(rows):
        if is_repeated and results[i] is None:
            results[i] = _without_problems(results[i - 1])


def _without_problems(result: ColumnResult) -> ColumnResult:
    return ParsedCell(result.values) if isinstance(result, ParsedCell) and result.problems else result


def _is_written_once(column: ParsedColumn) -> bool:
    """Whether no value follows itself and most rows are blank: each value holds for the rows under it."""
    results = column.results
    filled = sum(result is not None for result in results)
    if not results or results[0] is None or filled == len(results):
        return False
    # Above 70 % the blanks are gaps rather than repetitions.
    if filled * 10 > len(results) * 7:
        return False
    return not any(above == below for above, below in itertools.pairwise(results) if below is not None)


def _resolve_dittos(column: ParsedColumn) -> None:
    if DITTO not in column.results:
        return
    above: ColumnResult = None
    for i, result in enumerate(column.results):
        if result is DITTO:
            column.results[i] = _repeated_by_ditto(above, column.fields[0])
        elif result is not None:
            above = result


def _repeated_by_ditto(above: ColumnResult, field: str) -> ColumnResult:
    if above is None:
        return ParsedCell({}, (problem(field, "ditto_without_above"),))
    if isinstance(above, ParsedCell) and above.problems and not above.values:
        return ParsedCell({}, (problem(field, "ditto_of_fault"),))
    return _without_problems(above)
