"""Under which role of PostgreSQL a process acts, and the statements that make these roles.

The owner of the tables migrates; the web server, the background worker and commands act under roles of their own that
own nothing. See docs/adr/0010-row-level-security.md.
"""

import hashlib
import hmac
import os
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

VARIABLE = "LAMBINH_ACTS_AS"
"""The variable by which a process's entry point (wsgi, manage.py) tells the settings what it is."""

ROLE_KEY = "LAMBINH_ROLE_KEY"
"""The variable of the secret from which the passwords of the roles follow. The web server does not have it."""


class ProcessRole(StrEnum):
    """What a process of the program is; each but the owner is also the end of its role's name."""

    OWNER = "owner"
    """Makes and changes tables: migrations, tests."""
    WEB = "web"
    """Answers people, each within their own units."""
    WORKER = "worker"
    """Imports what somebody has looked at."""
    COMMAND = "command"
    """Commands typed at the server."""


LOGINS = (ProcessRole.WEB, ProcessRole.WORKER, ProcessRole.COMMAND)

_OWNERS = frozenset(
    """check createcachetable database_roles dbshell flush inspectdb makemigrations migrate optimizemigration reset_data
    showmigrations sqlflush sqlmigrate squashmigrations test""".split()
)
_OTHERS = {"db_worker": ProcessRole.WORKER, "serve": ProcessRole.WORKER, "runserver": ProcessRole.WEB}


def set_process_role(part: ProcessRole) -> None:
    """Tell the settings, which are read after this, what this process is."""
    os.environ[VARIABLE] = part


def process_role_for(name: str) -> ProcessRole:
    """The part under which `manage.py name` acts."""
    return ProcessRole.OWNER if name in _OWNERS else _OTHERS.get(name, ProcessRole.COMMAND)


def address_variable(part: ProcessRole) -> str:
    """The variable with which a part is given a database address of its own."""
    return "DATABASE_URL" if part == ProcessRole.OWNER else f"LAMBINH_{part.upper()}_DATABASE_URL"


def current_role() -> ProcessRole:
    return ProcessRole(os.environ.get(VARIABLE, ProcessRole.OWNER))


@dataclass(frozen=True)
class Roles:
    """The names of the roles beside an owner of the tables."""

    owner: str

    def of(self, part: ProcessRole) -> str:
        return self.owner if part == ProcessRole.OWNER else f"{self.owner}_{part}"

    @property
    def web(self) -> str:
        return self.of(ProcessRole.WEB)

    @property
    def member(self) -> str:
        """What the web server becomes for a page of somebody's own households."""
        return f"{self.owner}_member"

    @property
    def journal(self) -> str:
        """Who owns the journal; nobody signs in as this role."""
        return f"{self.owner}_journal"

    @property
    def keeper(self) -> str:
        """Stands between the owner and the journal: by it the owner may become the journal's owner, and is not."""
        return f"{self.owner}_keeper"

    @property
    def names(self) -> list[str]:
        """All of them."""
        return [self.member, self.journal, self.keeper, *map(self.of, LOGINS)]


def password(secret: str, role: str) -> str:
    """The password of a role, which follows from a secret that its owner has and the web server has not."""
    return hmac.new(secret.encode(), f"database role {role}".encode(), hashlib.sha256).hexdigest()


def create_role_statements(owner: str, secret: str) -> Iterator[str]:
    """Statements that make the roles or bring them to what they should be, for somebody who may make roles.

    Without `secret` each part has an address of its own, and whoever chose its password sets it.
    """
    roles = Roles(owner)
    for name in (roles.member, roles.journal, roles.keeper):
        yield _make(name, "NOLOGIN NOINHERIT")
    for part in LOGINS:
        name = roles.of(part)
        own = f" PASSWORD '{password(secret, name)}'" if secret else ""
        yield _make(name, f"LOGIN NOINHERIT{own}")
        yield f"GRANT {quoted(name)} TO {quoted(owner)}"  # tests act as each
    for part in (ProcessRole.WORKER, ProcessRole.COMMAND):
        yield _past_rows_locks(roles.of(part))
    yield f"GRANT {quoted(roles.member)} TO {quoted(roles.web)}, {quoted(owner)}"
    # A role that inherits nothing between the two: migrations become the journal's owner by name and not otherwise.
    yield f"GRANT {quoted(roles.journal)} TO {quoted(roles.keeper)}"
    yield f"GRANT {quoted(roles.keeper)} TO {quoted(owner)}"


def closing(owner: str, database: str) -> Iterator[str]:
    """Statements that keep tables of others out of a database, for who owns it; migrations do the same if they may."""
    roles = Roles(owner)
    yield f"REVOKE TEMPORARY ON DATABASE {quoted(database)} FROM PUBLIC"
    parts = ", ".join(quoted(name) for name in (owner, roles.of(ProcessRole.WORKER), roles.of(ProcessRole.COMMAND)))
    yield f"GRANT TEMPORARY ON DATABASE {quoted(database)} TO {parts}"


def _make(name: str, options: str) -> str:
    exists = f"EXISTS (SELECT FROM pg_roles WHERE rolname = '{name}')"
    make, change = (f"{verb} ROLE {quoted(name)} {options}" for verb in ("CREATE", "ALTER"))
    return f"DO $$ BEGIN IF {exists} THEN {change}; ELSE {make}; END IF; END $$"


def _past_rows_locks(name: str) -> str:
    """The lock on rows knows no COPY and is the web server's. Where it may not be lifted, policies let all through."""
    return f"DO $$ BEGIN ALTER ROLE {quoted(name)} BYPASSRLS; EXCEPTION WHEN insufficient_privilege THEN NULL; END $$"


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def owner_of(user: str) -> str:
    """The owner beside whose name the role `user` of this process is named."""
    part = current_role()
    return user if part == ProcessRole.OWNER else user.removesuffix(f"_{part}")
