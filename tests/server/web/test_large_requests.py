"""The server writes nothing of large bodies from visitors who have not signed in."""

import socket
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.support.serving import serving

pytestmark = pytest.mark.fault

PIECE = bytes(1 << 16)


def test_a_body_that_nobody_asked_for_is_not_written_down(migrated: Path, port: int, tmp_path: Path) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    with serving(migrated, port, "--no-worker", TMPDIR=str(temporary)) as process:
        for lines in (b"Content-Length: 600000000\r\n", b"Content-Length: 600000000\r\nExpect: 100-continue\r\n"):
            assert "Dung lượng gửi lên quá lớn" in send(port, lines, PIECE, temporary, process.pid)
        chunk = b"10000\r\n" + PIECE + b"\r\n"
        answer = send(port, b"Transfer-Encoding: chunked\r\n", chunk, temporary, process.pid)
        assert "Dung lượng gửi lên quá lớn" in answer


def send(port: int, lines: bytes, piece: bytes, temporary: Path, process: int) -> str:
    """Send 64 megabytes of a body, check that nothing is written, and return the answer."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        answer: list[bytes] = []
        reading = threading.Thread(target=lambda: answer.extend(iter(lambda: receive(connection), b"")))
        reading.start()
        multipart = b"Content-Type: multipart/form-data; boundary=b\r\nCookie: sessionid=made-up\r\n"
        connection.sendall(b"POST /login/ HTTP/1.1\r\nHost: localhost\r\n" + multipart + lines + b"\r\n")
        part = b'--b\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n'
        connection.sendall(b"%x\r\n%s\r\n" % (len(part), part) if b"chunked" in lines else part)
        with suppress(OSError):  # the server stops reading at some point
            for _number in range(1000):
                connection.sendall(piece)
                assert temporary_bytes(temporary, process) == 0
        time.sleep(0.5)
        assert temporary_bytes(temporary, process) == 0
        reading.join(20)
    return b"".join(answer).decode(errors="replace")


def receive(connection: socket.socket) -> bytes:
    try:
        return connection.recv(1 << 16)
    except OSError:
        return b""


def temporary_bytes(temporary: Path, process: int) -> int:
    """The number of bytes in files below the temporary folder, unlinked files included."""
    file_bytes = sum(path.stat().st_size for path in temporary.rglob("*") if path.is_file())
    return file_bytes + sum(size for child in children(process) for size in open_files(child, temporary))


def children(process: int) -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def open_files(process: int, temporary: Path) -> list[int]:
    sizes = []
    for descriptor in Path(f"/proc/{process}/fd").iterdir():
        with suppress(OSError):
            if str(descriptor.readlink()).startswith(str(temporary)):
                sizes.append(descriptor.stat().st_size)
    return sizes
