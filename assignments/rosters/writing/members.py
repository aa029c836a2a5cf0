"""Write the plan of a register of members."""

from collections.abc import Iterator, Mapping
from datetime import date

from assignments.models import Body, Member, Membership
from assignments.rosters.matching.bodies import NewBody
from assignments.rosters.matching.known_members import FIELDS
from assignments.rosters.matching.rows import MemberRow
from assignments.rosters.planning.plan import MembersPlan
from assignments.rosters.rows import Outcome
from assignments.rosters.writing.columns import WrittenIds, change_columns, ids_by_position, name_keys, range_from
from assignments.rosters.writing.copy import allocate_ids, copy_rows
from households.models import Unit
from households.services import dated_bulk
from households.services.units import current_communes

COLUMNS = {name: column for name, column in FIELDS.items() if name != "position"}
"""The fields that are columns of the member; the position is one of the membership."""


def write_members(plan: MembersPlan, today: date) -> WrittenIds:
    """Write the rows of `plan`. Returns the id of each row's member."""
    _create_bodies(plan.new_bodies)
    new = plan.with_outcome(Outcome.NEW)
    created = dict(zip(new, allocate_ids(Member, len(new)), strict=True))
    _insert_members(created, today)
    _insert_memberships(created, plan.as_of)
    known = {row: row.match.pk for row in plan.rows if row.match is not None}
    _change_members({row: pk for row, pk in known.items() if row.outcome == Outcome.CHANGED}, plan.as_of)
    return ids_by_position(created, known)


def _create_bodies(bodies: list[NewBody]) -> None:
    for body in bodies:
        assert body.unit.pk is not None, "villages are created before their cells"
        created = Body(name=body.name, kind=body.kind, tier=body.tier, unit_id=body.unit.pk)
        created.save()
        body.pk = created.pk


def _insert_members(created: Mapping[MemberRow, int], today: date) -> None:
    communes = _communes_of_bodies({_body_id(row) for row in created}, today)
    copy_rows(
        Member,
        ("id", *COLUMNS.values(), "commune", "search_key", "sort_key"),
        (
            (pk, *_cells(row), communes.get(_body_id(row)), *name_keys(row.values["full_name"]))
            for row, pk in created.items()
        ),
    )


def _cells(row: MemberRow) -> Iterator[object]:
    return (row.values.get(name, "") for name in COLUMNS)


def _body_id(row: MemberRow) -> int:
    pk = row.valid_body.pk
    assert pk is not None, "bodies are created before their members"
    return pk


def _communes_of_bodies(bodies: set[int], today: date) -> dict[int, int | None]:
    units = dict(Body.objects.filter(pk__in=bodies).values_list("pk", "unit_id"))
    communes = current_communes(Unit.objects.filter(pk__in=set(units.values())), today)
    return {body: communes[unit] for body, unit in units.items()}


def _insert_memberships(created: Mapping[MemberRow, int], as_of: date) -> None:
    during = range_from(as_of)
    copy_rows(
        Membership,
        ("member", "body", "position", "is_exempt", "during"),
        ((pk, _body_id(row), row.values.get("position", ""), False, during) for row, pk in created.items()),
    )


def _change_members(changed: Mapping[MemberRow, int], as_of: date) -> None:
    change_columns(Member, COLUMNS, changed, name_field="full_name")
    dated_bulk.start_facts(
        Membership,
        "member_id",
        {"body_id": "bigint", "position": "text", "is_exempt": "boolean"},
        (_membership(row, pk) for row, pk in changed.items() if {"position", "organisation"} & row.changes.keys()),
        as_of,
    )


def _membership(row: MemberRow, pk: int) -> tuple[object, ...]:
    """The membership that follows the known one: the position stays if the row lacks it."""
    known = row.match
    assert known is not None
    return pk, _body_id(row), row.values.get("position", known.position), known.is_exempt
