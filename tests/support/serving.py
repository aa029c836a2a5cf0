"""Run the program by `manage.py serve` at a port of its own."""

import contextlib
import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings


def _take_interrupts() -> None:
    """Tests started in the background of a shell inherit that Ctrl-C is ignored; the program would too."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextlib.contextmanager
def serving(data: Path, port: int, *options: str, until: str | None = None, **environment: str) -> Iterator[Any]:
    """Run the program; the block begins when it prints `until`, by default its address."""
    ready_line = f"http://127.0.0.1:{port}/" if until is None else until
    command = [sys.executable, "manage.py", "serve", f"--port={port}", *options]
    env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    env |= {"LAMBINH_DATA": str(data), "PYTHONUNBUFFERED": "1", **environment}
    with subprocess.Popen(
        command,
        cwd=settings.BASE_DIR,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=_take_interrupts,
    ) as process:
        try:
            output = []
            for line in process.stdout:
                output.append(line)
                if ready_line in line:
                    break
            else:
                pytest.fail("".join(output))
            yield process
        finally:
            process.terminate()
            process.wait(60)


def is_answering(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/accounts/nowhere/")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def eventually(condition: Callable[[], bool], seconds: float = 30) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def children_of(process: int) -> dict[int, str]:
    """The direct children of a process: command lines by process number."""
    commands = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1]) == process:
                commands[int(entry.name)] = (entry / "cmdline").read_text().replace("\0", " ")
    return commands
