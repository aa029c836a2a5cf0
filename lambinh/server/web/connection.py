"""One connection: what it may still send, how long it may take, and the answers to its requests."""

import socket
import time
from collections.abc import Callable
from typing import Any

from django.db import DatabaseError, InterfaceError
from waitress.channel import HTTPChannel
from waitress.task import WSGITask

from lambinh.server.web import limits
from lambinh.server.web.request_parser import Refusal, Request

REFUSAL = "lambinh.refusal"
"""What in a request's environment tells the application to answer with a refusal, and why."""


class Answer(WSGITask):
    """The answer to one request."""

    def execute(self) -> None:
        """Let the application answer."""
        if self.request.refusal:
            self.channel.drops_rest = True
        super().execute()

    def get_environment(self) -> dict[str, Any]:
        """What the application is told of the request."""
        environ: dict[str, Any] = super().get_environment()
        environ["wsgi.multiprocess"] = True
        environ[REFUSAL] = Refusal.CLOSED if self.channel.server.is_closed else self.request.refusal
        if self.request.command == "HEAD":
            environ.pop("wsgi.file_wrapper", None)
        return environ

    def write(self, data: bytes) -> None:
        """Send the head and, unless only that was asked for, the body."""
        if self.request.command != "HEAD":
            super().write(data)
        else:
            super().write(b"")
            self.chunked_response = False  # no last chunk of a body that is not sent


class Asking:
    """Finding out in a thread whether a person may send as much as the head announces."""

    def __init__(self, connection: "Connection", request: Request) -> None:
        self.connection, self.request = connection, request

    def service(self) -> None:
        """Ask, and go on reading or refuse."""
        may = False
        try:
            may = self.connection.server.may_send_files(self.request.headers.get("COOKIE", ""))
        except (DatabaseError, InterfaceError, ValueError):
            pass  # the page of the refusal meets the same, and says so
        finally:
            self.connection.go_on(self.request, may=may)

    def cancel(self) -> None:
        """The server ends."""
        self.connection.will_close = True


class Connection(HTTPChannel):
    """A connection with limits in time. waitress' own end only those that are silent: a byte a second would do."""

    task_class = Answer
    parser_class = Request
    close_when_flushed: bool = False
    drops_rest = False
    lingers_until: float | None = None
    send_by: float | None = None
    unsent = 0
    asks = False

    def __init__(self, *args: Any, **named: Any) -> None:
        self.quiet_since = time.monotonic()
        super().__init__(*args, **named)

    @property
    def is_in_hand(self) -> bool:
        """Whether a request is whole and its answer not yet sent."""
        return bool(self.requests or self.total_outbufs_len)

    def readable(self) -> bool:
        """Whether more is wanted of it now."""
        if self.lingers_until is not None:
            return True
        if self.asks or (self.server.is_full and self.unfinished > limits.HEAVY):
            return False
        return bool(super().readable())

    @property
    def unfinished(self) -> int:
        """Bytes that it keeps in memory of a body that is still to come."""
        request: Request | None = self.request
        return 0 if request is None else request.in_memory

    def handle_read(self) -> None:
        """Take what comes; after a refusal it is dropped."""
        if self.lingers_until is None:
            super().handle_read()
        else:
            self.recv(1 << 16)

    def received(self, data: bytes) -> bool:
        """Take in what came, and ask where the head announces much."""
        result = bool(super().received(data))
        request = self.request
        if request is not None and request.waits and not self.asks:
            self.asks = True
            self.server.add_task(Asking(self, request))
        return result

    def go_on(self, request: Request, *, may: bool) -> None:
        """Read the body, or answer without it. Called in a thread, while the loop leaves this connection alone."""
        early = b""
        with self.requests_lock:
            if may:
                early = request.permit()
                if request.wants_continue and not early:
                    self.send_continue()
            else:
                request.refuse(Refusal.SIGNED_OUT)
                self.request = None
                self.requests.append(request)
                self.server.add_task(self)
        if early:
            self.received(early)
        self.asks = False
        self.server.pull_trigger()

    def handle_write(self) -> None:
        """Send; where the rest of a refused body still comes, keep the door open for a moment."""
        if not (self.drops_rest and self.close_when_flushed):
            super().handle_write()
            return
        self.close_when_flushed = False
        super().handle_write()
        if not self.connected:
            return
        if self.total_outbufs_len:
            self.close_when_flushed = True
        else:
            self.lingers_until = time.monotonic() + limits.LINGER_SECONDS
            self.socket.shutdown(socket.SHUT_WR)

    def service(self) -> None:
        """Answer one request."""
        super().service()
        self.quiet_since = time.monotonic()

    def is_overdue(self, now: float) -> bool:
        """Whether its time is over. Asked once a second."""
        if self.lingers_until is not None:
            return now > self.lingers_until
        if self.total_outbufs_len:
            return now > self._sent_by(now)
        if self.send_by is not None:
            self.send_by, self.unsent, self.quiet_since = None, 0, now
        if self.requests or self.asks:
            return False
        return now > self.whole_by()

    def _sent_by(self, now: float) -> float:
        """When the other side has to have taken the answer; later when the answer has grown meanwhile."""
        if self.send_by is None or self.total_outbufs_len > self.unsent:
            self.send_by = now + limits.seconds_for(self.total_outbufs_len)
        self.unsent = self.total_outbufs_len
        return self.send_by

    def whole_by(self) -> float:
        """When the request that it waits for has to be there."""
        request: Request | None = self.request
        if request is None:
            return self.quiet_since + limits.IDLE_SECONDS
        if not request.headers_finished:
            return request.began + limits.HEAD_SECONDS
        return request.began + limits.seconds_for(request.expected)


MaySend = Callable[[str], bool]
"""Whether the person of a cookie header has signed in."""
