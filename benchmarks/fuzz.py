"""Requests with nonsense in them to every page, from people of two communes: none may be an error or show a stranger.

`python -m benchmarks fuzz [GETS [POSTS [SEED [START]]]]`: 26,000 and 7,000 with seed 1 by default. START leaves out the
requests before it, so that a long run can be made in parts. Ends with 1 where anything was wrong.
"""

import sys
import tempfile
import time
from pathlib import Path

from benchmarks.scratch import scratch_database


def main(gets: str = "26000", posts: str = "7000", seed: str = "1", start: str = "0") -> None:
    with scratch_database(), tempfile.TemporaryDirectory() as folder:
        _as_in_tests(Path(folder))
        from tests.fuzz.run import Fuzz

        begin = time.perf_counter()
        fuzz = Fuzz(Path(folder), int(seed))
        tally = fuzz.run(int(gets), int(posts), int(start), told=lambda said: print(said, file=sys.stderr, flush=True))
        seconds = time.perf_counter() - begin
    number = sum(tally.requests.values())
    print(f"{number:,} requests ({dict(tally.requests)}) to {len(fuzz.places)} addresses, {seconds:.0f} s, seed {seed}")
    print("answers:", ", ".join(f"{status}: {count:,}" for status, count in sorted(tally.statuses.items())))
    errors = sum(count for fault, count in tally.faults.items() if fault.startswith(("status 500", "no answer")))
    print(f"errors: {errors}, other faults: {sum(tally.faults.values()) - errors}")
    for fault, count in tally.faults.most_common():
        print(f"  {count:6} {fault}\n         {tally.samples[fault][:900]}")
    if tally.faults:
        sys.exit(1)


def _as_in_tests(folder: Path) -> None:
    """A password is enough, and signing in costs no second."""
    from django.conf import settings

    settings.LAMBINH_SECOND_FACTOR, settings.DEBUG = False, False
    settings.ALLOWED_HOSTS, settings.MEDIA_ROOT = ["testserver"], folder / "uploads"
    settings.PASSWORD_HASHERS = ["tests.hashing.Fast", *settings.PASSWORD_HASHERS[1:]]
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
