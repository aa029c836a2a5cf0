"""Format an event as one line of text or JSON, of limited length and without control characters."""

import json
import logging
import re
from datetime import datetime

from lambinh.lib.logs.origin import origin_of
from lambinh.lib.logs.redaction import RedactingFormatter

MAX_MESSAGE = 500
MAX_TRACEBACK = 6_000
MAX_FACT = 200

_PLAIN_WORD = re.compile(r"[\w.:@/+-]+", re.ASCII)


class _Line(RedactingFormatter):
    """The common parts of both forms. Only errors of the program have a traceback."""

    def parts(self, record: logging.LogRecord) -> dict[str, object]:
        """Time, level, logger, user, address and message. The message is last and cannot forge the others."""
        origin = origin_of(record)
        return {
            "time": datetime.fromtimestamp(record.created).astimezone().isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "user": origin.user if origin else None,
            "address": origin.address if origin else None,
            "message": truncate(message_of(record), MAX_MESSAGE),
        }

    def traceback(self, record: logging.LogRecord) -> str:
        """The redacted traceback of an error of the program. A long one is cut to its end."""
        if not record.exc_info or record.levelno < logging.ERROR or record.name.startswith("django.security"):
            return ""
        text = self.formatException(record.exc_info)
        return text if len(text) <= MAX_TRACEBACK else f"…{text[-MAX_TRACEBACK:]}"


class TextLine(_Line):
    """`time LEVEL logger user=1 address=1.2.3.4 message`."""

    def format(self, record: logging.LogRecord) -> str:
        """The line without a line break."""
        parts = self.parts(record)
        user, address = ("-" if parts[name] is None else parts[name] for name in ("user", "address"))
        line = f"{parts['time']} {parts['level']} {parts['logger']} user={user} address={address} {parts['message']}"
        traceback = self.traceback(record)
        return escape(f"{line} | {traceback}" if traceback else line)


class JsonLine(_Line):
    """The same parts as a JSON object, with the facts of an event as fields."""

    def format(self, record: logging.LogRecord) -> str:
        """The line without a line break."""
        parts = self.parts(record)
        if event := getattr(record, "event", None):
            parts["event"] = str(event)
        parts |= getattr(record, "facts", {})
        if traceback := self.traceback(record):
            parts["traceback"] = traceback
        return json.dumps(parts, ensure_ascii=True, default=str)


def message_of(record: logging.LogRecord) -> str:
    """The text of an event. If its values do not fit, the text without them."""
    try:
        return record.getMessage()
    except (TypeError, ValueError):
        return str(record.msg)


def escape(text: str) -> str:
    """`text` with invisible characters escape. Backslashes are doubled, so that the result is unambiguous."""
    return "".join(_escape(character) for character in text)


def truncate(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest]}…"


def fact(value: object) -> str:
    """The value after `name=`: quoted unless it is a plain word."""
    text = "-" if value is None else truncate(str(value), MAX_FACT)
    return text if _PLAIN_WORD.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def _escape(character: str) -> str:
    if character == "\\":
        return "\\\\"
    return character if character.isprintable() else character.encode("unicode_escape").decode()
