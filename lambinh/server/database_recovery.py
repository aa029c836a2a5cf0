"""Keeping the program's own database at work through trouble that passes, such as a full disk."""

import time
from contextlib import ExitStack
from pathlib import Path

from django.utils.translation import gettext as _

from lambinh.db import embedded
from lambinh.server.supervisor import tell

_LOOK_EVERY = 2.0  # seconds
_LONGEST_PAUSE = 15.0  # seconds between two tries


class Tries:
    """Tries with growing pauses between those that fail. Each trouble is told once, and that it has passed."""

    def __init__(self) -> None:
        self.next = 0.0
        self._pause = _LOOK_EVERY
        self._trouble = ""

    @property
    def is_due(self) -> bool:
        return time.monotonic() >= self.next

    def failed(self, trouble: Exception) -> None:
        """Tell the trouble and wait longer than before."""
        if str(trouble) != self._trouble:
            self._trouble = str(trouble)
            tell(_("%(error)s The program keeps trying.") % {"error": self._trouble})
        self.next = time.monotonic() + self._pause
        self._pause = min(self._pause * 1.5, _LONGEST_PAUSE)

    def succeeded(self) -> None:
        """Begin anew with short pauses."""
        if self._trouble:
            tell(_("The database is back."))
        self._trouble, self._pause = "", _LOOK_EVERY
        self.next = time.monotonic() + self._pause


class Entry:
    """The first start of the database."""

    def __init__(self, data: Path, stack: ExitStack) -> None:
        self.is_done = False
        self._data, self._stack, self._tries = data, stack, Tries()

    def succeeds(self, *, wait: bool = True) -> bool:
        """Whether it runs now. Raises PostgresTrouble that does not pass by itself, without `wait` any."""
        try:
            self._stack.enter_context(embedded.running(self._data))
        except embedded.EmbeddedPostgresError as trouble:
            if not (wait and trouble.is_about_room):
                raise
            self._tries.failed(trouble)
            return False
        self._tries.succeeded()
        self.is_done = True
        return True

    def step(self) -> None:
        """Try again, when it is time."""
        if self._tries.is_due:
            self.succeeds()


class Revival:
    """Starting the database again when it died while in use: whatever the reason, it came up before."""

    def __init__(self, data: Path) -> None:
        self._data, self._tries = data, Tries()

    def step(self) -> None:
        """Look after it, when it is time."""
        if not self._tries.is_due:
            return
        try:
            embedded.revive(self._data)
        except (embedded.EmbeddedPostgresError, OSError) as trouble:
            self._tries.failed(trouble)
        else:
            self._tries.succeeded()
