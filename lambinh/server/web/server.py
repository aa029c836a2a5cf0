"""The server of one process: a loop reads and sends for all connections, and threads run the application."""

import contextlib
import logging
import math
import socket
import sys
import time
from types import FrameType
from wsgiref.types import WSGIApplication

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.server import TcpWSGIServer

from lambinh.lib.uploads import request_size
from lambinh.server.web import limits
from lambinh.server.web.connection import CanUpload, Connection


class Server(TcpWSGIServer):
    """Listens on a socket that several processes share."""

    channel_class = Connection
    next_channel_cleanup = math.inf  # `run` checks the connections between two turns of the loop
    is_full = False
    """Whether incomplete bodies fill their share of the memory."""
    stop_deadline: float | None = None

    def __init__(
        self, application: WSGIApplication, listener: socket.socket, *, can_upload: CanUpload, is_closed: bool
    ) -> None:
        self.can_upload, self.is_closed = can_upload, is_closed
        sockinfo = (listener.family, listener.type, listener.proto, listener.getsockname())
        descriptors = raise_descriptor_limit()
        self.max_connections = min(limits.CONNECTIONS, descriptors // 2)
        super().__init__(
            application,
            {},
            _sock=listener,
            adj=_adjustments(self.max_connections),
            sockinfo=sockinfo,
            bind_socket=False,
        )

    def run(self) -> None:
        """Serve until the server is stopped and the running requests are done."""
        check_at = 0.0
        while not self._has_stopped():
            wasyncore.poll2(1.0, self._map)
            now = time.monotonic()
            if now >= check_at:
                check_at = now + 1.0
                self._check_connections(now)
            elif len(self.active_channels) > self.max_connections:
                self._close_excess()
        self.task_dispatcher.shutdown(timeout=1)

    def handle_accept(self) -> None:
        """Accept several new connections at once: each turn of the loop visits all connections."""
        for _number in range(limits.ACCEPTS_PER_TURN):
            before = len(self.active_channels)
            super().handle_accept()
            if len(self.active_channels) == before:
                return

    def stop(self, number: int, frame: FrameType | None) -> None:
        """Accept no new connections, and stop soon. A signal handler."""
        if self.stop_deadline is None:
            self.stop_deadline = time.monotonic() + limits.SHUTDOWN_SECONDS
            self.accepting = False
        self.pull_trigger()

    def _has_stopped(self) -> bool:
        if self.stop_deadline is None:
            return False
        return time.monotonic() > self.stop_deadline or not any(
            connection.is_busy for connection in self._connections()
        )

    def _connections(self) -> list[Connection]:
        return list(self.active_channels.values())

    def _check_connections(self, now: float) -> None:
        """Close connections that are overdue or use too much memory.

        waitress' `will_close` would wait until the client reads data, which a slow client does not do.
        """
        for connection in self._connections():
            if connection.is_overdue(now):
                connection.handle_close()
        self._free_memory()

    def _idle(self) -> list[Connection]:
        """The connections without a complete request."""
        return [each for each in self._connections() if not each.is_busy and not each.is_checking]

    def _close_excess(self) -> None:
        """Close the connections with the earliest deadlines, several at once because sorting them is expensive."""
        excess = len(self.active_channels) - self.max_connections * 19 // 20
        for connection in sorted(self._idle(), key=Connection.request_deadline)[:excess]:
            connection.handle_close()

    def _free_memory(self) -> None:
        complete = (each.requests for each in self._connections())
        used = sum(request.memory_bytes for requests in complete for request in list(requests))
        unfinished = [(each.body_bytes, each) for each in self._idle()]
        used += sum(size for size, _connection in unfinished)
        for size, connection in sorted(unfinished, key=lambda pair: -pair[0]):
            if used <= limits.BODY_MEMORY or size <= limits.SMALL_BODY:
                break
            connection.handle_close()
            used -= size
        self.is_full = used > limits.BODY_MEMORY


def _adjustments(connections: int) -> Adjustments:
    return Adjustments(
        threads=limits.THREADS,
        ident=None,  # do not reveal the server software
        clear_untrusted_proxy_headers=False,  # lambinh/server/web/application.py does it
        connection_limit=connections + 100,
        asyncore_use_poll=True,  # select() supports no descriptor above 1,023
        max_request_header_size=limits.HEAD_BYTES,
        max_request_body_size=sys.maxsize,  # lambinh/server/web/request_parser.py knows the limit of each page
        # Only bodies of signed-in users reach a file: others are rejected before they are so large.
        inbuf_overflow=request_size.default_limit() + request_size.MEGABYTE,
        outbuf_overflow=16 * request_size.MEGABYTE,
        outbuf_high_watermark=64 * request_size.MEGABYTE,  # above it the thread waits for the client
        log_socket_errors=False,
        backlog=1024,
    )


def raise_descriptor_limit() -> int:
    """Raise the limit of descriptors of this process, of which each connection needs one. Return the limit."""
    if sys.platform == "win32":
        return limits.DESCRIPTORS
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    target = limits.DESCRIPTORS if hard == resource.RLIM_INFINITY else min(limits.DESCRIPTORS, hard)
    if soft == resource.RLIM_INFINITY or soft >= target:
        return limits.DESCRIPTORS
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (target, hard))
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


def silence_queue_warnings() -> None:
    """Do not log requests that wait for a thread: an overload would fill the disk with log lines."""
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
