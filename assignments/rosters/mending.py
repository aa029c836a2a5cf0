"""Mending a checked import before it is applied: other values in its rows, rows left out.

Each operation changes rows, plans the whole import anew and keeps what the new plan says. Only a checked import can be
mended; `NotMendable` says so otherwise.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assignments.rosters.apply import as_json
from assignments.rosters.kept import NotMendable, keep_plan, kept_rows, plan_kept, told_before
from assignments.rosters.labels import CHOICES
from assignments.rosters.models import RosterImport, RosterKind, RosterRow
from assignments.rosters.plan import Outcome, PlannedRow
from assignments.rosters.reading import Problem, Row, read_value
from assignments.rosters.reading.assembly import same_codes
from assignments.rosters.sealing import sealed
from lambinh.accounts.models import User

Change = Callable[[RosterImport, list[PlannedRow]], Iterable[PlannedRow]]
"""Changes rows of an import, and gives those whose values changed."""

OF_SEVERAL = {"ends_before_start": {"starts_on", "ends_on"}}
"""Problems of the file that several fields make together: mending one of them settles the problem anew."""


def type_values(
    pk: int, position: int, texts: Mapping[str, str], *, everywhere: Collection[str] = (), by: User, now: datetime
) -> RosterImport:
    """Set what a row says, field by field; a field of `everywhere` in all rows that say there what this one says.

    So a village that is spelt otherwise, or a member of whom there are two, is settled once for the whole file.
    """

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

    return _mend(pk, change, by=by, now=now)


def fill_down(pk: int, position: int, field: str, *, by: User, now: datetime) -> RosterImport:
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

    return _mend(pk, change, by=by, now=now)


def tick(
    pk: int, *, leave_out: Collection[int] = (), take_in: Collection[int] = (), by: User, now: datetime
) -> RosterImport:
    """Leave rows out of the import, so that what is wrong with them does not stop it, or take them in again."""

    def change(_one: RosterImport, rows: list[PlannedRow]) -> Iterable[PlannedRow]:
        for row in rows:
            if row.position in leave_out:
                row.outcome = Outcome.LEFT_OUT
            elif row.position in take_in:
                row.outcome = ""
        return ()

    return _mend(pk, change, by=by, now=now)


def leave_out_invalid(pk: int, *, by: User, now: datetime) -> RosterImport:
    """Leave out every row that cannot be imported, and those that cannot be without them."""
    for _pass in range(5):  # a row that stood in for another may turn out wrong only now
        invalid = RosterRow.objects.filter(roster_import=pk, outcome=Outcome.INVALID)
        positions = set(invalid.values_list("position", flat=True))
        roster_import = tick(pk, leave_out=positions, by=by, now=now)
        if not roster_import.invalid:
            break
    return roster_import


def _mend(pk: int, change: Change, *, by: User, now: datetime) -> RosterImport:
    with transaction.atomic():
        roster_import: RosterImport = RosterImport.objects.select_for_update().get(pk=pk)
        if roster_import.state != RosterImport.State.CHECKED:
            raise NotMendable(_("This import is no longer waiting to be applied: its rows cannot be changed now."))
        before, rows = told_before(roster_import), kept_rows(roster_import)
        mended = list(change(roster_import, rows))
        if roster_import.kind != RosterKind.MEMBERS and mended:
            _look_for_same_codes(rows)
        plan = plan_kept(roster_import, rows, by=by, now=now)
        keep_plan(roster_import, plan, before, now=now, by=by)
        _keep_values(roster_import, mended)
    return roster_import


def _read(kind: str, field: str, text: str, today: date) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """What a typed text gives; of a field with choices one of their keys."""
    if text in CHOICES.get(field, {}):
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


def _look_for_same_codes(rows: list[PlannedRow]) -> None:
    """One code for two heads is a matter of all rows: looked for again among those that are taken."""
    taken = [row for row in rows if row.outcome != Outcome.LEFT_OUT]
    plain = [Row(row.number, row.values, tuple(p for p in row.problems if p.code != "same_code")) for row in taken]
    same_codes([plain])
    for row, read in zip(taken, plain, strict=True):
        row.problems = read.problems


def _keep_values(roster_import: RosterImport, rows: Collection[PlannedRow]) -> None:
    unique = {row.position: row for row in rows}
    columns: list[list[Any]] = [
        list(unique),
        [as_json(sealed(row.values)) for row in unique.values()],
        [as_json(sealed(row.typed)) for row in unique.values()],
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {RosterRow._meta.db_table} r SET values = s.values, typed = s.typed "  # noqa: S608
            "FROM unnest(%s::int[], %s::jsonb[], %s::jsonb[]) AS s(position, values, typed) "
            "WHERE r.roster_import_id = %s AND r.position = s.position",
            [*columns, roster_import.pk],
        )
