"""Processes that belong to this one: started again when they die, ended when it ends."""

import ctypes
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from django.utils.translation import gettext as _

from lambinh.lib.command_errors import CommandFailed

_LOOK_EVERY = 0.25  # seconds
_QUICK_DEATH = 10.0  # seconds of life that count as having come up
_QUICK_DEATHS = 5  # in a row, before we say that it will never come up
_LONGEST_PAUSE = 5.0  # seconds before one that came up once is started again
_GRACE = 15.0  # seconds to end by themselves
_PR_SET_PDEATHSIG = 1


class ManagedProcess:
    """One process, kept alive. One that came up once is never given up: its database may be away for a while.

    `environment` replaces the environment of this process. `must_come_up` is False for a process without which the
    others go on: it is reported once and started again and again. `descriptors` are open files that it inherits.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        folder: Path,
        environment: Mapping[str, str] | None = None,
        *,
        must_come_up: bool = True,
        descriptors: Sequence[int] = (),
    ) -> None:
        self.name = name
        self._command, self._folder, self._environment = list(command), folder, environment
        self._must_come_up, self._descriptors = must_come_up, tuple(descriptors)
        self._quick_deaths = 0
        self._came_up = False
        self._process: subprocess.Popen[bytes] | None = None
        self._started = self._start_at = time.monotonic()

    def keep_alive(self) -> None:
        """Start it when it does not run. Raises CommandTrouble when it dies again and again at once."""
        now = time.monotonic()
        if self._process and self._process.poll() is not None:
            self._mourn(now)
        if self._process is None and now >= self._start_at:
            self._process = _spawn(self._command, self._folder, self._environment, self._descriptors)
            self._started = now

    def _mourn(self, now: float) -> None:
        self._process = None
        is_quick = now - self._started < _QUICK_DEATH
        self._came_up = self._came_up or not is_quick
        self._quick_deaths = self._quick_deaths + 1 if is_quick else 0
        if self._quick_deaths >= _QUICK_DEATHS and not self._came_up:
            self._give_up()
        self._start_at = now + min(0.5 * self._quick_deaths, _LONGEST_PAUSE)

    def _give_up(self) -> None:
        trouble = CommandFailed(_("The %(name)s ends as soon as it is started.") % {"name": self.name})
        if self._must_come_up:
            raise trouble
        if self._quick_deaths == _QUICK_DEATHS:
            tell(str(trouble))

    def ask_to_end(self) -> None:
        if self._process:
            self._process.terminate()

    def wait(self, until: float) -> None:
        if not self._process:
            return
        try:
            self._process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def tell(sentence: str) -> None:
    """Say to whoever looks after the program what it cannot mend, and goes on in spite of."""
    sys.stderr.write(" ".join(sentence.split()) + "\n")
    sys.stderr.flush()


def supervise(
    children: Sequence[ManagedProcess],
    meanwhile: Sequence[Callable[[], object]],
    until: Callable[[], bool] = lambda: False,
) -> None:
    """Keep the children alive and take the steps of `meanwhile` between looks, `until` then or an exception ends it."""
    try:
        while not until():
            for child in children:
                child.keep_alive()
            for step in meanwhile:
                step()
            time.sleep(_LOOK_EVERY)
    finally:
        for child in children:
            child.ask_to_end()
        end_by = time.monotonic() + _GRACE
        for child in children:
            child.wait(end_by)


def accept_end() -> None:
    """Let SIGTERM end this process from now on. A child of `supervise` calls it once it can end in order."""
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})


def _spawn(
    command: Sequence[str], folder: Path, environment: Mapping[str, str] | None, descriptors: Sequence[int]
) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C reaches us alone, and we end the children in order.
    return subprocess.Popen(  # noqa: S603
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        pass_fds=descriptors,
        preexec_fn=_end_with_parent if sys.platform == "linux" else None,
    )


def _end_with_parent() -> None:
    """Ask Linux to send this process SIGTERM when its parent is killed.

    The signal waits until the process accepts it (`accept_end`): a worker that died while it is still loading
    would not stop the database that only it uses by then.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
