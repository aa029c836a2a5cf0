"""The cost of the journal: the same work with and without its triggers in one run, and the time to read it."""

import statistics
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.imports import DAY, DEMO, _fresh, _import
from benchmarks.people import write_households
from benchmarks.scratch import median, scratch_database, seconds

RUNS = 3
CHANGED = 20_000
ENTRIES = 1_000_000


def main() -> None:
    with scratch_database(), tempfile.TemporaryDirectory() as folder:
        _compare("district from files to committed", lambda: _import(*sorted(DEMO.glob("*.xlsx")))[0])
        large = write_households(Path(folder) / "large.xlsx", 100_000)
        _compare("100,000 households from file to committed", lambda: _import(large)[0])
        _fresh()
        _import(large)
        _compare(f"UPDATE of {CHANGED:,} households", _update, before=lambda: None)
        _pages()
        _reading()


@contextmanager
def _without_triggers() -> Iterator[None]:
    """Disable the triggers of the journal, which only the owner of the tables can do."""
    _switch("DISABLE")
    try:
        yield
    finally:
        _switch("ENABLE")


def _switch(verb: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgname LIKE 'journal\\_%'")
        for table, trigger in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} {verb} TRIGGER {trigger}")


def _compare(title: str, work: Callable[[], float], before: Callable[[], None] = _fresh) -> None:
    """Run both in turns, so that other load on the machine affects both."""
    with_it, without = [], []
    for _ in range(RUNS):
        before()
        with_it.append(work())
        before()
        with _without_triggers():
            without.append(work())
    on, off = statistics.median(with_it), statistics.median(without)
    print(f"{title}: {on:.2f} s with the journal, {off:.2f} s without, ratio {on / off:.2f}")


def _update() -> float:
    from django.db import connection

    def work() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE households_household SET size = coalesce(size, 0) %% 9 + 1, note = 'đã xem'"
                " WHERE id IN (SELECT id FROM households_household ORDER BY id LIMIT %s)",
                [CHANGED],
            )

    return seconds(work)


def _pages() -> None:
    """Lists and totals write nothing, so the triggers must not slow them down."""
    from households.models import Household
    from reports.queries import totals
    from reports.unit_lookup import find_unit

    unit = find_unit("Lâm Bình", DAY)
    _compare(
        "a list page of 50 households",
        lambda: median(lambda: list(Household.objects.order_by("commune", "sort_key")[:50]), 9),
        before=lambda: None,
    )
    _compare(f"totals of the district on {DAY}", lambda: median(lambda: totals(unit, DAY), 3), before=lambda: None)


def _reading() -> None:
    """A page of a history among at least a million entries."""
    from django.db import connection

    from households.models import Household
    from lambinh.audit.queries import history

    household = Household.objects.order_by("pk")[50_000].pk
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM journal.change")
        while (entries := cursor.fetchone()[0]) < ENTRIES:
            cursor.execute("UPDATE households_household SET note = CASE note WHEN 'a' THEN 'b' ELSE 'a' END")
            cursor.execute("SELECT count(*) FROM journal.change")
    duration = median(lambda: history(household=household), 20)
    _sealing(entries)
    print(f"history of one household among {entries:,} entries: {duration * 1000:.1f} ms")


def _sealing(entries: int) -> None:
    """The time to seal all entries, as after an upgrade, to seal one minute's entries, and to verify the chain."""
    from django.db import connection

    from lambinh.audit import hash_chain

    def seal_all() -> None:
        while hash_chain.make_seals():
            pass

    duration = seconds(seal_all)
    print(f"sealing of {entries:,} entries: {duration:.1f} s, {duration / entries * 1e6:.0f} µs each")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE households_household SET note = 'c' WHERE id IN (SELECT min(id) FROM households_household)"
        )
    print(f"sealing of a minute's entries, with none of these settled: {seconds(hash_chain.make_seals) * 1000:.0f} ms")
    print(f"verifying the whole chain: {seconds(hash_chain.verify):.1f} s")


if __name__ == "__main__":
    main()
