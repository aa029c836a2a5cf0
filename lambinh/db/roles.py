"""PostgreSQL roles of the program's processes, and the statements that create them.

The owner of the tables runs migrations. The web server, the background worker and commands have roles of their own that
own nothing (docs/adr/0010-row-level-security.md).
"""

import hashlib
import hmac
import os
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

VARIABLE = "LAMBINH_ACTS_AS"
"""The variable in which an entry point (wsgi, manage.py) tells the settings its process role."""

ROLE_KEY = "LAMBINH_ROLE_KEY"
"""The variable of the secret from which the roles' passwords are derived. The web server does not have it."""


class ProcessRole(StrEnum):
    """The role of a process. Each value except the owner is the suffix of a PostgreSQL role's name."""

    OWNER = "owner"
    """Creates and changes tables: migrations, tests."""
    WEB = "web"
    """Serves users, each within their own units."""
    WORKER = "worker"
    """Checks and imports workbooks."""
    COMMAND = "command"
    """Commands at the command line."""


LOGINS = (ProcessRole.WEB, ProcessRole.WORKER, ProcessRole.COMMAND)

_OWNERS = frozenset(
    """check createcachetable database_roles dbshell flush inspectdb makemigrations migrate optimizemigration reset_data
    showmigrations sqlflush sqlmigrate squashmigrations test""".split()
)
_OTHERS = {"db_worker": ProcessRole.WORKER, "serve": ProcessRole.WORKER, "runserver": ProcessRole.WEB}


def set_process_role(part: ProcessRole) -> None:
    """Set the role of this process, before the settings are loaded."""
    os.environ[VARIABLE] = part


def process_role_for(name: str) -> ProcessRole:
    """The process role of `manage.py name`."""
    return ProcessRole.OWNER if name in _OWNERS else _OTHERS.get(name, ProcessRole.COMMAND)


def address_variable(part: ProcessRole) -> str:
    """The variable of the database URL of a process role."""
    return "DATABASE_URL" if part == ProcessRole.OWNER else f"LAMBINH_{part.upper()}_DATABASE_URL"


def current_role() -> ProcessRole:
    return ProcessRole(os.environ.get(VARIABLE, ProcessRole.OWNER))


@dataclass(frozen=True)
class Roles:
    """The names of the roles that belong to an owner of the tables."""

    owner: str

    def of(self, part: ProcessRole) -> str:
        return self.owner if part == ProcessRole.OWNER else f"{self.owner}_{part}"

    @property
    def web(self) -> str:
        return self.of(ProcessRole.WEB)

    @property
    def member(self) -> str:
        """The role that the web server switches to for a member's own households."""
        return f"{self.owner}_member"

    @property
    def journal(self) -> str:
        """The owner of the journal. It has no login."""
        return f"{self.owner}_journal"

    @property
    def keeper(self) -> str:
        """The role through which the owner can switch to the journal's role without inheriting its privileges."""
        return f"{self.owner}_keeper"

    @property
    def names(self) -> list[str]:
        """All role names except the owner's."""
        return [self.member, self.journal, self.keeper, *map(self.of, LOGINS)]


def password(secret: str, role: str) -> str:
    """The password of a role, derived from a secret that the web server does not have."""
    return hmac.new(secret.encode(), f"database role {role}".encode(), hashlib.sha256).hexdigest()


def create_role_statements(owner: str, secret: str) -> Iterator[str]:
    """Statements that create or correct the roles, for an account that may create roles.

    Without `secret` each process role has a database URL of its own, and the administrator sets its password.
    """
    roles = Roles(owner)
    for name in (roles.member, roles.journal, roles.keeper):
        yield _make(name, "NOLOGIN NOINHERIT")
    for part in LOGINS:
        name = roles.of(part)
        own = f" PASSWORD '{password(secret, name)}'" if secret else ""
        yield _make(name, f"LOGIN NOINHERIT{own}")
        yield f"GRANT {quoted(name)} TO {quoted(owner)}"  # tests switch to each
    for part in (ProcessRole.WORKER, ProcessRole.COMMAND):
        yield _past_rows_locks(roles.of(part))
    yield f"GRANT {quoted(roles.member)} TO {quoted(roles.web)}, {quoted(owner)}"
    # A role without inheritance in between: migrations get the journal's privileges only by SET ROLE.
    yield f"GRANT {quoted(roles.journal)} TO {quoted(roles.keeper)}"
    yield f"GRANT {quoted(roles.keeper)} TO {quoted(owner)}"


def closing(owner: str, database: str) -> Iterator[str]:
    """Statements for the database's owner that forbid tables of others. Migrations do the same if they may."""
    roles = Roles(owner)
    yield f"REVOKE TEMPORARY ON DATABASE {quoted(database)} FROM PUBLIC"
    parts = ", ".join(quoted(name) for name in (owner, roles.of(ProcessRole.WORKER), roles.of(ProcessRole.COMMAND)))
    yield f"GRANT TEMPORARY ON DATABASE {quoted(database)} TO {parts}"


def _make(name: str, options: str) -> str:
    exists = f"EXISTS (SELECT FROM pg_roles WHERE rolname = '{name}')"
    make, change = (f"{verb} ROLE {quoted(name)} {options}" for verb in ("CREATE", "ALTER"))
    return f"DO $$ BEGIN IF {exists} THEN {change}; ELSE {make}; END IF; END $$"


def _past_rows_locks(name: str) -> str:
    """Let a role bypass row security, which does not support COPY. Otherwise its policies allow all rows."""
    return f"DO $$ BEGIN ALTER ROLE {quoted(name)} BYPASSRLS; EXCEPTION WHEN insufficient_privilege THEN NULL; END $$"


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def owner_of(user: str) -> str:
    """The owner beside whose name the role `user` of this process is named."""
    part = current_role()
    return user if part == ProcessRole.OWNER else user.removesuffix(f"_{part}")
