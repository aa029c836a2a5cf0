"""Requests to the served program with the demo's data over eight connections at once.

The floor in the same run is a page that reads the session, the user and the permissions, and shows a form without data.
Rates depend on other load on the machine; the ratio to the floor does not. Each page gets LOAD_REQUESTS (160) requests
in at most LOAD_SECONDS (20), in four rounds.
"""

import http.client
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
CONNECTIONS = 8
REQUESTS = int(os.environ.get("LOAD_REQUESTS", "160"))
SECONDS = float(os.environ.get("LOAD_SECONDS", "20"))
ROUNDS = 4
FLOOR = "a page without data"
MOST_FLOORS = 10.0
"""The maximum ratio of any page to the floor."""
PASSWORD = "lam-binh-2018"


@dataclass
class Times:
    """The times of the requests for one page in seconds, by round, and the total time."""

    turns: list[list[float]] = field(default_factory=list)
    together: float = 0.0

    @property
    def each(self) -> list[float]:
        return [seconds for turn in self.turns for seconds in turn]

    def floors(self, floor: "Times") -> float:
        """The ratio to the floor by round: other load on the machine slows both of a round."""
        both = zip(self.turns, floor.turns, strict=True)
        return statistics.median(statistics.median(turn) / statistics.median(least) for turn, least in both)

    @property
    def rate(self) -> float:
        return len(self.each) / self.together

    def percentile(self, n: int) -> float:
        return statistics.quantiles(self.each, n=100)[n - 1]


def main() -> None:
    with _served() as port:
        visitor = Visitor(port, "bithu1")
        pages = _pages(visitor)
        times = {name: Times() for name in pages}
        for path in pages.values():
            _request(visitor, path, CONNECTIONS * 2, Times())  # warm up every process for every page
        for _round in range(ROUNDS):
            for name, path in pages.items():
                _request(visitor, path, REQUESTS // ROUNDS, times[name])
        _report(times)


def _report(times: dict[str, Times]) -> None:
    floors = {name: page.floors(times[FLOOR]) for name, page in times.items()}
    print(f"{CONNECTIONS} connections; requests a second, median, 95 of 100, and how many floors a request costs")
    for name, page in times.items():
        print(
            f"{name}: {page.rate:.0f}/s, {page.percentile(50) * 1000:.0f} ms, {page.percentile(95) * 1000:.0f} ms, "
            f"{floors[name]:.1f} floors"
        )
    print(
        f"required on a machine without other load: 60/s, 95 of 100 within 200 ms; "
        f"anywhere: at most {MOST_FLOORS:.0f} floors"
    )
    if slow := [name for name in times if floors[name] > MOST_FLOORS]:
        raise SystemExit(f"too slow: {', '.join(slow)}")


def _pages(visitor: "Visitor") -> dict[str, str]:
    links = re.findall(rb'href="(/desk/\d+/)"', visitor.get("/desk/"))
    commune, villages = links[0].decode(), [link.decode() for link in links[1:]]
    key = commune.split("/")[2]
    return {
        FLOOR: "/account/password/",
        "desk, a village": villages[len(villages) // 2],
        "desk, a commune": commune,
        "desk, a search": f"{commune}?q=nguyen+van",
        "households": "/households/",
        "members": "/members/",
        "cells and agencies": "/bodies/",
        "totals": "/",
        "households behind a figure": f"/lists/?unit={key}&what=households",
    }


class Visitor:
    """A signed-in user; each thread can use its own connection."""

    def __init__(self, port: int, name: str) -> None:
        self.port, self.cookies = port, dict[str, str]()
        page = self._answer(self.connection(), "GET", "/login/")
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token is not None
        data = {"csrfmiddlewaretoken": token[1].decode(), "login": name, "password": PASSWORD}
        self._answer(self.connection(), "POST", "/login/", urlencode(data))
        assert "sessionid" in self.cookies, "signing in failed"

    def connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def get(self, path: str, connection: http.client.HTTPConnection | None = None) -> bytes:
        return self._answer(connection or self.connection(), "GET", path)

    def _answer(self, connection: http.client.HTTPConnection, method: str, path: str, body: str | None = None) -> bytes:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        headers |= {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        headers |= {"Accept-Encoding": "gzip"} if self.cookies and not body and path != "/desk/" else {}
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        content = answer.read()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _equals, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        assert answer.status < 400, (path, answer.status)
        return content


def _request(visitor: Visitor, path: str, count: int, times: Times) -> None:
    """Request `path` `count` times over all connections at once, and add the durations to `times`."""
    waiting, lock = iter(range(count)), threading.Lock()
    end = time.perf_counter() + SECONDS
    faults: list[BaseException] = []
    times.turns.append(turn := [])

    def work() -> None:
        connection = visitor.connection()
        try:
            while time.perf_counter() < end:
                with lock:
                    if next(waiting, None) is None:
                        return
                start = time.perf_counter()
                visitor.get(path, connection)
                turn.append(time.perf_counter() - start)
        except Exception as error:
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(CONNECTIONS)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times.together += time.perf_counter() - start
    if faults:
        raise faults[0]


_ANALYZE = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "lambinh.settings"
import django
django.setup()
from django.conf import settings
from django.db import connection
from lambinh.db import embedded
with embedded.running(settings.LAMBINH_DATA), connection.cursor() as cursor:
    cursor.execute("ANALYZE")
"""


@contextmanager
def _served() -> Iterator[int]:
    """Start a server with the demo's data and a temporary database; yields its port."""
    with tempfile.TemporaryDirectory(prefix="lambinh-load-") as folder:
        env = {name: value for name, value in os.environ.items() if not name.startswith(("LAMBINH_", "DATABASE_URL"))}
        env |= {"LAMBINH_DATA": folder, "LAMBINH_SECOND_FACTOR": "off"}
        manage = [sys.executable, os.fspath(ROOT / "manage.py")]
        for command in (["migrate", "--verbosity=0"], ["load_units", "--verbosity=0"], ["load_demo"]):
            subprocess.run([*manage, *command], env=env, check=True, stdout=subprocess.DEVNULL)
        subprocess.run([sys.executable, "-c", _ANALYZE], env=env, check=True, cwd=ROOT)
        port = _free_port()
        server = subprocess.Popen([*manage, "serve", "--no-worker", f"--port={port}"], env=env)
        try:
            _wait_for(port, server)
            yield port
        finally:
            server.terminate()  # a shell may have started this in the background, where SIGINT is ignored
            server.wait(timeout=60)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("the server did not start")


if __name__ == "__main__":
    main()
