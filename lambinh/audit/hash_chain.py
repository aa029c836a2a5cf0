"""The journal's chain: made minute by minute, copied elsewhere, and gone through from its beginning.

See docs/adr/0009-audit-journal.md for what it shows and what it does not.
"""

import json
import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection, connections
from django.utils.translation import gettext as _

from lambinh.lib.errors import UserError

AT_ONCE = 20_000
"""Entries in one seal at most, so that none takes long to make or to go through."""
_ROUNDS = 10  # seals in a minute: after an upgrade those of years wait
_MARK = 8  # bytes of each entry's digest that a seal keeps, to say which entry it was


class Broken(UserError):
    """The first place at which the chain does not hold; the text is for a person."""


@dataclass(frozen=True)
class Whole:
    """How far the chain goes, where all of it holds. `newest`: its last digest."""

    seals: int
    entries: int
    waiting: int
    newest: str


def keep_sealing() -> None:
    """Seal what is new and copy that; what cannot be done now is done the next time."""
    try:
        make_seals()
        if settings.LAMBINH_JOURNAL_COPY:
            copy_seals(Path(settings.LAMBINH_JOURNAL_COPY))
    except (DatabaseError, InterfaceError, OSError) as error:
        logging.getLogger("lambinh.audit").warning("the journal was not sealed or copied: %s", type(error).__name__)
    finally:
        connections.close_all()


def make_seals() -> int:
    """Seal the entries that no seal holds yet; gives how many. Writers do not wait for it."""
    count = 0
    with connection.cursor() as cursor:
        for _round in range(_ROUNDS):
            cursor.execute("SELECT journal.make_seal(%s)", [AT_ONCE])
            sealed = cursor.fetchone()[0]
            count += sealed
            if sealed < AT_ONCE:
                break
    return count


def copy_seals(file: Path) -> int:
    """Append the seals that `file` does not have yet, a line each; gives how many."""
    known = _copied(file)
    with connection.cursor() as cursor:
        sql = "SELECT id, at, entries, encode(digest, 'hex') FROM journal.seal WHERE id > %s ORDER BY id"
        cursor.execute(sql, [max(known, default=0)])
        rows = cursor.fetchall()
    if rows:
        with file.open("a", encoding="utf-8") as lines:
            for number, at, entries, digest in rows:
                line = {"seal": number, "at": at.isoformat(), "entries": entries, "digest": digest}
                lines.write(json.dumps(line) + "\n")
            lines.flush()
            os.fsync(lines.fileno())
    return len(rows)


def _copied(file: Path) -> dict[int, str]:
    """The digests of a copy by the numbers of their seals. A last line that was cut off is no line."""
    found: dict[int, str] = {}
    if file.exists():
        for line in file.read_text(encoding="utf-8").splitlines():
            try:
                seal = json.loads(line)
                found[int(seal["seal"])] = str(seal["digest"])
            except (ValueError, KeyError, TypeError):
                continue
    return found


def verify(copy: Path | None = None) -> Whole:
    """Go through the chain from its beginning, and through `copy` where there is one. Raises Broken."""
    entries = 0
    digests: dict[int, str] = {}
    for number, seal in enumerate(_seals(), start=1):
        if seal["id"] != number:
            raise Broken(_("Seal %(number)d is missing.") % {"number": number})
        if not seal["holds"]:
            raise Broken(_why(seal))
        entries += seal["entries"]
        digests[number] = seal["digest"]
    _check_between()
    if copy is not None:
        _check_copy(copy, digests)
    return Whole(len(digests), entries, _waiting(), digests.get(len(digests), ""))


def _seals() -> Iterator[dict[str, Any]]:
    """One after the other: a seal and its entries are in memory at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM journal.seal ORDER BY id")
        numbers = [number for (number,) in cursor.fetchall()]
        for number in numbers:
            cursor.execute(
                "SELECT id, at, entries, marks, ids::text, encode(digest, 'hex') AS digest,"
                " digest = journal.recomputed(id) AS holds FROM journal.seal WHERE id = %s",
                [number],
            )
            names = [column[0] for column in cursor.description]
            yield dict(zip(names, cursor.fetchone(), strict=True))


def _why(seal: dict[str, Any]) -> str:
    """Which entry of a seal that does not hold is another one than it was."""
    told = {"number": seal["id"], "at": f"{seal['at']:%Y-%m-%d %H:%M}"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, digest FROM journal.digests(%s::int8multirange)", [seal["ids"]])
        now = {pk: bytes(digest)[:_MARK] for pk, digest in cursor.fetchall()}
        cursor.execute(
            "SELECT id FROM unnest(%s::int8multirange) AS part, generate_series(lower(part), upper(part) - 1) AS id",
            [seal["ids"]],
        )
        numbers = [pk for (pk,) in cursor.fetchall()]
    for place, entry in enumerate(sorted(numbers)):
        if entry not in now:
            return _("Entry %(entry)d was removed (seal %(number)d of %(at)s).") % (told | {"entry": entry})
        if now[entry] != bytes(seal["marks"])[place * _MARK : (place + 1) * _MARK]:
            return _("Entry %(entry)d was changed (seal %(number)d of %(at)s).") % (told | {"entry": entry})
    return _("Seal %(number)d of %(at)s was changed.") % told


_ENTRIES = "(SELECT id FROM journal.change UNION ALL SELECT id FROM journal.look) e"
_NOT_SEALED = "NOT id <@ (SELECT coalesce(range_agg(ids), '{}') FROM journal.seal)"
_SETTLED = "(SELECT coalesce(max(settled), 0) FROM journal.seal)"


def _check_between() -> None:
    """No entry stands where all had been sealed already."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT min(id) FROM {_ENTRIES} WHERE id <= {_SETTLED} AND {_NOT_SEALED}")  # noqa: S608
        entry = cursor.fetchone()[0]
    if entry is not None:
        raise Broken(_("Entry %(entry)d was put in later.") % {"entry": entry})


def _check_copy(copy: Path, digests: dict[int, str]) -> None:
    for number, digest in sorted(_copied(copy).items()):
        if digests.get(number) != digest:
            raise Broken(_("Seal %(number)d is another one than in the copy.") % {"number": number})


def _waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {_ENTRIES} WHERE id > {_SETTLED} AND {_NOT_SEALED}")  # noqa: S608
        return int(cursor.fetchone()[0])
