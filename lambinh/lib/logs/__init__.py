"""Logging: redaction of personal data, format of lines, and limits on floods of lines."""

from lambinh.lib.logs.redaction import RedactingFormatter, redacted

__all__ = ["RedactingFormatter", "redacted"]
