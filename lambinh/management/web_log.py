"""The web server's own lines, in the form of all others. Its first process knows no settings of Django."""

import os

from gunicorn.config import Config
from gunicorn.glogging import Logger

from lambinh.lib.logs.lines import JsonLine, TextLine
from lambinh.lib.logs.stream import BoundedStream


class WebLog(Logger):  # type: ignore[misc]
    """gunicorn's log."""

    def setup(self, cfg: Config) -> None:
        """Let the log of errors go where the program's goes; there is no log of requests."""
        super().setup(cfg)
        handler = BoundedStream()
        handler.setFormatter(JsonLine() if os.environ.get("LAMBINH_LOG_FORMAT") == "json" else TextLine())
        self.error_log.handlers = [handler]
