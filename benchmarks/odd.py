"""Files that no one here wrote, and damaged ones: each must get an answer, in time, without growth of memory.

`python -m benchmarks odd FOLDER [MUTATIONS [PAGES [START]]]`: every file in FOLDER and that many made-up ones are
read in two processes; every so many'th, PAGES in all, goes through the page for uploads too.
"""

import gc
import json
import multiprocessing
import os
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.scratch import scratch_database

MUTATIONS, PAGES = 3_000, 300
TOO_LONG = 90
SLOW = 3.0
PROCESSES = 2


class Answer(NamedTuple):
    """What became of one file: "roster", the code of a refusal, or the error that was raised."""

    name: str
    kind: str
    seconds: float
    trace: str = ""


class Hang(Exception):
    """The clock ran out."""


def main(folder: str, mutations: str = str(MUTATIONS), pages: str = str(PAGES), start: str = "0") -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lambinh.settings")
    import django

    django.setup()
    paths = sorted(path for path in Path(folder).rglob("*") if path.is_file())
    numbers = range(int(start), int(start) + int(mutations))
    shares = [(paths[one::PROCESSES], numbers[one::PROCESSES]) for one in range(PROCESSES)]
    with multiprocessing.get_context("fork").Pool(PROCESSES) as pool:
        results = pool.starmap(_read_share, shares)
    _told("read", [answer for answers, _growth in results for answer in answers])
    print("memory of the readers' parents grew by", ", ".join(f"{growth:.0f} MB" for _answers, growth in results))
    sample = paths[:: max(1, len(paths) // (int(pages) or 1))][: int(pages)]
    if sample:
        with scratch_database(), tempfile.TemporaryDirectory() as uploads:
            answers, growth = _uploaded(sample, numbers[:: max(1, len(numbers) // 200)], Path(uploads))
        _told("uploaded", answers)
        print(f"memory of the pages' process grew by {growth:.0f} MB")


def _told(what: str, answers: list[Answer]) -> None:
    print(f"{len(answers)} files {what}, {sum(one.seconds for one in answers):.0f} s")
    for kind, count in Counter(one.kind for one in answers).most_common():
        print(f"  {count:6} {kind}")
    print("slowest:")
    for one in sorted(answers, key=lambda one: -one.seconds)[:8]:
        print(f"  {one.seconds:6.1f} s {one.kind:18} {one.name}")
    for one in answers:
        if one.trace:
            print(f"RAISED {one.kind}: {one.name}\n{one.trace}")


def _resident_megabytes() -> float:
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024**2


def _read_share(paths: list[Path], numbers: range) -> tuple[list[Answer], float]:
    with tempfile.TemporaryDirectory() as folder:
        files = _files(paths, numbers, Path(folder))
        warm = [_timed(name, lambda path=path, name=name: _read(path, name)) for path, name in _first(files, 20)]
        before = _resident_megabytes()
        rest = [_timed(name, lambda path=path, name=name: _read(path, name)) for path, name in files]
        return warm + rest, _resident_megabytes() - before


def _first(files: Iterator[tuple[Path, str]], count: int) -> Iterator[tuple[Path, str]]:
    for _ in range(count):
        if (one := next(files, None)) is not None:
            yield one


def _files(paths: list[Path], numbers: range, folder: Path) -> Iterator[tuple[Path, str]]:
    from tests.lib.odd import odd_files

    yield from ((path, path.name) for path in paths)
    for number in numbers:
        (made,) = odd_files(1, number)
        path = folder / "made"
        path.write_bytes(made.data)
        yield path, made.name


def _read(path: Path, name: str) -> str:
    """Read as the program does; a roster must go into JSON and from there into the database."""
    from django.utils import timezone

    from assignments.management.commands.read_roster import as_json
    from assignments.rosters.parsing import read_roster
    from assignments.rosters.reader import limits
    from lambinh.lib.spreadsheets.reader import read_workbook
    from lambinh.lib.spreadsheets.types import UnreadableFile
    from tests.lib.odd import is_storable

    try:
        roster = read_roster(read_workbook(path, name=name, limits=limits()), today=timezone.localdate())
    except UnreadableFile as refusal:
        assert name in refusal.message, refusal.message
        return refusal.code
    json.dumps(as_json(roster), ensure_ascii=False)
    assert is_storable(as_json(roster))
    return "roster" if roster.tables else "no table"


def _timed(name: str, work: Callable[[], str]) -> Answer:
    signal.signal(signal.SIGALRM, _ring)
    signal.alarm(TOO_LONG)
    start, trace = time.perf_counter(), ""
    try:
        kind = work()
    except Exception as error:
        kind, trace = type(error).__name__, traceback.format_exc(limit=-6)[-3_000:]
    finally:
        signal.alarm(0)
    seconds = time.perf_counter() - start
    if seconds > SLOW or trace:
        print(f"{seconds:.1f} s {kind} {name}", file=sys.stderr, flush=True)
    return Answer(name, kind, seconds, trace)


def _ring(_signal: int, _frame: Any) -> None:
    raise Hang


def _uploaded(paths: list[Path], numbers: range, folder: Path) -> tuple[list[Answer], float]:
    from django.conf import settings
    from django.test import Client

    from households.services.units import load_units
    from lambinh.accounts.services import system_user

    settings.MEDIA_ROOT, settings.ALLOWED_HOSTS, settings.DEBUG = folder / "uploads", ["testserver"], False
    load_units()
    client = Client()
    client.force_login(system_user())
    files = _files(paths, numbers, folder)
    warm = [_timed(name, lambda path=path, name=name: _page(client, path, name)) for path, name in _first(files, 20)]
    before = _resident_megabytes()
    rest = [_timed(name, lambda path=path, name=name: _page(client, path, name)) for path, name in files]
    return warm + rest, _resident_megabytes() - before


def _page(client: Any, path: Path, name: str) -> str:
    """Upload as the page does, and look at what comes next: a plan, or the question about columns."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from tests.rosters.workers import checked

    answer = client.post("/rosters/", {"file": SimpleUploadedFile(name, path.read_bytes())})
    if answer.status_code == 400:
        return "refused"
    assert answer.status_code == 302, answer.status_code
    answer = checked(client, answer)
    if answer.status_code == 200:
        return "refused"
    shown = client.get(answer.url)
    assert shown.status_code == 200, (answer.url, shown.status_code)
    return "columns asked" if "columns" in answer.url else "planned"
