"""Invalid requests to every page, from users of two communes: no answer may be an error or show rows of another unit.

`python -m benchmarks fuzz [GETS [POSTS [SEED [START]]]]`: 26,000 and 7,000 with seed 1 by default. START skips the
requests before it, so that a long run can be split. Exit code 1 if a fault was found.
"""

import sys
import tempfile
import time
from pathlib import Path

from benchmarks.scratch import scratch_database


def main(gets: str = "26000", posts: str = "7000", seed: str = "1", start: str = "0") -> None:
    with scratch_database(), tempfile.TemporaryDirectory() as folder:
        _use_test_settings(Path(folder))
        from tests.fuzz.runner import Fuzz

        begin = time.perf_counter()
        fuzz = Fuzz(Path(folder), int(seed))
        tally = fuzz.run(
            int(gets), int(posts), int(start), report=lambda line: print(line, file=sys.stderr, flush=True)
        )
        seconds = time.perf_counter() - begin
    count = sum(tally.requests.values())
    print(f"{count:,} requests ({dict(tally.requests)}) to {len(fuzz.routes)} addresses, {seconds:.0f} s, seed {seed}")
    print("answers:", ", ".join(f"{status}: {count:,}" for status, count in sorted(tally.statuses.items())))
    errors = sum(count for fault, count in tally.faults.items() if fault.startswith(("status 500", "no answer")))
    print(f"errors: {errors}, other faults: {sum(tally.faults.values()) - errors}")
    for fault, count in tally.faults.most_common():
        print(f"  {count:6} {fault}\n         {tally.samples[fault][:900]}")
    if tally.faults:
        sys.exit(1)


def _use_test_settings(folder: Path) -> None:
    """Use the settings of the tests: no second factor and a fast password hasher."""
    from django.conf import settings

    settings.LAMBINH_SECOND_FACTOR, settings.DEBUG = False, False
    settings.ALLOWED_HOSTS, settings.MEDIA_ROOT = ["testserver"], folder / "uploads"
    settings.PASSWORD_HASHERS = ["tests.support.hashing.Fast", *settings.PASSWORD_HASHERS[1:]]
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
