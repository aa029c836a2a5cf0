"""Desk actions on 500 households at once, each with a current assignment and a history.

The floor is the time of the database alone for the same rows: one UPDATE that ends the current assignments and one
INSERT of the new ones, with the journal's triggers, in turns with the desk in one run.
"""

import statistics
from datetime import date
from typing import Any
from uuid import uuid4

from benchmarks.scratch import scratch_database, seconds

HOUSEHOLDS = 500
HISTORY = 6
RUNS = 7
ON = date(2026, 11, 1)


def main() -> None:
    with scratch_database():
        from django.conf import settings
        from django.db import transaction

        settings.LAMBINH_LOAD_LIMITS = {"commune": 10_000, "district": 1}
        world = _world()
        times: dict[str, list[float]] = {
            "floor": [],
            "preview": [],
            "assign": [],
            "hand over": [],
            "end": [],
            "undo": [],
        }
        for _ in range(RUNS):
            for name, work in _actions(world).items():
                with transaction.atomic():
                    _begin_scope(world)
                    times[name].append(work())
                    transaction.set_rollback(True)
        floor = statistics.median(times["floor"])
        print(f"{HOUSEHOLDS} households with {HISTORY} assignments each before, medians of {RUNS}")
        for name, durations in times.items():
            duration = statistics.median(durations)
            print(f"{name}: {duration * 1000:.0f} ms, {duration / floor:.1f} times the floor")


def _world() -> dict[str, Any]:
    from django.db import connection

    from assignments.models import Assignment
    from households.models import Household
    from households.permissions import cache_permissions
    from tests import factories
    from tests.factories import days

    commune = factories.UnitFactory(name="Xuân Lập")
    cell = factories.BodyFactory(unit=factories.VillageFactory(commune=commune))
    user = factories.UnitAccessFactory(unit=commune, role="commune_secretary").user
    cache_permissions(user)
    members = [factories.MemberFactory(body=cell) for _ in range(HISTORY + 1)]
    households = [Household(head_name=f"Giàng A {number}", commune=commune) for number in range(HOUSEHOLDS)]
    for household in households:
        household.update_search_keys()
    households = Household.objects.bulk_create(households)
    spans = [days(f"{2018 + year}-11-01", f"{2019 + year}-11-01") for year in range(HISTORY - 1)]
    Assignment.objects.bulk_create(
        Assignment(household=household, member=members[n], tier="commune", during=during, commune=commune)
        for household in households
        for n, during in enumerate([*spans, days(f"{2017 + HISTORY}-11-01")])
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    current = dict(Assignment.objects.on(ON).values_list("household_id", "pk"))
    return {
        "user": user,
        "households": [household.pk for household in households],
        "current": current,
        "members": members,
        "commune": commune,
    }


def _begin_scope(world: dict[str, Any]) -> None:
    from lambinh.accounts import scope

    scope.begin_scope(user=world["user"].pk, units=[world["commune"].pk], source="page")


def _actions(world: dict[str, Any]) -> dict[str, Any]:
    from assignments.desk import services
    from assignments.desk.undo import undo_action
    from assignments.models import Assignment, Tier
    from tests.support.access.web import as_web

    user, assignee = world["user"], world["members"][-1]
    request = {
        "households": world["households"],
        "member": assignee,
        "tier": Tier.COMMUNE,
        "on": ON,
        "decision": None,
        "by": user,
    }
    reason = Assignment.EndReason.MEMBER_MOVED

    def assign() -> Any:
        with as_web():
            return services.assign_households(**request, key=uuid4(), expected=world["current"], confirmation="thử")

    def hand_over() -> None:
        with as_web():
            choices = dict.fromkeys(world["current"].values(), assignee.pk)
            services.hand_over(
                choices=choices, on=ON, reason=reason, decision=None, by=user, key=uuid4(), confirmation="thử"
            )

    def end() -> None:
        with as_web():
            keys = list(world["current"].values())
            services.end_assignments(assignments=keys, last_day=ON, reason=reason, by=user, key=uuid4())

    def undo() -> float:
        action = assign()
        with as_web():
            return seconds(lambda: undo_action(action, by=user))

    return {
        "floor": lambda: seconds(lambda: _floor(world)),
        "preview": lambda: seconds(lambda: services.preview_assign(**request)),
        "assign": lambda: seconds(assign),
        "hand over": lambda: seconds(hand_over),
        "end": lambda: seconds(end),
        "undo": undo,
    }


def _floor(world: dict[str, Any]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE assignments_assignment SET during = daterange(lower(during), %s), end_reason = 'replaced'"
            " WHERE id = ANY(%s)",
            [ON, list(world["current"].values())],
        )
        cursor.execute(
            "INSERT INTO assignments_assignment (household_id, member_id, tier, role, during, end_reason, help, result,"
            " note, commune_id) SELECT h, %s, 'commune', 'in_charge', daterange(%s, NULL), '', '', '', '', %s"
            " FROM unnest(%s::bigint[]) AS h",
            [world["members"][-1].pk, ON, world["commune"].pk, world["households"]],
        )


if __name__ == "__main__":
    main()
