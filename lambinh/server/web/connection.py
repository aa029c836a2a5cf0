"""One connection: its requests and responses, and its deadlines."""

import socket
import time
from collections.abc import Callable
from typing import Any
from wsgiref.types import WSGIEnvironment

from django.db import DatabaseError, InterfaceError
from waitress.channel import HTTPChannel
from waitress.task import WSGITask

from lambinh.server.web import limits
from lambinh.server.web.request_parser import Refusal, Request

REFUSAL = "lambinh.refusal"
"""The key in the WSGI environ with the reason why the request is rejected."""


class ResponseTask(WSGITask):
    """The response to one request."""

    def execute(self) -> None:
        """Run the application."""
        if self.request.refusal:
            self.channel.discards_rest = True
        super().execute()

    def get_environment(self) -> WSGIEnvironment:
        """The WSGI environ."""
        environ: WSGIEnvironment = super().get_environment()
        environ["wsgi.multiprocess"] = True
        environ[REFUSAL] = Refusal.CLOSED if self.channel.server.is_closed else self.request.refusal
        if self.request.command == "HEAD":
            environ.pop("wsgi.file_wrapper", None)
        return environ

    def write(self, data: bytes) -> None:
        """Send the head and, except after HEAD, the body."""
        if self.request.command != "HEAD":
            super().write(data)
        else:
            super().write(b"")
            self.chunked_response = False  # without a body there is no last chunk


class PermissionTask:
    """Checks in a thread whether the user may send a large body."""

    def __init__(self, connection: "Connection", request: Request) -> None:
        self.connection, self.request = connection, request

    def service(self) -> None:
        """Check it, and continue to read or reject the request."""
        is_permitted = False
        try:
            is_permitted = self.connection.server.can_upload(self.request.headers.get("COOKIE", ""))
        except (DatabaseError, InterfaceError, ValueError):
            pass  # the page of the rejection fails the same way, and shows it
        finally:
            self.connection.resume(self.request, is_permitted=is_permitted)

    def cancel(self) -> None:
        """Called when the server stops."""
        self.connection.will_close = True


class Connection(HTTPChannel):
    """A connection with deadlines. waitress itself closes only silent connections: a byte per second would suffice."""

    task_class = ResponseTask
    parser_class = Request
    close_when_flushed: bool = False
    discards_rest = False
    linger_until: float | None = None
    send_deadline: float | None = None
    unsent_bytes = 0
    is_checking = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.idle_since = time.monotonic()
        super().__init__(*args, **kwargs)

    @property
    def is_busy(self) -> bool:
        """Whether a request is complete and its response is not yet sent."""
        return bool(self.requests or self.total_outbufs_len)

    def readable(self) -> bool:
        """Whether the server reads from it now."""
        if self.linger_until is not None:
            return True
        if self.is_checking or (self.server.is_full and self.body_bytes > limits.SMALL_BODY):
            return False
        return bool(super().readable())

    @property
    def body_bytes(self) -> int:
        """The bytes of an incomplete body in memory."""
        request: Request | None = self.request
        return 0 if request is None else request.memory_bytes

    def handle_read(self) -> None:
        """Read data, and discard it after a rejection."""
        if self.linger_until is None:
            super().handle_read()
        else:
            self.recv(1 << 16)

    def received(self, data: bytes) -> bool:
        """Parse data, and start the permission check for a large body."""
        result = bool(super().received(data))
        request = self.request
        if request is not None and request.awaits_permission and not self.is_checking:
            self.is_checking = True
            self.server.add_task(PermissionTask(self, request))
        return result

    def resume(self, request: Request, *, is_permitted: bool) -> None:
        """Read the body, or respond without it. Runs in a thread while the loop ignores this connection."""
        early = b""
        with self.requests_lock:
            if is_permitted:
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
        self.is_checking = False
        self.server.pull_trigger()

    def handle_write(self) -> None:
        """Send data. After a rejection, keep the connection open for a moment while the rest of the body arrives."""
        if not (self.discards_rest and self.close_when_flushed):
            super().handle_write()
            return
        self.close_when_flushed = False
        super().handle_write()
        if not self.connected:
            return
        if self.total_outbufs_len:
            self.close_when_flushed = True
        else:
            self.linger_until = time.monotonic() + limits.LINGER_SECONDS
            self.socket.shutdown(socket.SHUT_WR)

    def service(self) -> None:
        """Respond to one request."""
        super().service()
        self.idle_since = time.monotonic()

    def is_overdue(self, now: float) -> bool:
        """Whether a deadline is over. Called once a second."""
        if self.linger_until is not None:
            return now > self.linger_until
        if self.total_outbufs_len:
            return now > self._response_deadline(now)
        if self.send_deadline is not None:
            self.send_deadline, self.unsent_bytes, self.idle_since = None, 0, now
        if self.requests or self.is_checking:
            return False
        return now > self.request_deadline()

    def _response_deadline(self, now: float) -> float:
        """When the client must have read the response. The deadline moves if the response grows."""
        if self.send_deadline is None or self.total_outbufs_len > self.unsent_bytes:
            self.send_deadline = now + limits.transfer_seconds(self.total_outbufs_len)
        self.unsent_bytes = self.total_outbufs_len
        return self.send_deadline

    def request_deadline(self) -> float:
        """When the current request must be complete."""
        request: Request | None = self.request
        if request is None:
            return self.idle_since + limits.IDLE_SECONDS
        if not request.headers_finished:
            return request.started_at + limits.HEAD_SECONDS
        return request.started_at + limits.transfer_seconds(request.expected_bytes)


CanUpload = Callable[[str], bool]
"""Whether a cookie header contains the session of a signed-in user."""
