"""The address on which the web server listens."""

import errno
import http.client
import socket
import sys
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lambinh.lib.errors import CommandFailed

BACKLOG = 1024
"""The number of connections that can wait for a process of the web server."""
READY_PATH = "/ready/"
"""The path at which the web server reports whether it works."""
_LOOPBACK = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - to reach a server that listens on all addresses


@dataclass(frozen=True)
class Address:
    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self}/"

    def listen(self) -> socket.socket:
        """A socket that listens on this address. Raises CommandFailed."""
        listener = None
        try:
            addresses = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
            family, kind, proto, _name, address = addresses[0]
            listener = socket.socket(family, kind, proto)
            if sys.platform != "win32":  # there it would let a second program use the same address
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen(BACKLOG)
        except (OSError, OverflowError) as error:
            if listener is not None:
                listener.close()
            raise self._error_of(error) from error
        return listener

    def _error_of(self, error: Exception) -> CommandFailed:
        if getattr(error, "errno", None) == errno.EADDRINUSE:
            text = _("Another program uses port %(port)s. Choose another port, such as %(other)s.")
            return CommandFailed(text % {"port": self.port, "other": self.port + 1})
        text = _("The program cannot listen on %(address)s: %(reason)s.")
        return CommandFailed(text % {"address": self, "reason": getattr(error, "strerror", "") or error})

    def answers(self) -> bool:
        """Whether our web server responds on this address. The request is for no page, so it is not logged."""
        connection = http.client.HTTPConnection(_LOOPBACK.get(self.host, self.host), self.port, timeout=5)
        try:
            connection.request("GET", READY_PATH)
            connection.getresponse()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        return True
