"""Finding duplicates among BENCH_PEOPLE households (100,000), in all units and in one commune."""

import os
import random

from benchmarks.scratch import median, scratch_database

HOUSEHOLDS = int(os.environ.get("BENCH_PEOPLE", "100000"))
COMMUNES, VILLAGES = 100, 1_000
RUNS = 5
SURNAMES = "Nguyễn Ma Lý Giàng Hoàng Nông Vàng Đặng Chẩu Lù".split()
MIDDLES = "Văn Thị A Đức Quang Minh Thanh Hữu".split()
GIVEN = (
    "Huấn Huân Páo Én Quảng Quang Hòa Hoa Tư Năm Sáu Bảy Dũng Dung Lâm Lan Mai Sơn Thủy Thu Tâm Tùng Vân Xuân".split()
)


def main() -> None:
    with scratch_database():
        from django.utils import timezone

        from assignments.duplicates.candidates import find_candidates
        from lambinh.accounts.services import system_user
        from tests.factories import UnitAccessFactory

        communes = _create_households()
        day = timezone.localdate()
        secretary = UnitAccessFactory(unit=communes[0], role="commune_secretary").user
        for scope, user in (("all", system_user()), ("one commune", secretary)):
            page = find_candidates("households", user=user, day=day, limit=50)
            duration = median(lambda user=user: find_candidates("households", user=user, day=day, limit=50), RUNS)  # type: ignore[misc]
            print(f"{scope}: {page.number:,} pairs, a page of 50 in {1000 * duration:,.0f} ms")


def _create_households() -> list[object]:
    from django.db import connection

    from households.models import Household, Residence, Unit
    from tests.factories import UnitFactory, VillageFactory, days

    chance = random.Random(5)
    communes = [UnitFactory() for _ in range(COMMUNES)]
    villages = [VillageFactory(commune=communes[n % COMMUNES]) for n in range(VILLAGES)]
    households = [
        Household(
            head_name=" ".join(map(chance.choice, (SURNAMES, MIDDLES, MIDDLES, GIVEN))),
            head_birth_year=chance.randrange(1940, 2000) if chance.random() < 0.8 else None,
            phone=f"09{chance.randrange(10**8):08}" if chance.random() < 0.5 else "",
            citizen_id_encrypted="x", citizen_id_digest=f"{n // 1.002:.0f}", citizen_id_last4="1234",
            commune=communes[n % VILLAGES % COMMUNES],
        )
        for n in range(HOUSEHOLDS)
    ]  # fmt: skip
    for household in households:
        household.update_search_keys()
    households = Household.objects.bulk_create(households, batch_size=5_000)
    Residence.objects.bulk_create(
        (
            Residence(household=h, village=villages[n % VILLAGES], during=days("2018-01-01"))
            for n, h in enumerate(households)
        ),
        batch_size=5_000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    assert Unit.objects.exists()
    return list(communes)
