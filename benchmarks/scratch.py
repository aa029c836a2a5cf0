"""A temporary database for a benchmark, and the measurement of time and memory."""

import os
import resource
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def scratch_database() -> Iterator[None]:
    """Set up Django with an empty, migrated database on the embedded server (or that of DATABASE_URL)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lambinh.settings")
    import django
    from django.conf import settings

    django.setup()
    from django.db import connection

    from lambinh.db import embedded

    def work() -> Iterator[None]:
        old = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True)
        try:
            yield
        finally:
            connection.creation.destroy_test_db(old, verbosity=0)

    if settings.LAMBINH_EMBEDDED:
        with embedded.running(settings.LAMBINH_DATA):
            yield from work()
    else:
        yield from work()


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def median(work: Callable[[], object], runs: int, before: Callable[[], object] = lambda: None) -> float:
    """The median time of `runs` runs in seconds; the time of `before` does not count."""
    times = []
    for _ in range(runs):
        before()
        times.append(seconds(work))
    return statistics.median(times)


def peak_megabytes() -> tuple[float, float]:
    """The peak memory so far of this process and of its largest child."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return own, child


def empty_tables() -> None:
    """Empty the tables of units, records and imports."""
    from django.apps import apps
    from django.db import connection

    labels = ("households", "assignments", "rosters")
    tables = [m._meta.db_table for label in labels for m in apps.get_app_config(label).get_models()]
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE " + ", ".join(tables) + " CASCADE")
