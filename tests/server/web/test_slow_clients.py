"""Hundreds of slow connections: the server answers other visitors, and closes the slow ones in time."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.serving import eventually, serving
from tests.support.web_clients import SLOW, fetch, is_closed, slow_connections, waiting_times

pytestmark = pytest.mark.fault

WITHIN = 2.0  # seconds


@pytest.fixture(scope="module")
def served(migrated: Path) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with serving(migrated, port, "--no-worker"):
        fetch(port)
        yield port


@pytest.mark.parametrize("kind", SLOW)
def test_others_are_answered_beside_200_slow_connections(kind: str, served: int) -> None:
    with slow_connections(served, kind):
        waited = waiting_times(served)

    assert max(waited) < WITHIN, waited


def test_others_are_answered_beside_more_connections_than_the_server_keeps(served: int) -> None:
    with slow_connections(served, "head that does not end", count=2500) as connections:
        waited = waiting_times(served)
        assert any(map(is_closed, connections))

    assert max(waited) < WITHIN, waited


@pytest.mark.parametrize("kind", ["head that does not end", "byte a second", "nothing at all"])
def test_a_request_whose_head_does_not_end_is_closed(kind: str, served: int) -> None:
    with slow_connections(served, kind, count=20) as connections:
        assert eventually(lambda: all(map(is_closed, connections)), 30)


@pytest.mark.parametrize("kind", ["byte of a body a second", "answer that nobody reads"])
def test_a_body_and_an_answer_have_a_time_too(kind: str, served: int) -> None:
    with slow_connections(served, kind, count=20) as connections:
        assert eventually(lambda: _is_disconnected(served, connections), 75)


def _is_disconnected(port: int, connections: list[socket.socket]) -> bool:
    """Whether the server has closed all these connections. The sockets themselves cannot tell, as nobody reads them."""
    ours = {connection.getsockname()[1] for connection in connections}
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    established = "01"
    of_server = {
        int(row[2].rsplit(":", 1)[1], 16)
        for row in rows
        if int(row[1].rsplit(":", 1)[1], 16) == port and row[3] == established
    }
    return not ours & of_server
