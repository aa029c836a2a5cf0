"""Connections to a server under test: ordinary requests, and slow ones that occupy the server."""

import http.client
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

LARGE_FILE = "/static/vendor/bootstrap/bootstrap-5.3.9.min.css"


def fetch(
    port: int, path: str = "/login/", *, method: str = "GET", timeout: float = 20, **headers: str
) -> tuple[int, str, dict[str, str]]:
    """The status, text and headers of an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode(errors="replace"), dict(answer.headers)
    finally:
        connection.close()


def waiting_times(port: int, *, times: int = 8) -> list[float]:
    """The seconds until each of `times` visitors gets the sign-in page; infinite for those who do not get it."""
    seconds = []
    for _visitor in range(times):
        start = time.monotonic()
        with suppress(OSError, http.client.HTTPException):
            if fetch(port, timeout=5)[0] == 200:
                seconds.append(time.monotonic() - start)
                continue
        seconds.append(float("inf"))
    return seconds


HEAD = b"POST /login/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
SLOW = {
    "head that does not end": HEAD,
    "body that does not come": HEAD + b"Content-Length: 1000\r\n\r\nlogin=x",
    "chunk that does not end": HEAD + b"Transfer-Encoding: chunked\r\n\r\n400\r\nlogin=x",
    "byte a second": HEAD[:20],
    "byte of a body a second": HEAD + b"Content-Length: 50000\r\n\r\n",
    "answer that nobody reads": f"GET {LARGE_FILE} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode(),
    "nothing at all": b"",
}


@contextmanager
def slow_connections(port: int, kind: str, *, count: int = 200) -> Iterator[list[socket.socket]]:
    """Open `count` connections that are slow in the way of `kind`, and yield them."""
    connections = [_connect(port) for _number in range(count)]
    stop = threading.Event()
    thread = threading.Thread(target=_drip, args=(connections, stop, b"x")) if "second" in kind else None
    try:
        for connection in connections:
            connection.sendall(SLOW[kind])
        if thread:
            thread.start()
        time.sleep(1.5)  # until the server has read the data
        yield connections
    finally:
        stop.set()
        if thread:
            thread.join()
        for connection in connections:
            connection.close()


def _connect(port: int) -> socket.socket:
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.settimeout(10)
    connection.connect(("127.0.0.1", port))
    return connection


def _drip(connections: list[socket.socket], stop: threading.Event, drop: bytes) -> None:
    while not stop.wait(1):
        for connection in connections:
            with suppress(OSError):
                connection.sendall(drop)


def is_closed(connection: socket.socket) -> bool:
    """Whether the server has closed a connection. Earlier data is read and dropped."""
    connection.setblocking(False)
    try:
        while True:
            if not connection.recv(1 << 16):
                return True
    except BlockingIOError:
        return False
    except OSError:
        return True
