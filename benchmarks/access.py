"""The cost of row-level security: the same pages with the web server's role and with the owner's, in one run.

The data has BENCH_HOUSEHOLDS other households (200,000). The users are a commune's secretary and the district office.
"""

import statistics
from typing import Any

from benchmarks.scratch import scratch_database, seconds
from benchmarks.totals import OTHERS, _add_others, _analyze

RUNS = 41
FILE_RUNS = 7
DAY = "2018-12-31"


def main() -> None:
    with scratch_database():
        from django.conf import settings
        from django.core.management import call_command
        from django.utils import timezone

        from assignments.services.communes import refresh_member_communes
        from households.services.units import refresh_household_communes

        settings.LAMBINH_SECOND_FACTOR, settings.ALLOWED_HOSTS = False, ["*"]
        call_command("load_demo", verbosity=0)
        _add_others()
        refresh_household_communes(None, timezone.localdate())
        refresh_member_communes(None, timezone.localdate())
        _analyze()
        print(f"pages among {OTHERS:,} other households, medians of {RUNS}: with row-level security, without, ratio")
        for name in ("bithu1", "vanphong"):
            for page, address in _pages(name).items():
                _compare(
                    f"{name}: {page}", *(_page_request(name, address, locked=locked) for locked in (True, False)), RUNS
                )
        _compare(
            "vanphong: a register of 7,660 households compared with the data",
            *(_planning(locked=locked) for locked in (True, False)),
            FILE_RUNS,
        )


def _pages(name: str) -> dict[str, str]:
    from households.models import Unit

    today = Unit.objects.filter(during__endswith=None)
    unit = today.get(kind="commune", name="Lâm Bình") if name == "bithu1" else today.get(kind="province", code="08")
    return {
        "list of households": f"/lists/?what=households&unit={unit.pk}&on=2026-01-01",
        "list of members in charge": f"/lists/?what=members&unit={unit.pk}&on=2026-01-01",
        "totals": f"/?unit={unit.pk}&on=2026-01-01",
        "register of households": "/admin/households/household/",
        "register, search": "/admin/households/household/?q=nguyen",
        "register of assignments": "/admin/assignments/assignment/",
    }


def _page_request(name: str, address: str, *, locked: bool) -> Any:
    from lambinh.accounts.models import User
    from tests.support.access.web import WebClient

    client = WebClient(locked=locked)
    client.force_login(User.objects.get(username=name))

    def request() -> None:
        assert client.get(address).status_code == 200, address

    return request


def _planning(*, locked: bool) -> Any:
    """A function that plans a workbook as the page does, with the user's scope and stored rows."""
    from contextlib import nullcontext

    from django.db import transaction
    from django.utils import timezone

    from assignments.demo_accounts import FOLDER
    from assignments.rosters import uploads
    from assignments.rosters.storage.files import RosterFile
    from households.permissions import permissions_for
    from lambinh.accounts import scope
    from lambinh.accounts.models import User
    from tests.support.access.web import as_web

    user, path = User.objects.get(username="vanphong"), FOLDER / "households.xlsx"

    def plan() -> None:
        with transaction.atomic(), as_web() if locked else nullcontext():
            scope.begin_scope(user=user.pk, units=permissions_for(user).readable_units, source="page")
            uploads.create_upload(RosterFile(path, path.name), by=user, now=timezone.now())
            transaction.set_rollback(True)

    return plan


def _compare(title: str, locked: Any, unlocked: Any, runs: int) -> None:
    """Run both in turns, so that other load on the machine affects both."""
    times: dict[Any, list[float]] = {locked: [], unlocked: []}
    for work in (locked, unlocked):
        work()
    for _ in range(runs):
        for work, durations in times.items():
            durations.append(seconds(work))
    on, off = (statistics.median(durations) * 1000 for durations in times.values())
    print(f"  {title}: {on:.1f} ms, {off:.1f} ms, {on / off:.2f}", flush=True)


if __name__ == "__main__":
    main()
