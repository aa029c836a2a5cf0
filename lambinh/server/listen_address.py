"""The address that the web server listens at."""

import errno
import http.client
import socket
import sys
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lambinh.lib.errors import CommandFailed

BACKLOG = 1024
"""Connections that may wait until a process of the web server takes them."""
READY = "/ready/"
"""The address at which the web server says whether it works."""
_ANY = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - where to ask a server that listens everywhere


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
        """A socket that listens here. Raises CommandTrouble when there can be none."""
        door = None
        try:
            found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
            family, kind, proto, _name, where = found[0]
            door = socket.socket(family, kind, proto)
            if sys.platform != "win32":  # there it would let a second program listen at the same place
                door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            door.bind(where)
            door.listen(BACKLOG)
        except (OSError, OverflowError) as error:
            if door is not None:
                door.close()
            raise self._trouble(error) from error
        return door

    def _trouble(self, error: Exception) -> CommandFailed:
        if getattr(error, "errno", None) == errno.EADDRINUSE:
            sentence = _("Another program uses port %(port)s. Choose another port, such as %(other)s.")
            return CommandFailed(sentence % {"port": self.port, "other": self.port + 1})
        sentence = _("The program cannot listen on %(address)s: %(reason)s.")
        return CommandFailed(sentence % {"address": self, "reason": getattr(error, "strerror", "") or error})

    def answers(self) -> bool:
        """Whether our web server answers here, whatever it says. No page is asked for, so nothing of it is logged."""
        asking = http.client.HTTPConnection(_ANY.get(self.host, self.host), self.port, timeout=5)
        try:
            asking.request("GET", READY)
            asking.getresponse()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            asking.close()
        return True
