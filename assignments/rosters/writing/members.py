"""Writing the plan of a register of members."""

from datetime import date

from assignments.models import Body, Member, Membership
from assignments.rosters.matching.known_members import FIELDS as MEMBER_FIELDS
from assignments.rosters.planning.plan import Plan
from assignments.rosters.rows import Outcome
from assignments.rosters.writing.columns import WrittenIds, change_columns, days_from, name_keys
from assignments.rosters.writing.copy import allocate_ids, copy_rows
from households.models import Unit
from households.services import dated_bulk
from households.services.units import current_communes


def write_members(plan: Plan, today: date) -> WrittenIds:
    _make_bodies(plan)
    new = plan.of(Outcome.NEW)
    written = dict(zip(new, allocate_ids(Member, len(new)), strict=True))
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
                *name_keys(row.values["full_name"]),
            )
            for row, pk in written.items()
        ),
    )
    copy_rows(
        Membership,
        ("member", "body", "position", "is_exempt", "during"),
        (
            (pk, row.place.pk, row.values.get("position", ""), False, days_from(plan.as_of))
            for row, pk in written.items()
        ),
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
    communes = current_communes(Unit.objects.filter(pk__in=set(units.values())), today)
    return {body: communes[unit] for body, unit in units.items()}


def _change_members(plan: Plan) -> None:
    changed = plan.of(Outcome.CHANGED)
    change_columns(Member, MEMBER_FIELDS, changed, name_field="full_name")
    dated_bulk.start_facts(
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
