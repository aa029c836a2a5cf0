"""The child process that reads a file: started, watched, ended; what it hands over is checked and unpacked.

The child writes frames: one letter, the length (4 bytes), the contents. Values come once each, as JSON; rows
come as numbers of values (4 bytes a cell), so that equal cells are one object here and nothing is unpickled.
"""

import json
import logging
import os
import stat
import subprocess
import sys
import threading
from array import array
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from lambinh.lib.spreadsheets.child import protocol
from lambinh.lib.spreadsheets.child.values import MOMENTS

if TYPE_CHECKING:
    from lambinh.lib.spreadsheets.types import Cell, Limits

_ROOT = Path(__file__).resolve().parents[3]
_START = "import sys; sys.path.append(sys.argv[1]); from lambinh.lib.spreadsheets.child.main import main; main()"
_INHERITED = ("SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
"""Without these Windows, and a Python whose library lies elsewhere, start nothing; no secret is in the environment."""
_log = logging.getLogger("lambinh.sheets")


class SpreadsheetChildError(Exception):
    """The child gave up or died: the code of a sentence and the facts that the sentence names."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@dataclass
class FrameSheet:
    """A sheet as it is handed over."""

    name: str
    hidden: bool
    width: int
    merges: list[list[int]]
    errors: list[tuple[int, int, str]]
    fonts: list[tuple[int, int, str]]
    rows: "list[tuple[Cell, ...]]" = field(default_factory=list)


@dataclass
class Frames:
    """All that the child handed over."""

    format: str = ""
    sheets: list[FrameSheet] = field(default_factory=list)
    values: "list[Cell]" = field(default_factory=lambda: [None])
    book: bytearray = field(default_factory=bytearray)
    ended: bool = False


def read_in_child(
    path: Path, *, suffix: str, limits: "Limits", work: str = "read", written_bytes: int = 0, **details: str
) -> Frames:
    """Do `work` ("read", "mark", "rebuild") with the file in a child process, which may write `written_bytes` a file.

    Raises ChildFailure, whatever the child does.
    """
    options = {"suffix": suffix, "work": work, "written_bytes": written_bytes, **details, **asdict(limits)}
    file = _opened(path)
    try:
        child = _start(options, file)
    except (OSError, ValueError) as error:
        raise SpreadsheetChildError("reader") from error
    finally:
        os.close(file)
    timed_out = threading.Event()
    timer = threading.Timer(limits.wall_seconds, _end, [child, timed_out])
    timer.daemon = True
    timer.start()
    try:
        assert child.stdout is not None
        received = _receive(child.stdout, limits)
    except (ValueError, KeyError, TypeError, IndexError, EOFError, RecursionError, OverflowError):
        received = None
    finally:
        timer.cancel()
        child.kill()
        child.wait()
        assert child.stdout is not None
        child.stdout.close()
    if received is None or not received.ended:
        raise _why(child.returncode, timed_out.is_set(), limits)
    return received


def _opened(path: Path) -> int:
    """The file as a descriptor: the child may open nothing. Raises ChildFailure where there is no such file."""
    try:
        # A pipe would be waited for.
        file = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError) as error:
        raise SpreadsheetChildError("missing") from error
    if not stat.S_ISREG(os.fstat(file).st_mode):
        os.close(file)
        raise SpreadsheetChildError("missing")
    return file


def command(options: dict[str, Any]) -> list[str]:
    """The command that starts a child; it finds the file at its standard input."""
    flags = ["-I", "-X", "utf8", "-W", "ignore"]
    return [sys.executable, *flags, "-c", _START, str(_ROOT), json.dumps(options)]


def _start(options: dict[str, Any], file: int) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(  # noqa: S603 - our own interpreter and code
        command(options),
        stdin=file,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        close_fds=True,
        env={name: os.environ[name] for name in _INHERITED if name in os.environ},
    )


def _end(child: "subprocess.Popen[bytes]", timed_out: threading.Event) -> None:
    timed_out.set()
    child.kill()


def _why(returncode: int, timed_out: bool, limits: "Limits") -> SpreadsheetChildError:
    _log.warning("a file ended its reader: exit %s, out of time: %s", returncode, timed_out)
    if timed_out or returncode == protocol.OUT_OF_CPU:
        return SpreadsheetChildError("too_slow", seconds=limits.wall_seconds)
    if returncode == protocol.NOT_STARTED:
        return SpreadsheetChildError("reader")
    return SpreadsheetChildError("crashed")


def _receive(stream: IO[bytes], limits: "Limits") -> Frames:
    received = Frames()
    total = 0
    while not received.ended:
        head = stream.read(protocol.HEAD.size)
        kind, length = protocol.HEAD.unpack(_whole(head, protocol.HEAD.size))
        total += length
        if total > limits.handed_bytes:
            raise SpreadsheetChildError("too_large_inside", megabytes=limits.inflated_bytes // 1024**2)
        _TAKE[kind](received, _whole(stream.read(length), length), limits)
    return received


def _whole(data: bytes, length: int) -> bytes:
    if len(data) != length:
        raise EOFError
    return data


def _take_workbook(received: Frames, data: bytes, limits: "Limits") -> None:
    received.format = str(json.loads(data)["format"])


def _take_values(received: Frames, data: bytes, limits: "Limits") -> None:
    values = json.loads(data)
    if not set(map(type, values)) <= _PLAIN:
        raise TypeError
    received.values += [MOMENTS[v[0]](*v[1:]) if type(v) is list else v for v in values]


def _take_sheet(received: Frames, data: bytes, limits: "Limits") -> None:
    sheet = FrameSheet(**json.loads(data))
    if not 0 <= sheet.width <= limits.columns or len(received.sheets) >= limits.sheets:
        raise ValueError
    received.sheets.append(sheet)


def _take_rows(received: Frames, data: bytes, limits: "Limits") -> None:
    sheet = received.sheets[-1]
    numbers = array("I", data)
    if sheet.width == 0 or len(numbers) % sheet.width:
        raise ValueError
    cells = map(received.values.__getitem__, numbers)
    sheet.rows += zip(*[cells] * sheet.width, strict=True)
    if len(sheet.rows) > limits.rows:
        raise ValueError


def _take_book(received: Frames, data: bytes, limits: "Limits") -> None:
    received.book += data


def _take_failure(received: Frames, data: bytes, limits: "Limits") -> None:
    facts: dict[str, Any] = json.loads(data)
    raise SpreadsheetChildError(str(facts.pop("code")), **facts)


def _take_end(received: Frames, data: bytes, limits: "Limits") -> None:
    received.ended = True


_TAKE: dict[bytes, Callable[[Frames, bytes, "Limits"], None]] = {
    protocol.WORKBOOK: _take_workbook,
    protocol.VALUES: _take_values,
    protocol.SHEET: _take_sheet,
    protocol.ROWS: _take_rows,
    protocol.BOOK: _take_book,
    protocol.FAILURE: _take_failure,
    protocol.END: _take_end,
}

_PLAIN = {str, int, float, bool, list}
