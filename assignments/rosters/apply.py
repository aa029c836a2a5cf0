"""Writing a plan: everything it says, or nothing. The caller holds the transaction."""

import json
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import connection

from assignments.models import Assignment, Body, Member, Membership
from assignments.rosters.copying import copy_rows, take_ids
from assignments.rosters.geography import Village
from assignments.rosters.models import RosterImport, RosterKind, RosterRow
from assignments.rosters.plan import Outcome, Plan, PlannedRow
from assignments.rosters.plan_assignments import NOTED, Settled
from assignments.rosters.plan_households import FIELDS as HOUSEHOLD_FIELDS
from assignments.rosters.plan_members import FIELDS as MEMBER_FIELDS
from households import facts
from households.models import Household, PovertyStatus, Residence, Unit
from households.services import commune_today, create_village, refresh_communes
from lambinh.lib.vietnamese import search_key, sort_key

Written = dict[PlannedRow, int]
"""The id of the household, member or assignment that each row is about."""


def write(plan: Plan, today: date) -> Written:
    """Write what `plan` says."""
    _make_villages(plan.villages)
    if plan.kind == RosterKind.HOUSEHOLDS:
        return _write_households(plan, today)
    if plan.kind == RosterKind.MEMBERS:
        return _write_members(plan, today)
    return _write_assignments(plan)


def _make_villages(villages: list[Village]) -> None:
    for village in villages:
        made = create_village(name=village.name, prefix=village.prefix, commune=village.commune)
        village.pk = made.pk


def _from(day: date, end: date | None = None) -> str:
    return f"[{day},{end or ''})"


# --- households ----------------------------------------------------------------------------------------


def _write_households(plan: Plan, today: date) -> Written:
    new = plan.of(Outcome.NEW)
    written = dict(zip(new, take_ids(Household, len(new)), strict=True))
    villages = {row.place.pk for row in new}
    communes = commune_today(Unit.objects.filter(pk__in=villages), today)
    names = tuple(HOUSEHOLD_FIELDS.values())
    copy_rows(
        Household,
        ("id", *names, "commune", "search_key", "sort_key"),
        (
            (pk, *_household_cells(row), communes[row.place.pk], *_keys(row.values["head_name"]))
            for row, pk in written.items()
        ),
    )
    since = _from(plan.as_of)
    copy_rows(
        Residence,
        ("household", "village", "during"),
        ((pk, row.place.pk, since) for row, pk in written.items()),
    )
    copy_rows(
        PovertyStatus,
        ("household", "poverty_class", "year", "standard", "during"),
        (
            (pk, row.values["poverty"], _year(plan, row), "", since)
            for row, pk in written.items()
            if row.values.get("poverty")
        ),
    )
    _change_households(plan, today)
    return written | {row: row.found.pk for row in plan.rows if row.found is not None}


def _household_cells(row: PlannedRow) -> Iterator[Any]:
    for name, column in HOUSEHOLD_FIELDS.items():
        empty = None if column in ("code", "head_birth_year", "size") else ""
        yield row.values.get(name, empty)


@lru_cache(maxsize=20_000)
def _keys(name: str) -> tuple[str, str]:
    return search_key(name), sort_key(name)


def _year(plan: Plan, row: PlannedRow) -> int:
    """The year of the review that gave the class: what the title says, else that of the day."""
    return int(plan.sources[row.source].context.get("year") or plan.as_of.year)


def _change_households(plan: Plan, today: date) -> None:
    changed = plan.of(Outcome.CHANGED)
    _change_rows(Household, HOUSEHOLD_FIELDS, changed, name_field="head_name")
    moved = [row for row in changed if "village" in row.changes]
    facts.begin(
        Residence,
        "household_id",
        {"village_id": "bigint"},
        ((row.found.pk, row.place.pk) for row in moved),
        plan.as_of,
    )
    facts.begin(
        PovertyStatus,
        "household_id",
        {"poverty_class": "text", "year": "smallint", "standard": "text"},
        ((row.found.pk, row.values["poverty"], _year(plan, row), "") for row in changed if "poverty" in row.changes),
        plan.as_of,
    )
    if moved:
        refresh_communes([row.found.pk for row in moved], today)


def _change_rows(model: Any, fields: dict[str, str], rows: list[PlannedRow], *, name_field: str) -> None:
    """Set the plain columns that differ, one statement for each column."""
    table = connection.ops.quote_name(model._meta.db_table)
    for said, column in fields.items():
        pairs = [(row.found.pk, row.values[said]) for row in rows if said in row.changes]
        if not pairs or column == "position":
            continue
        kind = model._meta.get_field(column).db_type(connection).split("(")[0]
        columns, values = [column], list(zip(*pairs, strict=True))
        if column == name_field:
            columns += ["search_key", "sort_key"]
            values += list(zip(*map(_keys, values[1]), strict=True))
        sets = ", ".join(f"{name} = s.{name}" for name in columns)
        arrays = ", ".join([f"%s::{kind}[]", *["%s::text[]"] * (len(columns) - 1)])
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {table} t SET {sets} FROM unnest(%s::bigint[], {arrays}) "  # noqa: S608 names of our models
                f"AS s(id, {', '.join(columns)}) WHERE t.id = s.id",
                [list(value) for value in values],
            )


# --- members -------------------------------------------------------------------------------------------


def _write_members(plan: Plan, today: date) -> Written:
    _make_bodies(plan)
    new = plan.of(Outcome.NEW)
    written = dict(zip(new, take_ids(Member, len(new)), strict=True))
    communes = _communes_of_bodies({row.place.pk for row in new}, today)
    columns = [name for name in MEMBER_FIELDS if name != "position"]
    copy_rows(
        Member,
        ("id", *(MEMBER_FIELDS[name] for name in columns), "commune", "search_key", "sort_key"),
        (
            (
                pk,
                *(row.values.get(name, "") for name in columns),
                communes.get(row.place.pk),
                *_keys(row.values["full_name"]),
            )
            for row, pk in written.items()
        ),
    )
    copy_rows(
        Membership,
        ("member", "body", "position", "is_exempt", "during"),
        ((pk, row.place.pk, row.values.get("position", ""), False, _from(plan.as_of)) for row, pk in written.items()),
    )
    _change_members(plan)
    return written | {row: row.found.pk for row in plan.rows if row.found is not None}


def _make_bodies(plan: Plan) -> None:
    for body in plan.bodies:
        assert body.unit.pk is not None, "villages are made before their cells"
        made = Body(name=body.name, kind=body.kind, tier=body.tier, unit_id=body.unit.pk)
        made.save()
        body.pk = made.pk


def _communes_of_bodies(bodies: set[int], today: date) -> dict[int, int | None]:
    units = dict(Body.objects.filter(pk__in=bodies).values_list("pk", "unit_id"))
    communes = commune_today(Unit.objects.filter(pk__in=set(units.values())), today)
    return {body: communes[unit] for body, unit in units.items()}


def _change_members(plan: Plan) -> None:
    changed = plan.of(Outcome.CHANGED)
    _change_rows(Member, MEMBER_FIELDS, changed, name_field="full_name")
    facts.begin(
        Membership,
        "member_id",
        {"body_id": "bigint", "position": "text", "is_exempt": "boolean"},
        (
            (row.found.pk, row.place.pk, row.values.get("position", row.found.position), row.found.is_exempt)
            for row in changed
            if {"position", "organisation"} & row.changes.keys()
        ),
        plan.as_of,
    )


# --- assignments ---------------------------------------------------------------------------------------


def _write_assignments(plan: Plan) -> Written:
    decisions = _make_decisions(plan)
    ended = {row.place.ends.pk: row.place.ends.end for row in plan.rows if _ends(row) and row.place.ends.pk}
    _end(ended)
    starting = [row for row in plan.rows if row.outcome == Outcome.NEW or (_is_written(row) and _ends(row))]
    written = dict(zip(starting, take_ids(Assignment, len(starting)), strict=True))
    copy_rows(
        Assignment,
        ("id", "household", "member", "tier", "role", "decision", "end_reason", *NOTED.values(), "during"),
        (
            (
                pk,
                row.place.household,
                row.place.new.member,
                row.place.new.tier,
                Assignment.Role.IN_CHARGE.value,
                decisions.get(row.place.decision),
                _reason(row.place.new),
                *(row.values.get(name, "") for name in NOTED),
                _from(row.place.new.start, row.place.new.end),
            )
            for row, pk in written.items()
        ),
    )
    same = [row for row in plan.rows if row.found is not None and row not in written and _is_written(row)]
    _change_assignments([row for row in same if row.outcome == Outcome.CHANGED and row.found.pk])
    return written | {row: row.found.pk for row in same if row.found.pk}


def _is_written(row: PlannedRow) -> bool:
    return row.outcome in (Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED)


def _ends(row: PlannedRow) -> bool:
    return isinstance(row.place, Settled) and row.place.ends is not None and not row.is_invalid


def _reason(new: Any) -> str:
    return Assignment.EndReason.REPLACED.value if new.replaced else ""


def _make_decisions(plan: Plan) -> dict[int | None, int]:
    for decision in plan.made_decisions:
        decision.save()
    return {source: decision.pk for source, decision in plan.decisions.items()}


def _end(ended: dict[int, date | None]) -> None:
    """End assignments because another member took over; the given day is the first one without them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE assignments_assignment a SET during = daterange(lower(a.during), s.day), end_reason = %s "
            "FROM unnest(%s::bigint[], %s::date[]) AS s(id, day) WHERE a.id = s.id",
            [Assignment.EndReason.REPLACED.value, list(ended), list(ended.values())],
        )


def _change_assignments(rows: list[PlannedRow]) -> None:
    for row in rows:
        assignment = Assignment.objects.get(pk=row.found.pk)
        for name in NOTED.keys() & row.changes.keys():
            setattr(assignment, NOTED[name], row.values[name])
        if "ends_on" in row.changes:
            assignment.during = (row.found.start, row.place.new.end)
        assignment.save(update_fields=["help", "result", "note", "during"])


# --- the record of the import --------------------------------------------------------------------------


def keep_rows(roster_import: RosterImport, plan: Plan, written: Written) -> None:
    """Keep each row of the import: what was read, what was wrong, what became of it."""
    sheets = [source.sheet for source in plan.sources]
    plain = json.JSONEncoder(ensure_ascii=False, default=str).encode
    copy_rows(
        RosterRow,
        (
            "roster_import", "position", "source", "sheet", "number", "values", "problems", "changes", "outcome",
            "record", "before",
        ),
        (
            (
                roster_import.pk,
                row.position,
                row.source,
                sheets[row.source],
                row.number,
                plain(row.values),
                plain(problems_as_data(row)) if row.all_problems else "[]",
                plain(row.changes) if row.changes else "{}",
                str(row.outcome),
                written.get(row),
                plain(_before(row)) if row.outcome == Outcome.CHANGED else None,
            )
            for row in plan.rows
        ),
    )  # fmt: skip


def _before(row: PlannedRow) -> dict[str, Any]:
    """What the row changes, as it was: ids and days where `changes` has words for people."""
    if isinstance(row.place, Settled):
        ended = row.place.ends or row.found
        return {"assignment": ended.pk, "end": ended.was_end}
    return {
        name: getattr(row.found, column)
        for name, column in BEFORE.items()
        if name in row.changes and hasattr(row.found, column)
    }


BEFORE = HOUSEHOLD_FIELDS | MEMBER_FIELDS | {"village": "village", "poverty": "poverty", "organisation": "body"}


def made(plan: Plan) -> dict[str, list[int | None]]:
    """The ids of what a written plan made beside its rows."""
    return {
        "villages": [village.pk for village in plan.villages],
        "bodies": [body.pk for body in plan.bodies],
        "decisions": [decision.pk for decision in plan.made_decisions],
    }


def problems_as_data(row: PlannedRow) -> list[dict[str, Any]]:
    """The problems of a row as they are stored: those the file alone shows apart from those of the plan."""
    return [
        {"field": p.field, "code": p.code, "message": p.message, "level": p.level, "in_file": p in row.problems}
        for p in row.all_problems
    ]
