"""Reading one request: refused at the end of its head, or as soon as it brings more than it may."""

import sys
import time
from enum import StrEnum
from typing import Any

from django.conf import settings
from waitress.adjustments import Adjustments
from waitress.parser import HTTPRequestParser
from waitress.utilities import BadRequest

from lambinh.lib.uploads import request_size


class Refusal(StrEnum):
    """Why a request is answered before its body was read. The application shows the page of it."""

    TOO_LARGE = "too large"
    SIGNED_OUT = "signed out"
    NO_ROOM = "no room"
    CLOSED = "closed"


class Request(HTTPRequestParser):
    """A request that is being read."""

    body_rcv: Any = None  # what takes in the body, once its head has been read
    refusal: Refusal | None = None
    waits = False
    """Whether somebody else finds out first if the person may send so much."""
    is_permitted = False
    wants_continue = False
    most = sys.maxsize

    def __init__(self, adj: Adjustments) -> None:
        super().__init__(adj)
        self.began = time.monotonic()
        self.early = b""

    @property
    def in_memory(self) -> int:
        """Bytes of the body that are kept in memory now."""
        body = self.body_rcv
        return 0 if body is None or self.is_permitted else int(body.__len__())

    @property
    def expected(self) -> int:
        """Bytes of the body: those that the head announced, or those that came."""
        return int(self.content_length or self.body_bytes_received)

    def received(self, data: bytes) -> int:
        """Take in what came; gives how much of it belongs to this request."""
        if self.waits:
            self.early += data
            return len(data)
        in_head = not self.headers_finished
        try:
            taken: int = super().received(data)
        except OSError:  # the body goes to a file, and its disk is full
            self.refuse(Refusal.NO_ROOM)
            return len(data)
        except ValueError:  # a number or an address that Python does not read, and waitress does not expect
            self.error, self.completed, taken = BadRequest("invalid head"), True, len(data)
        if self.error or self.empty:
            self.expect_continue = False  # or waitress would go on reading what it has refused
        elif in_head and self.headers_finished:
            self._weigh()
        elif self.body_bytes_received > self.most:
            self.refuse(Refusal.TOO_LARGE)
        return self._one_at_a_time(taken, len(data))

    def _weigh(self) -> None:
        """Compare what the head announces with what the page takes. Chunks announce nothing: they bring no files."""
        if self.body_rcv is None:
            return
        has_session = f"{settings.SESSION_COOKIE_NAME}=" in self.headers.get("COOKIE", "")
        self.most = request_size.ordinary() if has_session else request_size.ANONYMOUS
        if self.content_length <= self.most:
            return
        takes = request_size.most_bytes(self.path.encode("latin-1").decode("utf-8", "replace"))
        if self.content_length > takes or takes <= request_size.ordinary():
            self.refuse(Refusal.TOO_LARGE)
        elif not has_session:
            self.refuse(Refusal.SIGNED_OUT)
        else:
            self.waits = True
            self.wants_continue, self.expect_continue = self.expect_continue, False

    def permit(self) -> bytes:
        """Go on reading; gives what came meanwhile."""
        self.most = self.content_length
        self.is_permitted, self.waits = True, False
        early, self.early = self.early, b""
        return early

    def refuse(self, refusal: Refusal) -> None:
        """Read no further. The connection ends with the answer, because the rest of the body still comes."""
        if self.body_rcv is not None:
            self.body_rcv.getbuf().close()
            self.body_rcv = None
        self.refusal, self.early, self.waits = refusal, b"", False
        self.headers["CONTENT_LENGTH"] = "0"
        self.headers["CONNECTION"] = "close"
        self.completed, self.expect_continue = True, False

    def _one_at_a_time(self, taken: int, came: int) -> int:
        """Drop what came behind a whole request, and end the connection after the answer.

        Browsers send a request when the answer before it is there. What sends several at once overloads, or hides
        a request behind another.
        """
        if self.completed and not self.empty and taken < came:
            self.headers["CONNECTION"] = "close"
            return came
        return taken
