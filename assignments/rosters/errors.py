"""Refusals of the roster import. Their text is for the user."""


class NotEditable(Exception):
    """The rows of an import cannot be changed, or not in this way."""
