"""The web server in a thread of the tests, with an application of the test."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from lambinh.server.web.server import Server


@contextmanager
def running(application: Any, *, may_send: Callable[[str], bool] = lambda cookies: False) -> Iterator[Server]:
    """A server that answers with `application`, and completes open requests before it stops."""
    server = Server(application, socket.create_server(("127.0.0.1", 0)), can_upload=may_send, is_closed=False)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield server
    finally:
        server.stop(15, None)
        thread.join(30)
        server.close()
        assert not thread.is_alive()


def raw(server: Server, *pieces: bytes, seconds: float = 5) -> bytes:
    """Everything that the server sends until it closes the connection, or until the timeout."""
    with socket.create_connection(("127.0.0.1", int(server.effective_port)), timeout=seconds) as connection:
        for piece in pieces:
            connection.sendall(piece)
        received = b""
        try:
            while chunk := connection.recv(1 << 16):
                received += chunk
        except (TimeoutError, ConnectionResetError):
            received += b"<open>"
        return received
