"""The desk with 500 households at once: each already in somebody's charge, with a history of its own.

The floor is what the database needs for the same rows and nothing else: one UPDATE that ends what is in charge and one
INSERT of what begins, with the journal's triggers, in turn with the desk in one run.
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
            for what, work in _works(world).items():
                with transaction.atomic():
                    _enter(world)
                    times[what].append(work())
                    transaction.set_rollback(True)
        floor = statistics.median(times["floor"])
        print(f"{HOUSEHOLDS} households with {HISTORY} assignments each before, medians of {RUNS}")
        for what, each in times.items():
            took = statistics.median(each)
            print(f"{what}: {took * 1000:.0f} ms, {took / floor:.1f} times the floor")


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
    people = [factories.MemberFactory(body=cell) for _ in range(HISTORY + 1)]
    homes = [Household(head_name=f"Giàng A {number}", commune=commune) for number in range(HOUSEHOLDS)]
    for home in homes:
        home.update_search_keys()
    homes = Household.objects.bulk_create(homes)
    spans = [days(f"{2018 + year}-11-01", f"{2019 + year}-11-01") for year in range(HISTORY - 1)]
    Assignment.objects.bulk_create(
        Assignment(household=home, member=people[n], tier="commune", during=during, commune=commune)
        for home in homes
        for n, during in enumerate([*spans, days(f"{2017 + HISTORY}-11-01")])
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    held = dict(Assignment.objects.on(ON).values_list("household_id", "pk"))
    return {"user": user, "homes": [home.pk for home in homes], "held": held, "people": people, "commune": commune}


def _enter(world: dict[str, Any]) -> None:
    from lambinh.accounts import scope

    scope.begin_scope(user=world["user"].pk, units=[world["commune"].pk], way="page")


def _works(world: dict[str, Any]) -> dict[str, Any]:
    from assignments.desk import services
    from assignments.desk.undo import undo_action
    from assignments.models import Assignment, Tier
    from tests.access.web import as_web

    user, taker = world["user"], world["people"][-1]
    asked = {
        "households": world["homes"],
        "member": taker,
        "tier": Tier.COMMUNE,
        "on": ON,
        "decision": None,
        "by": user,
    }
    reason = Assignment.EndReason.MEMBER_MOVED

    def assign() -> Any:
        with as_web():
            return services.assign_households(**asked, key=uuid4(), seen=world["held"], confirmed="thử")

    def hand_over() -> None:
        with as_web():
            choices = dict.fromkeys(world["held"].values(), taker.pk)
            services.hand_over(
                choices=choices, on=ON, reason=reason, decision=None, by=user, key=uuid4(), confirmed="thử"
            )

    def end() -> None:
        with as_web():
            keys = list(world["held"].values())
            services.end_assignments(assignments=keys, last_day=ON, reason=reason, by=user, key=uuid4())

    def undo() -> float:
        action = assign()
        with as_web():
            return seconds(lambda: undo_action(action, by=user))

    return {
        "floor": lambda: seconds(lambda: _floor(world)),
        "preview": lambda: seconds(lambda: services.preview_assign(**asked)),
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
            [ON, list(world["held"].values())],
        )
        cursor.execute(
            "INSERT INTO assignments_assignment (household_id, member_id, tier, role, during, end_reason, help, result,"
            " note, commune_id) SELECT h, %s, 'commune', 'in_charge', daterange(%s, NULL), '', '', '', '', %s"
            " FROM unnest(%s::bigint[]) AS h",
            [world["people"][-1].pk, ON, world["commune"].pk, world["homes"]],
        )


if __name__ == "__main__":
    main()
