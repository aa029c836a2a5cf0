"""The child process: enters its sandbox, reads one file, and outputs its cells or a workbook with annotations.

It imports neither Django nor settings: starting must be cheap, and a reader that a file takes over must not find
anything else.
"""

import json
import os
import sys
from collections.abc import Callable
from functools import partial

from lambinh.lib.spreadsheets.child import protocol
from lambinh.lib.spreadsheets.child.dispatch import load_readers
from lambinh.lib.spreadsheets.child.output import FileRejected, Output
from lambinh.lib.spreadsheets.child.sandbox.confine import confine

_FILE = 0  # standard input


def main() -> None:
    """Read the file at standard input. A frame or the exit code reports errors."""
    options = json.loads(sys.argv[2])
    try:
        work = _operation(options)
        load_readers(_FILE)
    except ImportError:
        os._exit(protocol.NOT_STARTED)
    output = Output(sys.stdout.buffer, options)
    confine(options)
    try:
        work(_FILE, options, output)
        output.end()
    except FileRejected as rejection:
        output.fail(rejection.code, **rejection.facts)
    except MemoryError:
        output.fail("too_large_inside", megabytes=options["inflated_bytes"] // 1024**2)
    except BaseException:  # a panic in Rust code is no Exception
        output.fail("damaged")
    # Freeing 100,000 rows takes time and could still crash. The output is complete.
    os._exit(0)


def _operation(options: protocol.Options) -> Callable[[int, protocol.Options, Output], None]:
    """The operation on the file. Its code and its annotations are loaded now, while files can be opened."""
    kind = options.get("work", "read")
    if kind == "read":
        from lambinh.lib.spreadsheets.child.dispatch import read

        return read
    from lambinh.lib.spreadsheets.child.annotations.cell_annotations import Job

    job = Job.from_file(options.get("job", ""))
    if kind == "annotate":
        from lambinh.lib.spreadsheets.child.annotations.annotate_xlsx import annotate

        return partial(annotate, job)
    from lambinh.lib.spreadsheets.child.annotations.rebuild_xlsx import rebuild

    return partial(rebuild, job)
