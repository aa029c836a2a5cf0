"""Run the child process that reads a file, enforce its limits, and check and unpack its output.

The child writes frames: one letter, the length (4 bytes) and the contents. Each value comes once, as JSON. Rows come as
numbers of values (4 bytes per cell), so that equal cells share one object here, and nothing is unpickled.
"""

import json
import logging
import os
import stat
import subprocess
import sys
import threading
from array import array
from collections.abc import Callable, Mapping
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
"""Windows, and a Python with its library elsewhere, need these to start. The environment contains no secret."""
_log = logging.getLogger("lambinh.sheets")


class SpreadsheetChildError(Exception):
    """The child gave up or died: the code of a message and its parameters."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@dataclass
class FrameSheet:
    """A sheet from the child."""

    name: str
    hidden: bool
    width: int
    merges: list[list[int]]
    errors: list[tuple[int, int, str]]
    fonts: list[tuple[int, int, str]]
    rows: "list[tuple[Cell, ...]]" = field(default_factory=list)


@dataclass
class Frames:
    """The complete output of the child."""

    format: str = ""
    sheets: list[FrameSheet] = field(default_factory=list)
    values: "list[Cell]" = field(default_factory=lambda: [None])
    book: bytearray = field(default_factory=bytearray)
    is_complete: bool = False


def read_in_child(
    path: Path, *, suffix: str, limits: "Limits", work: str = "read", written_bytes: int = 0, **details: str
) -> Frames:
    """Do `work` ("read", "annotate", "rebuild") in a child process, which may write files of `written_bytes` at most.

    Raises SpreadsheetChildError, and nothing else, whatever the child does.
    """
    options = {"suffix": suffix, "work": work, "written_bytes": written_bytes, **details, **asdict(limits)}
    file = _open(path)
    try:
        child = _start(options, file)
    except (OSError, ValueError) as error:
        raise SpreadsheetChildError("reader") from error
    finally:
        os.close(file)
    timed_out = threading.Event()
    timer = threading.Timer(limits.wall_seconds, _time_out, [child, timed_out])
    timer.daemon = True
    timer.start()
    try:
        assert child.stdout is not None
        frames = _receive(child.stdout, limits)
    except (ValueError, KeyError, TypeError, IndexError, EOFError, RecursionError, OverflowError):
        frames = None
    finally:
        timer.cancel()
        child.kill()
        child.wait()
        assert child.stdout is not None
        child.stdout.close()
    if frames is None or not frames.is_complete:
        raise _error_of(child.returncode, timed_out.is_set(), limits)
    return frames


def _open(path: Path) -> int:
    """A descriptor of the file, because the child cannot open files. Raises SpreadsheetChildError if it is missing."""
    try:
        # Without O_NONBLOCK, opening a pipe would block.
        file = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError) as error:
        raise SpreadsheetChildError("missing") from error
    if not stat.S_ISREG(os.fstat(file).st_mode):
        os.close(file)
        raise SpreadsheetChildError("missing")
    return file


def command(options: Mapping[str, object]) -> list[str]:
    """The command that starts a child. The child reads the file from its standard input."""
    flags = ["-I", "-X", "utf8", "-W", "ignore"]
    return [sys.executable, *flags, "-c", _START, str(_ROOT), json.dumps(options)]


def _start(options: Mapping[str, object], file: int) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(  # noqa: S603 - our own interpreter and code
        command(options),
        stdin=file,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        close_fds=True,
        env={name: os.environ[name] for name in _INHERITED if name in os.environ},
    )


def _time_out(child: "subprocess.Popen[bytes]", timed_out: threading.Event) -> None:
    timed_out.set()
    child.kill()


def _error_of(returncode: int, timed_out: bool, limits: "Limits") -> SpreadsheetChildError:
    _log.warning("a file ended its reader: exit %s, out of time: %s", returncode, timed_out)
    if timed_out or returncode == protocol.OUT_OF_CPU:
        return SpreadsheetChildError("too_slow", seconds=limits.wall_seconds)
    if returncode == protocol.NOT_STARTED:
        return SpreadsheetChildError("reader")
    return SpreadsheetChildError("crashed")


def _receive(stream: IO[bytes], limits: "Limits") -> Frames:
    frames = Frames()
    total = 0
    while not frames.is_complete:
        head = stream.read(protocol.HEAD.size)
        kind, length = protocol.HEAD.unpack(_checked_length(head, protocol.HEAD.size))
        total += length
        if total > limits.handed_bytes:
            raise SpreadsheetChildError("too_large_inside", megabytes=limits.inflated_bytes // 1024**2)
        _HANDLERS[kind](frames, _checked_length(stream.read(length), length), limits)
    return frames


def _checked_length(data: bytes, length: int) -> bytes:
    if len(data) != length:
        raise EOFError
    return data


def _add_workbook(frames: Frames, data: bytes, limits: "Limits") -> None:
    frames.format = str(json.loads(data)["format"])


def _add_values(frames: Frames, data: bytes, limits: "Limits") -> None:
    values = json.loads(data)
    if not set(map(type, values)) <= _JSON_TYPES:
        raise TypeError
    frames.values += [MOMENTS[v[0]](*v[1:]) if type(v) is list else v for v in values]


def _add_sheet(frames: Frames, data: bytes, limits: "Limits") -> None:
    sheet = FrameSheet(**json.loads(data))
    if not 0 <= sheet.width <= limits.columns or len(frames.sheets) >= limits.sheets:
        raise ValueError
    frames.sheets.append(sheet)


def _add_rows(frames: Frames, data: bytes, limits: "Limits") -> None:
    sheet = frames.sheets[-1]
    numbers = array("I", data)
    if sheet.width == 0 or len(numbers) % sheet.width:
        raise ValueError
    cells = map(frames.values.__getitem__, numbers)
    sheet.rows += zip(*[cells] * sheet.width, strict=True)
    if len(sheet.rows) > limits.rows:
        raise ValueError


def _add_book(frames: Frames, data: bytes, limits: "Limits") -> None:
    frames.book += data


def _add_failure(frames: Frames, data: bytes, limits: "Limits") -> None:
    facts: dict[str, Any] = json.loads(data)
    raise SpreadsheetChildError(str(facts.pop("code")), **facts)


def _add_end(frames: Frames, data: bytes, limits: "Limits") -> None:
    frames.is_complete = True


_HANDLERS: dict[bytes, Callable[[Frames, bytes, "Limits"], None]] = {
    protocol.WORKBOOK: _add_workbook,
    protocol.VALUES: _add_values,
    protocol.SHEET: _add_sheet,
    protocol.ROWS: _add_rows,
    protocol.BOOK: _add_book,
    protocol.FAILURE: _add_failure,
    protocol.END: _add_end,
}

_JSON_TYPES = {str, int, float, bool, list}
