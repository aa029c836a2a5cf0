"""The child process: puts limits on itself, reads one file, hands its cells over (or a workbook with marks), ends.

It imports neither Django nor anything with settings: starting must cost little, and a reader that a file
brings down must have nothing else in its hands.
"""

import contextlib
import json
import os
import sys
from collections.abc import Callable
from typing import Any

from lambinh.lib.sheets_child import frames
from lambinh.lib.sheets_child.output import Output, Refused


def main() -> None:
    """Read the file that the command line names; what goes wrong is told in a frame or by the exit code."""
    path, options = sys.argv[2], json.loads(sys.argv[3])
    try:
        work = _work(options.get("work", "read"))
    except ImportError:
        os._exit(frames.NOT_STARTED)
    output = Output(sys.stdout.buffer, options)
    _limit_myself(options)
    try:
        work(path, options, output)
        output.end()
    except Refused as refusal:
        output.fail(refusal.code, **refusal.facts)
    except MemoryError:
        output.fail("too_large_inside", megabytes=options["inflated_bytes"] // 1024**2)
    except BaseException:  # a panic of the library is no Exception
        output.fail("damaged")
    # Tidying up 100,000 rows takes time and could still crash: the answer is already given.
    os._exit(0)


def _work(kind: str) -> Callable[[str, dict[str, Any], Output], None]:
    if kind == "mark":
        from lambinh.lib.sheets_child.marking import mark

        return mark
    if kind == "rebuild":
        from lambinh.lib.sheets_child.rebuilding import rebuild

        return rebuild
    from lambinh.lib.sheets_child.reading import read

    return read


def _limit_myself(options: dict[str, Any]) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits; the parent's clock and the checks of a file remain
        return
    for limit, amount in (
        ("RLIMIT_AS", options["memory_bytes"]),
        ("RLIMIT_CPU", options["cpu_seconds"]),
        ("RLIMIT_FSIZE", options.get("written_bytes", 0)),
        ("RLIMIT_NOFILE", 16),
        ("RLIMIT_NPROC", 0),
        ("RLIMIT_CORE", 0),
    ):
        # At the hard limit of time the signal would be SIGKILL, which tells nothing.
        hard = amount + 5 if limit == "RLIMIT_CPU" else amount
        if hasattr(resource, limit):
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(getattr(resource, limit), (amount, hard))
