"""The child process: puts limits on itself, reads one file, hands its cells over (or a workbook with marks), ends.

It imports neither Django nor anything with settings: starting must cost little, and a reader that a file
takes over must have nothing else in its hands.
"""

import json
import os
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

from lambinh.lib.spreadsheets.child import protocol
from lambinh.lib.spreadsheets.child.dispatch import load_readers
from lambinh.lib.spreadsheets.child.output import FileRejected, Output
from lambinh.lib.spreadsheets.child.sandbox.confine import confine

_FILE = 0  # standard input


def main() -> None:
    """Read the file at standard input; what goes wrong is told in a frame or by the exit code."""
    options = json.loads(sys.argv[2])
    try:
        work = _work(options)
        load_readers(_FILE)
    except ImportError:
        os._exit(protocol.NOT_STARTED)
    output = Output(sys.stdout.buffer, options)
    confine(options)
    try:
        work(_FILE, options, output)
        output.end()
    except FileRejected as refusal:
        output.fail(refusal.code, **refusal.facts)
    except MemoryError:
        output.fail("too_large_inside", megabytes=options["inflated_bytes"] // 1024**2)
    except BaseException:  # a panic of the library is no Exception
        output.fail("damaged")
    # Tidying up 100,000 rows takes time and could still crash: the answer is already given.
    os._exit(0)


def _work(options: dict[str, Any]) -> Callable[[int, dict[str, Any], Output], None]:
    """What is to be done with the file; all code for it, and the job, are read while files can be opened."""
    kind = options.get("work", "read")
    if kind == "read":
        from lambinh.lib.spreadsheets.child.dispatch import read

        return read
    from lambinh.lib.spreadsheets.child.annotations.cell_annotations import Job

    job = Job.of(options)
    if kind == "mark":
        from lambinh.lib.spreadsheets.child.annotations.annotate_xlsx import mark

        return partial(mark, job)
    from lambinh.lib.spreadsheets.child.annotations.rebuild_xlsx import rebuild

    return partial(rebuild, job)
