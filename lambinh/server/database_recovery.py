"""Start the embedded database, and restart it after temporary errors such as a full disk."""

import time
from contextlib import ExitStack
from pathlib import Path

from django.utils.translation import gettext as _

from lambinh.db import embedded
from lambinh.server.supervisor import report

_FIRST_PAUSE = 2.0  # seconds
_MAX_PAUSE = 15.0  # seconds between two attempts


class Retries:
    """Attempts with growing pauses. Reports each error once, and when it is over."""

    def __init__(self) -> None:
        self._next_at = 0.0
        self._pause = _FIRST_PAUSE
        self._error = ""

    @property
    def is_due(self) -> bool:
        return time.monotonic() >= self._next_at

    def failed(self, error: Exception) -> None:
        """Report the error, and wait longer than before."""
        if str(error) != self._error:
            self._error = str(error)
            report(_("%(error)s The program keeps trying.") % {"error": self._error})
        self._next_at = time.monotonic() + self._pause
        self._pause = min(self._pause * 1.5, _MAX_PAUSE)

    def succeeded(self) -> None:
        """Return to short pauses."""
        if self._error:
            report(_("The database is back."))
        self._error, self._pause = "", _FIRST_PAUSE
        self._next_at = time.monotonic() + self._pause


class FirstStart:
    """The first start of the database."""

    def __init__(self, data: Path, stack: ExitStack) -> None:
        self.is_done = False
        self._data, self._stack, self._retries = data, stack, Retries()

    def try_start(self, *, wait: bool = True) -> bool:
        """Whether it runs now. Raises EmbeddedPostgresError, with `wait` only if waiting cannot help."""
        try:
            self._stack.enter_context(embedded.running(self._data))
        except embedded.EmbeddedPostgresError as error:
            if not (wait and error.is_disk_full):
                raise
            self._retries.failed(error)
            return False
        self._retries.succeeded()
        self.is_done = True
        return True

    def step(self) -> None:
        """Try again if the pause is over."""
        if self._retries.is_due:
            self.try_start()


class Restarts:
    """Restarts the database when it has died, whatever the reason: it could start before."""

    def __init__(self, data: Path) -> None:
        self._data, self._retries = data, Retries()

    def step(self) -> None:
        """Restart it if it is dead and the pause is over."""
        if not self._retries.is_due:
            return
        try:
            embedded.restart_if_dead(self._data)
        except (embedded.EmbeddedPostgresError, OSError) as error:
            self._retries.failed(error)
        else:
            self._retries.succeeded()
