"""Errors of the roster import; their texts are messages for the user."""


class NotEditable(Exception):
    """The rows of an import cannot be edited, or not in this way."""
