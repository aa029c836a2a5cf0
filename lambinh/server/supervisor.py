"""Child processes: restarted when they die, and stopped with this process."""

import ctypes
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from django.utils.translation import gettext as _

from lambinh.lib.errors import CommandFailed

_CHECK_INTERVAL = 0.25  # seconds
_STARTED_AFTER = 10.0  # seconds of life after which a process counts as started
_MAX_FAILED_STARTS = 5  # in a row, before we give up
_MAX_PAUSE = 5.0  # seconds before a restart
_GRACE = 15.0  # seconds in which processes can stop by themselves
_PR_SET_PDEATHSIG = 1


class ManagedProcess:
    """A child process that is restarted when it dies.

    A process that has started once is always restarted: its database may be away for a while. `environment` replaces
    the environment of this process. `must_start` is False for a process that the others can do without: its failure
    is reported once. `descriptors` are open files that it inherits.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        folder: Path,
        environment: Mapping[str, str] | None = None,
        *,
        must_start: bool = True,
        descriptors: Sequence[int] = (),
    ) -> None:
        self.name = name
        self._command, self._folder, self._environment = list(command), folder, environment
        self._must_start, self._descriptors = must_start, tuple(descriptors)
        self._failed_starts = 0
        self._has_started = False
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = self._start_at = time.monotonic()

    def keep_alive(self) -> None:
        """Start the process if it does not run. Raises CommandFailed if it keeps dying at its start."""
        now = time.monotonic()
        if self._process and self._process.poll() is not None:
            self._plan_restart(now)
        if self._process is None and now >= self._start_at:
            self._process = _spawn(self._command, self._folder, self._environment, self._descriptors)
            self._started_at = now

    def _plan_restart(self, now: float) -> None:
        self._process = None
        has_failed = now - self._started_at < _STARTED_AFTER
        self._has_started = self._has_started or not has_failed
        self._failed_starts = self._failed_starts + 1 if has_failed else 0
        if self._failed_starts >= _MAX_FAILED_STARTS and not self._has_started:
            self._give_up()
        self._start_at = now + min(0.5 * self._failed_starts, _MAX_PAUSE)

    def _give_up(self) -> None:
        error = CommandFailed(_("The %(name)s stops as soon as it starts.") % {"name": self.name})
        if self._must_start:
            raise error
        if self._failed_starts == _MAX_FAILED_STARTS:
            report(str(error))

    def terminate(self) -> None:
        if self._process:
            self._process.terminate()

    def wait(self, deadline: float) -> None:
        if not self._process:
            return
        try:
            self._process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def report(text: str) -> None:
    """Report an error to the administrator while the program keeps running."""
    sys.stderr.write(" ".join(text.split()) + "\n")
    sys.stderr.flush()


def supervise(
    children: Sequence[ManagedProcess],
    meanwhile: Sequence[Callable[[], object]],
    until: Callable[[], bool] = lambda: False,
) -> None:
    """Keep the children alive and run the steps of `meanwhile`, until `until` is true or an exception is raised."""
    try:
        while not until():
            for child in children:
                child.keep_alive()
            for step in meanwhile:
                step()
            time.sleep(_CHECK_INTERVAL)
    finally:
        for child in children:
            child.terminate()
        deadline = time.monotonic() + _GRACE
        for child in children:
            child.wait(deadline)


def accept_termination() -> None:
    """Let SIGTERM end this process from now on. A child of `supervise` calls it once it can stop in order."""
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})


def _spawn(
    command: Sequence[str], folder: Path, environment: Mapping[str, str] | None, descriptors: Sequence[int]
) -> subprocess.Popen[bytes]:
    # A new session: Ctrl-C reaches only this process, which stops the children in order.
    return subprocess.Popen(  # noqa: S603
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        pass_fds=descriptors,
        preexec_fn=_die_with_parent if sys.platform == "linux" else None,
    )


def _die_with_parent() -> None:
    """Ask Linux to send this process SIGTERM when its parent is killed.

    The signal waits until the process accepts it (`accept_termination`): a worker that died while it is still loading
    would not stop the database that only it uses by then.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
