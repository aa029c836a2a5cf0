"""The server of one process: a loop that reads and sends for all connections, threads that answer."""

import contextlib
import logging
import math
import socket
import sys
import time
from types import FrameType
from typing import Any

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.server import TcpWSGIServer

from lambinh.lib.uploads import request_size
from lambinh.server.web import limits
from lambinh.server.web.connection import Connection, MaySend


class Server(TcpWSGIServer):
    """Listens at a socket that several processes share."""

    channel_class = Connection
    next_channel_cleanup = math.inf  # `run` looks after the connections, between two turns of the loop
    is_full = False
    """Whether unfinished bodies fill the memory that is meant for them."""
    end_by: float | None = None

    def __init__(self, application: Any, door: socket.socket, *, may_send_files: MaySend, is_closed: bool) -> None:
        self.may_send_files, self.is_closed = may_send_files, is_closed
        sockinfo = (door.family, door.type, door.proto, door.getsockname())
        files = allow_many_files()
        self.most_connections = min(limits.CONNECTIONS, files // 2)
        super().__init__(
            application, {}, _sock=door, adj=_adjustments(self.most_connections), sockinfo=sockinfo, bind_socket=False
        )

    def run(self) -> None:
        """Serve until somebody asks it to end and what was in hand is answered."""
        look_at = 0.0
        while not self._has_ended():
            wasyncore.poll2(1.0, self._map)
            now = time.monotonic()
            if now >= look_at:
                look_at = now + 1.0
                self._look_after(now)
            elif len(self.active_channels) > self.most_connections:
                self._make_room()
        self.task_dispatcher.shutdown(timeout=1)

    def handle_accept(self) -> None:
        """Take new connections, several at a time: a turn of the loop looks at all that there are."""
        for _number in range(limits.AT_ONCE):
            before = len(self.active_channels)
            super().handle_accept()
            if len(self.active_channels) == before:
                return

    def end(self, number: int, frame: FrameType | None) -> None:
        """Take nothing new, and end soon. A handler of signals."""
        if self.end_by is None:
            self.end_by = time.monotonic() + limits.ENDING_SECONDS
            self.accepting = False
        self.pull_trigger()

    def _has_ended(self) -> bool:
        if self.end_by is None:
            return False
        return time.monotonic() > self.end_by or not any(each.is_in_hand for each in self._connections())

    def _connections(self) -> list[Connection]:
        return list(self.active_channels.values())

    def _look_after(self, now: float) -> None:
        """Close what takes too long or is too much.

        Closed here, not by waitress' `will_close`: that waits until the other side takes something, and a slow
        reader does not.
        """
        for connection in self._connections():
            if connection.is_overdue(now):
                connection.handle_close()
        self._free_memory()

    def _waiting(self) -> list[Connection]:
        """Connections that still have to bring a request."""
        return [each for each in self._connections() if not each.is_in_hand and not each.asks]

    def _make_room(self) -> None:
        """Close those whose time would end first; some at a time, because looking for them costs."""
        too_many = len(self.active_channels) - self.most_connections * 19 // 20
        for connection in sorted(self._waiting(), key=Connection.whole_by)[:too_many]:
            connection.handle_close()

    def _free_memory(self) -> None:
        whole = (each.requests for each in self._connections())
        used = sum(request.in_memory for requests in whole for request in list(requests))
        unfinished = [(each.unfinished, each) for each in self._waiting()]
        used += sum(size for size, _connection in unfinished)
        for size, connection in sorted(unfinished, key=lambda pair: -pair[0]):
            if used <= limits.UNFINISHED or size <= limits.HEAVY:
                break
            connection.handle_close()
            used -= size
        self.is_full = used > limits.UNFINISHED


def _adjustments(connections: int) -> Adjustments:
    return Adjustments(
        threads=limits.THREADS,
        ident=None,  # which server answers is nobody's business
        clear_untrusted_proxy_headers=False,  # lambinh/server/web/application.py does it for all servers between
        connection_limit=connections + 100,
        asyncore_use_poll=True,  # select() knows no descriptor above 1,023
        max_request_header_size=limits.HEAD_BYTES,
        max_request_body_size=sys.maxsize,  # lambinh/server/web/request_parser.py knows how much each page takes
        # Only what somebody signed in sends goes to a file: a body is refused before it is so much larger.
        inbuf_overflow=request_size.ordinary() + request_size.MEGABYTE,
        outbuf_overflow=16 * request_size.MEGABYTE,
        outbuf_high_watermark=64 * request_size.MEGABYTE,  # the thread waits for the reader only beyond
        log_socket_errors=False,
        backlog=1024,
    )


def allow_many_files() -> int:
    """Raise the number of descriptors of this process, of which each connection takes one; gives their number."""
    if sys.platform == "win32":
        return limits.FILES
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = limits.FILES if hard == resource.RLIM_INFINITY else min(limits.FILES, hard)
    if soft == resource.RLIM_INFINITY or soft >= most:
        return limits.FILES
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


def quiet() -> None:
    """Write no line when a request waits for a thread: whoever overloads the server would fill the disk by it."""
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
