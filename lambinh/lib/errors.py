"""Errors whose text is for the user."""


class UserError(Exception):
    """A refusal: nothing was changed. The text tells the user why, in the language of the moment.

    Pages show it through `lambinh.lib.refusals`; `manage.py` prints it and ends with exit code 2.
    """

    @property
    def message(self) -> str:
        return str(self)


class CommandFailed(UserError):
    """A command cannot do its work. The text is one sentence, printed without a traceback."""
