"""An event is one line, as text or JSON, of bounded length and without a character that ends or rewrites a line."""

import json
import logging
import re
from datetime import datetime
from typing import Any

from lambinh.lib.logs.origin import origin_of
from lambinh.lib.logs.redaction import RedactingFormatter

LONGEST_MESSAGE = 500
LONGEST_TRACEBACK = 6_000
LONGEST_FACT = 200

_PLAIN = re.compile(r"[\w.:@/+-]+", re.ASCII)


class _Line(RedactingFormatter):
    """What both forms write. A traceback belongs to errors of the program: what was refused needs none."""

    def parts(self, record: logging.LogRecord) -> dict[str, Any]:
        """Time, level, logger, user, address and message, in this order: what comes last forges nothing before it."""
        origin = origin_of(record)
        return {
            "time": datetime.fromtimestamp(record.created).astimezone().isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "user": origin.user if origin else None,
            "address": origin.address if origin else None,
            "message": shortened(message_of(record), LONGEST_MESSAGE),
        }

    def traceback(self, record: logging.LogRecord) -> str:
        """The traceback of an error of the program, without contents; of a long one the end, which tells most."""
        if not record.exc_info or record.levelno < logging.ERROR or record.name.startswith("django.security"):
            return ""
        text = self.formatException(record.exc_info)
        return text if len(text) <= LONGEST_TRACEBACK else f"…{text[-LONGEST_TRACEBACK:]}"


class TextLine(_Line):
    """`time LEVEL logger user=1 address=1.2.3.4 message`."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        parts = self.parts(record)
        user, address = ("-" if parts[name] is None else parts[name] for name in ("user", "address"))
        line = f"{parts['time']} {parts['level']} {parts['logger']} user={user} address={address} {parts['message']}"
        traceback = self.traceback(record)
        return escaped(f"{line} | {traceback}" if traceback else line)


class JsonLine(_Line):
    """The same as a JSON object, with the facts of an event as fields of their own."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        parts = self.parts(record)
        if event := getattr(record, "event", None):
            parts["event"] = str(event)
        parts |= getattr(record, "facts", {})
        if traceback := self.traceback(record):
            parts["traceback"] = traceback
        return json.dumps(parts, ensure_ascii=True, default=str)


def message_of(record: logging.LogRecord) -> str:
    """The text of an event; where its values do not fit, the text without them."""
    try:
        return record.getMessage()
    except (TypeError, ValueError):
        return str(record.msg)


def escaped(text: str) -> str:
    """`text` without characters that cannot be seen; a backslash is doubled, so that nothing looks like another."""
    return "".join(_escape(character) for character in text)


def shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest]}…"


def fact(value: object) -> str:
    """A value after `name=`: as it is where it is a plain word, else in quotes."""
    text = "-" if value is None else shortened(str(value), LONGEST_FACT)
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def _escape(character: str) -> str:
    if character == "\\":
        return "\\\\"
    return character if character.isprintable() else character.encode("unicode_escape").decode()
