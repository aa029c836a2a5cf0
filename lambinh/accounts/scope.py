"""The second lock's key: whose eyes a transaction reads for, and under whose name it writes.

The database lets the web server's role see rows about persons in the units named here and no others; every change is
recorded under the user named here. All of it ends with the transaction, so that nothing is left on a pooled connection.
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
    rights: Mapping[str, Any] | None = None,
    access_units: Iterable[int] = (),
) -> None:
    """Let the transaction that is open read within `units`, and write as `user` by `source` ("page", "import 12").

    `rights` says for each permission in which units it is held ("*": in all); without it the web server changes no
    unit, placement, body or decision. Within `access_units` the user may give others access.
    Raises TransactionManagementError outside a transaction, where it would be forgotten at once.
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
    """Let the changes of the transaction that is open be recorded under `user`; what it may read stays.

    `source` says how they came about ("import 12"); without it, what was said before stays.
    """
    _set({"app.user": "" if user is None else str(user)} | ({} if source is None else {"app.source": source}))


def audited(operation: Callable[P, R]) -> Callable[P, R]:
    """A writing operation: all of it is one transaction, and its changes are recorded under the user `by`.

    Pages have said who acts; commands, tasks and a shell have not. `by` is given by its name.
    """

    @wraps(operation)
    def recorded(*args: P.args, **kwargs: P.kwargs) -> R:
        with transaction.atomic():
            set_actor(user=cast(Any, kwargs["by"]).pk)
            return operation(*args, **kwargs)

    return recorded


def _set(values: dict[str, str]) -> None:
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a scope is set inside a transaction")
    calls = ", ".join(["set_config(%s, %s, true)"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {calls}", [part for pair in values.items() for part in pair])


@contextmanager
def member_role() -> Iterator[None]:
    """Meanwhile see the households of the transaction's user and nothing else, whatever other roles there are."""
    role = Roles(owner_of(connection.settings_dict["USER"])).member
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('role')")
        before = cursor.fetchone()[0]
        cursor.execute(f"SET LOCAL ROLE {quoted(role)}")
        yield
        cursor.execute(f"SET LOCAL ROLE {'NONE' if before == 'none' else quoted(before)}")
