"""Errors of the roster import; their texts are messages for the user."""

from lambinh.lib.errors import UserError


class NotEditable(UserError):
    """The rows of an import cannot be edited, or not in this way."""
