"""Environments of the processes that `serve` starts. Each knows only its own login to the database."""

import ctypes
import os
import sys
from collections.abc import Mapping
from urllib.parse import quote, urlsplit

from django.conf import settings

from lambinh.db.roles import ROLE_KEY, ProcessRole, address_variable

_PR_SET_DUMPABLE = 4
_LOGIN_VARIABLES = {ROLE_KEY, *map(address_variable, ProcessRole)}
_LIBPQ_VARIABLES = {"PGUSER", "PGPASSWORD", "PGPASSFILE", "PGSERVICE", "PGSERVICEFILE"}
"""libpq uses these for parts that a URL omits."""


def environment_of(role: ProcessRole, database: Mapping[str, object]) -> dict[str, str]:
    """The environment of a process with `role`, whose login is in the settings `database`."""
    variable = address_variable(role)
    if settings.LAMBINH_EMBEDDED:
        url = _embedded_url(database)
    elif own_url := os.environ.get(variable):
        url = own_url
    else:
        url = _with_credentials(os.environ[address_variable(ProcessRole.OWNER)], database)
    dropped = _LOGIN_VARIABLES if os.environ.get(variable) else _LOGIN_VARIABLES | _LIBPQ_VARIABLES
    return {name: value for name, value in os.environ.items() if name not in dropped} | {variable: url}


def _credentials(database: Mapping[str, object]) -> str:
    return ":".join(quote(str(database[name]), safe="") for name in ("USER", "PASSWORD"))


def _embedded_url(database: Mapping[str, object]) -> str:
    """The URL of the embedded server, with a socket in a folder or a port of this machine."""
    host, port, name = str(database["HOST"]), database["PORT"], database["NAME"]
    if host.startswith("/"):
        return f"postgres://{_credentials(database)}@:{port}/{quote(host)}/{name}"
    return f"postgres://{_credentials(database)}@{host}:{port}/{name}"


def _with_credentials(url: str, database: Mapping[str, object]) -> str:
    """The URL with the credentials of another role."""
    parts = urlsplit(url)
    server = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=f"{_credentials(database)}@{server}").geturl()


def hide_process() -> None:
    """Prevent other processes of the same account from reading the environment and memory of this one (on Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0)
