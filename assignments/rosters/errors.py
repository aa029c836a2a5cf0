"""Refusals of the roster import. Their text is for the user."""

from lambinh.lib.errors import UserError


class NotEditable(UserError):
    """The rows of an import cannot be changed, or not in this way."""
