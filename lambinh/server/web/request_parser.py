"""Parse one request, and reject it at the end of its head or as soon as its body is too large."""

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
    """Why a request is rejected before its body is read. The application renders the page."""

    TOO_LARGE = "too large"
    SIGNED_OUT = "signed out"
    NO_ROOM = "no room"
    CLOSED = "closed"


class Request(HTTPRequestParser):
    """A request that is being parsed."""

    body_rcv: Any = None  # waitress' receiver of the body, after the head
    refusal: Refusal | None = None
    awaits_permission = False
    """Whether a thread first checks if the user may send so much."""
    is_permitted = False
    wants_continue = False
    max_bytes = sys.maxsize

    def __init__(self, adj: Adjustments) -> None:
        super().__init__(adj)
        self.started_at = time.monotonic()
        self.early_bytes = b""

    @property
    def memory_bytes(self) -> int:
        """The bytes of the body in memory."""
        body = self.body_rcv
        return 0 if body is None or self.is_permitted else int(body.__len__())

    @property
    def expected_bytes(self) -> int:
        """The bytes of the body: as announced in the head, or as received."""
        return int(self.content_length or self.body_bytes_received)

    def received(self, data: bytes) -> int:
        """Parse received data; return how many of its bytes belong to this request."""
        if self.awaits_permission:
            self.early_bytes += data
            return len(data)
        in_head = not self.headers_finished
        try:
            used: int = super().received(data)
        except OSError:  # the body goes to a file, and the disk is full
            self.refuse(Refusal.NO_ROOM)
            return len(data)
        except ValueError:  # an invalid number or URL that waitress does not expect
            self.error, self.completed, used = BadRequest("invalid head"), True, len(data)
        if self.error or self.empty:
            self.expect_continue = False  # otherwise waitress reads a request that it has rejected
        elif in_head and self.headers_finished:
            self._check_size()
        elif self.body_bytes_received > self.max_bytes:
            self.refuse(Refusal.TOO_LARGE)
        return self._drop_pipelined(used, len(data))

    def _check_size(self) -> None:
        """Compare the announced size with the limit of the page. Chunked requests cannot upload files."""
        if self.body_rcv is None:
            return
        has_session = f"{settings.SESSION_COOKIE_NAME}=" in self.headers.get("COOKIE", "")
        self.max_bytes = request_size.default_limit() if has_session else request_size.ANONYMOUS
        if self.content_length <= self.max_bytes:
            return
        limit = request_size.limit_of_path(self.path.encode("latin-1").decode("utf-8", "replace"))
        if self.content_length > limit or limit <= request_size.default_limit():
            self.refuse(Refusal.TOO_LARGE)
        elif not has_session:
            self.refuse(Refusal.SIGNED_OUT)
        else:
            self.awaits_permission = True
            self.wants_continue, self.expect_continue = self.expect_continue, False

    def permit(self) -> bytes:
        """Continue to read; return the data received meanwhile."""
        self.max_bytes = self.content_length
        self.is_permitted, self.awaits_permission = True, False
        early, self.early_bytes = self.early_bytes, b""
        return early

    def refuse(self, refusal: Refusal) -> None:
        """Stop reading. The connection closes after the response, because the rest of the body still arrives."""
        if self.body_rcv is not None:
            self.body_rcv.getbuf().close()
            self.body_rcv = None
        self.refusal, self.early_bytes, self.awaits_permission = refusal, b"", False
        self.headers["CONTENT_LENGTH"] = "0"
        self.headers["CONNECTION"] = "close"
        self.completed, self.expect_continue = True, False

    def _drop_pipelined(self, used: int, received: int) -> int:
        """Drop data behind a complete request, and close the connection after the response.

        Browsers wait for a response before the next request. A client that does not wait overloads the server, or
        hides a request behind another.
        """
        if self.completed and not self.empty and used < received:
            self.headers["CONNECTION"] = "close"
            return received
        return used
