"""The log: what is left out of it, how an event becomes a line, and how many lines a flood may write."""

from lambinh.lib.logs.redaction import RedactingFormatter, redacted

__all__ = ["RedactingFormatter", "redacted"]
