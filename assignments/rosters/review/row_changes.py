"""Corrections of an import's rows, made before they are planned again."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from assignments.rosters.models import RosterImport
from assignments.rosters.parsing import Problem, read_value
from assignments.rosters.parsing.records import Value
from assignments.rosters.review.labels import choices
from assignments.rosters.rows import Outcome, PlannedRow

Change = Callable[[RosterImport, list[PlannedRow]], Iterable[PlannedRow]]
"""Changes rows of an import, and returns those with new values."""

PROBLEMS_OF_SEVERAL_FIELDS = {"ends_before_start": {"starts_on", "ends_on"}}
"""Problems of the file that several fields cause together: a new value of any of them removes the problem."""


def set_values(*, position: int, texts: Mapping[str, str], everywhere: Collection[str] = (), now: datetime) -> Change:
    """Set values of a row, field by field; a field of `everywhere` in all rows with the same value."""

    def change(roster_import: RosterImport, rows: list[PlannedRow]) -> Iterable[PlannedRow]:
        row = next(row for row in rows if row.position == position)
        # Before any value changes: rows are compared by the values that the user saw.
        targets = {field: _rows_with_value(rows, field, row.values.get(field)) for field in everywhere}
        today = timezone.localdate(now)
        for field, text in texts.items():
            values, problems = _parse(roster_import.kind, field, text, today)
            for target in targets.get(field, [row]):
                yield _replace_values(target, field, values, problems)

    return change


def _rows_with_value(rows: list[PlannedRow], field: str, value: object) -> list[PlannedRow]:
    return [row for row in rows if row.values.get(field) == value]


def fill_down(*, position: int, field: str) -> Change:
    """Copy the value of a row to the rows below it that have none, up to the next row with a value."""

    def change(_roster_import: RosterImport, rows: list[PlannedRow]) -> Iterable[PlannedRow]:
        i = next(i for i, row in enumerate(rows) if row.position == position)
        first, value = rows[i], rows[i].values.get(field)
        for row in rows[i + 1 :]:
            if value is None or row.source != first.source or row.values.get(field) is not None:
                break
            yield _replace_values(row, field, {field: value}, ())

    return change


def set_included(*, leave_out: Collection[int] = (), take_in: Collection[int] = ()) -> Change:
    """Leave rows out of the import, so that their problems do not stop it, or include them again."""
    excluded, included = frozenset(leave_out), frozenset(take_in)

    def change(_roster_import: RosterImport, rows: list[PlannedRow]) -> Iterable[PlannedRow]:
        for row in rows:
            if row.position in excluded:
                row.outcome = Outcome.LEFT_OUT
            elif row.position in included:
                row.outcome = ""
        return ()

    return change


def check_again() -> Change:
    """Change nothing: the rows are only planned again."""
    return set_included()


def _parse(kind: str, field: str, text: str, today: date) -> tuple[dict[str, Value], tuple[Problem, ...]]:
    """The values and problems of a text; the form sends the key of a choice."""
    if text in choices(field):
        return {field: text}, ()
    return read_value(kind, field, text, today=today)


def _replace_values(row: PlannedRow, field: str, values: dict[str, Value], problems: tuple[Problem, ...]) -> PlannedRow:
    """Replace the values of `field`, and keep in `row.original_values` what the file had."""
    names = {field, *values}
    for name in names:
        row.original_values.setdefault(name, row.values.get(name))
        row.values.pop(name, None)
    row.values.update(values)
    remaining = (p for p in row.problems if p.field not in names and not _is_caused_by(p, field))
    row.problems = (*remaining, *problems, *_order_problems(row))
    return row


def _is_caused_by(problem: Problem, field: str) -> bool:
    return field in PROBLEMS_OF_SEVERAL_FIELDS.get(problem.code, ())


def _order_problems(row: PlannedRow) -> Iterable[Problem]:
    """A problem if the last day comes before the first; the plan checks days that are known only in part."""
    first, last = row.values.get("starts_on", ""), row.values.get("ends_on", "")
    full_length = len("2018-11-01")
    if len(first) == len(last) == full_length and date.fromisoformat(last) < date.fromisoformat(first):
        yield Problem("ends_on", "ends_before_start", _("The last day comes before the first day."), "error")
