"""Foreign and damaged files: each must be answered in time and without growing memory.

`python -m benchmarks odd FOLDER [MUTATIONS [PAGES [START]]]` reads every file in FOLDER and MUTATIONS generated ones in
two processes. A sample of PAGES files also goes through the upload page.
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
    """The result of one file: "roster", the code of a refusal, or the exception."""

    name: str
    kind: str
    seconds: float
    trace: str = ""


class Hang(Exception):
    """The time limit was reached."""


def main(folder: str, mutations: str = str(MUTATIONS), pages: str = str(PAGES), start: str = "0") -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lambinh.settings")
    import django

    django.setup()
    paths = sorted(path for path in Path(folder).rglob("*") if path.is_file())
    numbers = range(int(start), int(start) + int(mutations))
    shares = [(paths[i::PROCESSES], numbers[i::PROCESSES]) for i in range(PROCESSES)]
    with multiprocessing.get_context("fork").Pool(PROCESSES) as pool:
        results = pool.starmap(_read_share, shares)
    _report("read", [answer for answers, _growth in results for answer in answers])
    print("memory of the readers' parents grew by", ", ".join(f"{growth:.0f} MB" for _answers, growth in results))
    sample = paths[:: max(1, len(paths) // (int(pages) or 1))][: int(pages)]
    if sample:
        with scratch_database(), tempfile.TemporaryDirectory() as uploads:
            answers, growth = _upload_all(sample, numbers[:: max(1, len(numbers) // 200)], Path(uploads))
        _report("uploaded", answers)
        print(f"memory of the pages' process grew by {growth:.0f} MB")


def _report(verb: str, answers: list[Answer]) -> None:
    print(f"{len(answers)} files {verb}, {sum(answer.seconds for answer in answers):.0f} s")
    for kind, count in Counter(answer.kind for answer in answers).most_common():
        print(f"  {count:6} {kind}")
    print("slowest:")
    for answer in sorted(answers, key=lambda answer: -answer.seconds)[:8]:
        print(f"  {answer.seconds:6.1f} s {answer.kind:18} {answer.name}")
    for answer in answers:
        if answer.trace:
            print(f"RAISED {answer.kind}: {answer.name}\n{answer.trace}")


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
        if (file := next(files, None)) is not None:
            yield file


def _files(paths: list[Path], numbers: range, folder: Path) -> Iterator[tuple[Path, str]]:
    from tests.support.spreadsheets.malformed import odd_files

    yield from ((path, path.name) for path in paths)
    for number in numbers:
        (generated,) = odd_files(1, number)
        path = folder / "generated"
        path.write_bytes(generated.data)
        yield path, generated.name


def _read(path: Path, name: str) -> str:
    """Parse a file as the program does; the result must fit into JSON and the database."""
    from django.utils import timezone

    from assignments.management.commands.read_roster import as_json
    from assignments.rosters.parsing import read_roster
    from assignments.rosters.reader import limits
    from lambinh.lib.spreadsheets.reader import read_workbook
    from lambinh.lib.spreadsheets.types import UnreadableFile
    from tests.support.spreadsheets.malformed import is_storable

    try:
        roster = read_roster(read_workbook(path, name=name, limits=limits()), today=timezone.localdate())
    except UnreadableFile as refusal:
        assert name in refusal.message, refusal.message
        return refusal.code
    json.dumps(as_json(roster), ensure_ascii=False)
    assert is_storable(as_json(roster))
    return "roster" if roster.tables else "no table"


def _timed(name: str, work: Callable[[], str]) -> Answer:
    signal.signal(signal.SIGALRM, _raise_hang)
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


def _raise_hang(_signal: int, _frame: Any) -> None:
    raise Hang


def _upload_all(paths: list[Path], numbers: range, folder: Path) -> tuple[list[Answer], float]:
    from django.conf import settings
    from django.test import Client

    from households.services.units import load_units
    from lambinh.accounts.services import system_user

    settings.MEDIA_ROOT, settings.ALLOWED_HOSTS, settings.DEBUG = folder / "uploads", ["testserver"], False
    load_units()
    client = Client()
    client.force_login(system_user())
    files = _files(paths, numbers, folder)
    warm = [_timed(name, lambda path=path, name=name: _upload(client, path, name)) for path, name in _first(files, 20)]
    before = _resident_megabytes()
    rest = [_timed(name, lambda path=path, name=name: _upload(client, path, name)) for path, name in files]
    return warm + rest, _resident_megabytes() - before


def _upload(client: Any, path: Path, name: str) -> str:
    """Upload a file as the page does and open the next page: the plan, or the choice of columns."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from tests.support.rosters.workers import after_check

    answer = client.post("/rosters/", {"file": SimpleUploadedFile(name, path.read_bytes())})
    if answer.status_code == 400:
        return "refused"
    assert answer.status_code == 302, answer.status_code
    answer = after_check(client, answer)
    if answer.status_code == 200:
        return "refused"
    page = client.get(answer.url)
    assert page.status_code == 200, (answer.url, page.status_code)
    return "columns asked" if "columns" in answer.url else "planned"
