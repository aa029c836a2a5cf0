"""Changes of the rows of an import, before they are planned again."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from assignments.rosters.models import RosterImport
from assignments.rosters.parsing import Problem, read_value
from assignments.rosters.review.labels import choices
from assignments.rosters.rows import Outcome, PlannedRow

Change = Callable[[RosterImport, list[PlannedRow]], Iterable[PlannedRow]]
"""Changes rows of an import, and gives those whose values changed."""

OF_SEVERAL = {"ends_before_start": {"starts_on", "ends_on"}}
"""Problems of the file that several fields make together: mending one of them settles the problem anew."""


def type_values(*, position: int, texts: Mapping[str, str], everywhere: Collection[str] = (), now: datetime) -> Change:
    """Set what a row says, field by field; a field of `everywhere` in all rows that say there what this one says."""

    def change(one: RosterImport, rows: list[PlannedRow]) -> Iterable[PlannedRow]:
        row = next(row for row in rows if row.position == position)
        same = {
            field: {other.position for other in rows if other.values.get(field) == row.values.get(field)}
            for field in everywhere
        }
        today = timezone.localdate(now)
        mended = []
        for field, text in texts.items():
            values, problems = _read(one.kind, field, text, today)
            meant = same.get(field, set()) | {position}
            mended += [_put(other, field, values, problems) for other in rows if other.position in meant]
        return mended

    return change


def fill_down(*, position: int, field: str) -> Change:
    """Give the value of a row to the rows under it that have none, up to the next that has one."""

    def change(one: RosterImport, rows: list[PlannedRow]) -> Iterable[PlannedRow]:
        first = next(place for place, row in enumerate(rows) if row.position == position)
        value = rows[first].values.get(field)
        if value is None:
            return []
        filled = []
        for row in rows[first + 1 :]:
            if row.source != rows[first].source or row.values.get(field) is not None:
                break
            filled.append(_put(row, field, {field: value}, ()))
        return filled

    return change


def tick(*, leave_out: Collection[int] = (), take_in: Collection[int] = ()) -> Change:
    """Leave rows out of the import, so that what is wrong with them does not stop it, or take them in again."""
    out, taken = frozenset(leave_out), frozenset(take_in)

    def change(_one: RosterImport, rows: list[PlannedRow]) -> Iterable[PlannedRow]:
        for row in rows:
            if row.position in out:
                row.outcome = Outcome.LEFT_OUT
            elif row.position in taken:
                row.outcome = ""
        return ()

    return change


def _read(kind: str, field: str, text: str, today: date) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """What a typed text gives; of a field with choices one of their keys."""
    if text in choices(field):
        return {field: text}, ()
    return read_value(kind, field, text, today=today)


def _put(row: PlannedRow, field: str, values: dict[str, Any], problems: tuple[Problem, ...]) -> PlannedRow:
    for name in {field, *values}:
        row.typed.setdefault(name, row.values.get(name))
        row.values.pop(name, None)
    row.values.update(values)
    kept = (p for p in row.problems if p.field not in {field, *values} and field not in OF_SEVERAL.get(p.code, ()))
    row.problems = (*kept, *problems, *_dates_in_order(row))
    return row


def _dates_in_order(row: PlannedRow) -> Iterable[Problem]:
    """The order of first and last day; the plan looks at days that are known in part."""
    first, last = row.values.get("starts_on", ""), row.values.get("ends_on", "")
    whole = len("2018-11-01")
    if len(first) == len(last) == whole and date.fromisoformat(last) < date.fromisoformat(first):
        yield Problem("ends_on", "ends_before_start", _("The last day comes before the first day."), "error")
