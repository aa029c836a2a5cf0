"""The scope of a transaction: the units that it may read, and the user under whom its changes are recorded.

The database shows the web server's role only rows about persons of these units (row-level security). The scope ends
with the transaction, so that nothing stays on a pooled connection.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from django.db import connection, transaction
from django.utils import timezone

from lambinh.db.roles import Roles, owner_of, quoted

P = ParamSpec("P")
R = TypeVar("R")


def begin_scope(
    *,
    user: int | None,
    units: Iterable[int] = (),
    source: str,
    day: date | None = None,
    rights: Mapping[str, object] | None = None,
    access_units: Iterable[int] = (),
) -> None:
    """Let the open transaction read rows of `units`, and record its changes under `user` and `source`.

    `source` names what made the changes ("page", "import 12"). `rights` contains the units of each permission ("*":
    all units); without it the web server can change no unit, placement, body or decision. In `access_units` the user
    may grant access to others. Raises TransactionManagementError outside a transaction.
    """
    _set(
        {
            "app.user": "" if user is None else str(user),
            "app.units": ",".join(map(str, sorted(units))),
            "app.access_units": ",".join(map(str, sorted(access_units))),
            "app.day": (day or timezone.localdate()).isoformat(),
            "app.source": source,
            "app.rights": json.dumps(rights or {}),
        }
    )


def set_actor(*, user: int | None, source: str | None = None) -> None:
    """Record the changes of the open transaction under `user`. What it may read does not change.

    Without `source` the recorded source does not change.
    """
    _set({"app.user": "" if user is None else str(user)} | ({} if source is None else {"app.source": source}))


def audited(operation: Callable[P, R]) -> Callable[P, R]:
    """Run a writing operation in one transaction, with its changes recorded under the user `by` (a keyword).

    Pages set the actor themselves; commands, tasks and shells do not.
    """

    @wraps(operation)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        with transaction.atomic():
            set_actor(user=cast(Any, kwargs["by"]).pk)
            return operation(*args, **kwargs)

    return wrapper


def _set(values: dict[str, str]) -> None:
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a scope is set inside a transaction")
    calls = ", ".join(["set_config(%s, %s, true)"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {calls}", [part for pair in values.items() for part in pair])


@contextmanager
def member_role() -> Iterator[None]:
    """In this block, read only the user's own households, whatever other roles the user has."""
    role = Roles(owner_of(connection.settings_dict["USER"])).member
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('role')")
        before = cursor.fetchone()[0]
        cursor.execute(f"SET LOCAL ROLE {quoted(role)}")
        yield
        cursor.execute(f"SET LOCAL ROLE {'NONE' if before == 'none' else quoted(before)}")
