"""One file, from its first bytes to its sheets."""

import io
from pathlib import Path
from typing import Any

from lambinh.lib.sheets_child import calamine
from lambinh.lib.sheets_child.output import Output, Refused


def read(path: str, options: dict[str, Any], output: Output) -> None:
    """Read the file at `path` into `output`. Raises Refused, or whatever the library raises."""
    data = _bytes(path, options)
    output.begin("xlsx")
    calamine.read(io.BytesIO(data), options, output)


def _bytes(path: str, options: dict[str, Any]) -> bytes:
    try:
        with Path(path).open("rb") as file:
            data = file.read(options["file_bytes"] + 1)
    except OSError:
        raise Refused("missing") from None
    if not data:
        raise Refused("empty")
    if len(data) > options["file_bytes"]:
        raise Refused("too_big", megabytes=options["file_bytes"] // 1024**2)
    return data
