"""Invalid and unusual requests to the web server: its answers, and the environ that the application gets."""

import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings

from lambinh.server.web import limits
from lambinh.server.web.server import Server
from tests.support.web_server import raw, running

SESSION = f"Cookie: {settings.SESSION_COOKIE_NAME}=abc\r\n".encode()


class Echo:
    """An application that records each environ and answers with the length of the body."""

    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        body = environ["wsgi.input"].read()
        self.calls.append(environ)
        text = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']} {len(body)} {environ['lambinh.refusal']}".encode()
        start_response("200 OK", [("Content-Length", str(len(text)))])
        return [text]


@pytest.fixture
def echo() -> Echo:
    return Echo()


@pytest.fixture
def server(echo: Echo) -> Iterator[Server]:
    with running(echo, may_send=lambda cookies: "abc" in cookies) as server:
        yield server


def head(first: str, *lines: str, session: bool = True) -> bytes:
    text = "".join(f"{line}\r\n" for line in (first, "Host: localhost", *lines)).encode()
    return text + (SESSION if session else b"") + b"\r\n"


CLOSE = "Connection: close"


def test_a_body_comes_whole_in_pieces_and_in_chunks(server: Server) -> None:
    request_head = head("POST /a HTTP/1.1", "Content-Length: 10", CLOSE)
    assert raw(server, request_head, b"12345", b"67890").endswith(b"POST /a 10 None")
    chunked = head("POST /b HTTP/1.1", "Transfer-Encoding: chunked", CLOSE)
    assert raw(server, chunked, b"5\r\n12345\r\n", b"5\r\n67890\r\n0\r\n\r\n").endswith(b"POST /b 10 None")


def test_the_head_alone_is_sent_to_whoever_asks_for_it_and_the_next_answer_is_in_its_place(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", int(server.effective_port)), timeout=5) as connection:
        connection.sendall(head("HEAD /a HTTP/1.1"))
        first = connection.recv(1 << 16)
        connection.sendall(head("GET /b HTTP/1.1", CLOSE))
        second = b"".join(iter(lambda: connection.recv(1 << 16), b""))
    assert first.startswith(b"HTTP/1.1 200 OK\r\n")
    assert first.endswith(b"\r\n\r\n")
    assert b"Content-Length: 14" in first
    assert second.startswith(b"HTTP/1.1 200 OK\r\n")
    assert second.endswith(b"GET /b 0 None")


def test_what_is_sent_behind_a_request_is_not_taken_for_another(server: Server, echo: Echo) -> None:
    received = raw(server, head("GET /a HTTP/1.1") + head("GET /hidden HTTP/1.1"))
    assert received.count(b"HTTP/1.1 200") == 1
    assert b"Connection: close" in received
    assert [call["PATH_INFO"] for call in echo.calls] == ["/a"]


@pytest.mark.parametrize(
    "lines",
    [
        ("Content-Length: 5", "Content-Length: 6"),
        ("Content-Length: +5",),
        ("Content-Length: 5_0",),
        ("Content-Length: " + "9" * 5000,),
        ("Transfer-Encoding: gzip, chunked",),
        ("Transfer-Encoding: \x0bchunked",),
        ("Content-Length : 5",),
        (" Content-Length: 5\r\nA: b\x00",),
    ],
)
def test_a_length_that_two_servers_could_read_differently_is_refused(
    lines: tuple[str, ...], server: Server, echo: Echo
) -> None:
    received = raw(server, head("POST /a HTTP/1.1", *lines) + b"hello" + head("GET /hidden HTTP/1.1"))
    assert received.split(b" ", 2)[1] in {b"400", b"501"}
    assert b"HTTP/1.1" not in received[9:]
    assert echo.calls == []


def test_an_address_that_is_none_is_refused(server: Server, echo: Echo, caplog: pytest.LogCaptureFixture) -> None:
    assert raw(server, head("GET http://[ HTTP/1.1")).split(b" ", 2)[1] == b"400"
    assert echo.calls == []
    assert not caplog.records


def test_chunks_count_where_a_length_stands_beside_them_and_the_rest_is_dropped(server: Server, echo: Echo) -> None:
    both = head("POST /a HTTP/1.1", "Content-Length: 5", "Transfer-Encoding: chunked")
    received = raw(server, both + b"0\r\n\r\n" + head("GET /hidden HTTP/1.1"))
    assert received.endswith(b"POST /a 0 None")
    assert [(call["PATH_INFO"], call["CONTENT_LENGTH"]) for call in echo.calls] == [("/a", "0")]


def test_a_head_that_is_too_long_is_refused(server: Server, echo: Echo) -> None:
    assert b" 431 " in raw(server, head("GET /a HTTP/1.1", "X: " + "x" * limits.HEAD_BYTES))[:20]
    assert echo.calls == []


@pytest.mark.parametrize(("expect", "session"), [(True, True), (False, True), (False, False)])
def test_a_body_that_the_page_does_not_take_is_refused_at_the_end_of_the_head(
    expect: bool, session: bool, server: Server
) -> None:
    lines = ["Expect: 100-continue"] if expect else []
    received = raw(server, head("POST /login/ HTTP/1.1", "Content-Length: 600000000", *lines, session=session))
    assert received.startswith(b"HTTP/1.1 200 OK")  # the application answers with a page
    assert received.endswith(b"POST /login/ 0 too large")


def test_whoever_has_no_session_sends_little(server: Server) -> None:
    received = raw(server, head("POST /login/ HTTP/1.1", "Content-Length: 100000", session=False))
    assert received.endswith(b"POST /login/ 0 too large")


def test_chunks_are_refused_when_they_have_become_too_much(server: Server) -> None:
    piece = b"10000\r\n" + b"x" * 65536 + b"\r\n"
    received = raw(server, head("POST /rosters/ HTTP/1.1", "Transfer-Encoding: chunked"), *[piece] * 60)
    assert received.endswith(b"POST /rosters/ 0 too large")


class TestFiles:
    LENGTH = 30_000_000

    def post(self, server: Server, *lines: str, cookie: bytes = SESSION, body: bytes = b"") -> bytes:
        request_head = head("POST /rosters/ HTTP/1.1", f"Content-Length: {self.LENGTH}", CLOSE, *lines, session=False)
        return raw(server, request_head[:-2] + cookie + b"\r\n" + body[:1000], body[1000:])

    def test_whoever_has_signed_in_sends_them(self, server: Server) -> None:
        received = self.post(server, body=bytes(self.LENGTH))
        assert received.endswith(f"POST /rosters/ {self.LENGTH} None".encode())

    def test_with_an_expectation_they_are_asked_for(self, server: Server) -> None:
        assert self.post(server, "Expect: 100-continue") == b"HTTP/1.1 100 Continue\r\n\r\n<open>"

    @pytest.mark.parametrize("cookie", [b"", SESSION.replace(b"abc", b"made-up")])
    def test_nobody_else_does(self, cookie: bytes, server: Server) -> None:
        assert self.post(server, cookie=cookie).endswith(b"POST /rosters/ 0 signed out")
        assert self.post(server, "Expect: 100-continue", cookie=cookie).startswith(b"HTTP/1.1 200")

    def test_more_than_all_files_together_may_have_is_refused(self, server: Server, settings: Any) -> None:
        settings.LAMBINH_ROSTER_FILES = 1
        assert self.post(server).endswith(b"POST /rosters/ 0 too large")

    def test_a_full_disk_is_told(self, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
        def full(*arguments: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("waitress.buffers.TempfileBasedBuffer.newfile", full)
        assert self.post(server, body=bytes(self.LENGTH)).endswith(b"POST /rosters/ 0 no room")


def test_whoever_is_refused_reads_the_answer_though_they_still_send(server: Server) -> None:
    """An early close would reset the connection at the next bytes, and a browser would show no page."""
    with socket.create_connection(("127.0.0.1", int(server.effective_port)), timeout=10) as connection:
        connection.sendall(head("POST /login/ HTTP/1.1", "Content-Length: 600000000"))
        for _piece in range(300):
            connection.sendall(bytes(1 << 16))
        assert connection.recv(1 << 16).endswith(b"too large")


def test_large_answers_that_nobody_reads_keep_no_thread() -> None:
    large = bytes(6_000_000)

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        start_response("200 OK", [])
        return [large] if environ["PATH_INFO"] == "/large" else [b"small"]

    with running(application) as server:
        where = ("127.0.0.1", int(server.effective_port))
        connections = [socket.create_connection(where, timeout=5) for _number in range(3 * limits.THREADS)]
        for connection in connections:
            connection.sendall(head("GET /large HTTP/1.1"))
        time.sleep(1)
        assert raw(server, head("GET /small HTTP/1.1", CLOSE), seconds=10).endswith(b"small")
        for connection in connections:
            connection.close()


def test_what_is_in_hand_is_answered_before_the_server_ends() -> None:
    began = threading.Event()

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        began.set()
        time.sleep(1)
        start_response("200 OK", [])
        return [bytes(5_000_000)]

    received: list[bytes] = []
    with running(application) as server:
        thread = threading.Thread(target=lambda: received.append(raw(server, head("GET /a HTTP/1.1"))))
        thread.start()
        assert began.wait(10)
    thread.join(10)
    assert len(received[0]) > 5_000_000


def test_unfinished_bodies_fill_no_memory(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BODY_MEMORY", 3_000_000)
    where = ("127.0.0.1", int(server.effective_port))
    connections = [socket.create_connection(where, timeout=5) for _number in range(8)]
    for connection in connections:
        connection.sendall(head("POST /a HTTP/1.1", "Content-Length: 2000000"))
        connection.sendall(bytes(1_000_000))
    time.sleep(2.5)
    assert sum(each.request.memory_bytes for each in server._connections() if each.request) <= 3_000_000
    assert raw(server, head("POST /b HTTP/1.1", "Content-Length: 3", CLOSE), b"abc").endswith(b"POST /b 3 None")
    for connection in connections:
        connection.close()
