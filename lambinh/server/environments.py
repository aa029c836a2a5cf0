"""What the parts of the program that `serve` starts know of the database: their own way in, and no other part's."""

import ctypes
import os
import sys
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from django.conf import settings

from lambinh.db.roles import ROLE_KEY, ProcessRole, address_variable

_PR_SET_DUMPABLE = 4
_WAYS_IN = {ROLE_KEY, *map(address_variable, ProcessRole)}
_OF_OWNER = {"PGUSER", "PGPASSWORD", "PGPASSFILE", "PGSERVICE", "PGSERVICEFILE"}
"""By these libpq would fill in what an address leaves out."""


def environment_of(part: ProcessRole, database: Mapping[str, Any]) -> dict[str, str]:
    """The environment of a process that is `part` and enters the database by the settings `database`."""
    variable = address_variable(part)
    if settings.LAMBINH_EMBEDDED:
        address = _local_address(database)
    elif given := os.environ.get(variable):
        address = given
    else:
        address = _with_credentials(os.environ[address_variable(ProcessRole.OWNER)], database)
    dropped = _WAYS_IN if os.environ.get(variable) else _WAYS_IN | _OF_OWNER
    return {name: value for name, value in os.environ.items() if name not in dropped} | {variable: address}


def _credentials(database: Mapping[str, Any]) -> str:
    return f"{quote(database['USER'], safe='')}:{quote(database['PASSWORD'], safe='')}"


def _local_address(database: Mapping[str, Any]) -> str:
    """Of the program's own server, which is reached by a socket in a folder or by a port of this machine."""
    host, port, name = str(database["HOST"]), database["PORT"], database["NAME"]
    if host.startswith("/"):
        return f"postgres://{_credentials(database)}@:{port}/{quote(host)}/{name}"
    return f"postgres://{_credentials(database)}@{host}:{port}/{name}"


def _with_credentials(address: str, database: Mapping[str, Any]) -> str:
    """The same server, database and options for another role."""
    parts = urlsplit(address)
    server = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=f"{_credentials(database)}@{server}").geturl()


def hide_process() -> None:
    """Let no other process of the same account read the environment and memory of this one (where Linux runs)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0)
