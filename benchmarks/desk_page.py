"""The desk's page in a commune of 1,300 households: server time, and size cold and gzipped.

The floor is the time to read the same rows as plain tuples.
"""

import gzip
import random
from pathlib import Path
from typing import Any

from benchmarks.people import household
from benchmarks.scratch import median, scratch_database

HOUSEHOLDS, VILLAGES, MEMBERS = 1_300, 8, 250
RUNS = 7
STATIC = Path(__file__).resolve().parent.parent / "static"
FILES = ("vendor/bootstrap/bootstrap-5.3.9.min.css", "lambinh/lambinh.css", "lambinh/desk.css", "lambinh/desk.js")


def main() -> None:
    with scratch_database():
        from django.conf import settings
        from django.db import connection

        from households.models import Household
        from tests.support.access.web import WebClient

        settings.LAMBINH_SECOND_FACTOR, settings.ALLOWED_HOSTS = False, ["*"]
        user, commune, villages = _commune()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        client = WebClient()
        client.force_login(user)
        floor = median(lambda: list(Household.objects.filter(commune=commune).values_list()[:200]), RUNS)
        files = sum(len(gzip.compress((STATIC / name).read_bytes())) for name in FILES)
        pages = {"a village": villages[0].pk, "the commune": commune.pk}
        for name, pk in pages.items():
            for query in ("", "?who=attention", "?q=nguyen+van"):
                address = f"/desk/{pk}/{query}"
                page = client.get(address)
                assert page.status_code == 200
                duration = median(lambda address=address: client.get(address), RUNS)  # type: ignore[misc]
                size, packed = len(page.content), len(gzip.compress(page.content))
                print(
                    f"{name} {query or 'all'}: {duration * 1000:.0f} ms ({duration / floor:.0f} times the floor), "
                    f"{size / 1024:.0f} KB, gzipped {packed / 1024:.0f} KB, "
                    f"cold with style and script {(packed + files) / 1024:.0f} KB"
                )
        print("limits: under 300 ms, under 150 KB")


def _commune() -> tuple[Any, Any, list[Any]]:
    from assignments.models import Assignment, Member, Membership
    from households.models import Household, PovertyStatus, Residence
    from lambinh.accounts.permissions import Role
    from tests import factories

    chance = random.Random(1)
    commune = factories.UnitFactory(name="Lâm Bình")
    villages = [factories.VillageFactory(commune=commune) for _ in range(VILLAGES)]
    cells = [factories.BodyFactory(unit=village) for village in villages]
    members = [Member(full_name=str(household(n, chance)[2]), commune=commune) for n in range(MEMBERS)]
    rows = [household(n, chance) for n in range(HOUSEHOLDS)]
    households = [Household(head_name=str(row[2]), code=str(row[1]), size=5, commune=commune) for row in rows]
    for record in (*members, *households):
        record.update_search_keys()
    Member.objects.bulk_create(members)
    Household.objects.bulk_create(households)
    always = {"during": factories.ALWAYS, "commune": commune}
    Membership.objects.bulk_create(
        Membership(member=member, body=cells[n % VILLAGES], **always) for n, member in enumerate(members)
    )
    Residence.objects.bulk_create(
        Residence(household=record, village=villages[n % VILLAGES], **always) for n, record in enumerate(households)
    )
    PovertyStatus.objects.bulk_create(
        PovertyStatus(household=record, poverty_class="poor", **always) for record in households
    )
    Assignment.objects.bulk_create(
        Assignment(household=record, member=chance.choice(members), tier="commune", **always)
        for n, record in enumerate(households)
        if n % 9
    )
    return factories.UnitAccessFactory(unit=commune, role=Role.COMMUNE_SECRETARY).user, commune, villages
