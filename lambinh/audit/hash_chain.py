"""The journal's chain of seals: created every minute, copied elsewhere, and verified from its beginning.

See docs/adr/0009-audit-journal.md for what it proves and what it does not.
"""

import json
import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection, connections
from django.utils.translation import gettext as _

from lambinh.lib.errors import UserError

MAX_ENTRIES = 20_000
"""Entries in one seal at most, so that none takes long to create or verify."""
_MAX_SEALS = 10  # per minute; after an upgrade the entries of years wait
_MARK_BYTES = 8  # of each entry's digest in a seal, to find the entry that was changed


class BrokenChain(UserError):
    """The first fault of the chain."""


@dataclass(frozen=True)
class Seal:
    """A row of journal.seal. `marks` has the first bytes of each entry's digest, `ids` its entries as a multirange."""

    id: int
    at: datetime
    entries: int
    marks: bytes
    ids: str
    digest: str
    is_intact: bool


@dataclass(frozen=True)
class ChainSummary:
    """The size of a chain without faults. `newest` is its last digest."""

    seals: int
    entries: int
    waiting: int
    newest: str


def keep_sealing() -> None:
    """Seal and copy new entries. After an error the next call continues."""
    try:
        make_seals()
        if settings.LAMBINH_JOURNAL_COPY:
            copy_seals(Path(settings.LAMBINH_JOURNAL_COPY))
    except (DatabaseError, InterfaceError, OSError) as error:
        logging.getLogger("lambinh.audit").warning("the journal was not sealed or copied: %s", type(error).__name__)
    finally:
        connections.close_all()


def make_seals() -> int:
    """Seal the entries that no seal contains yet. Return their number. Writers do not wait."""
    count = 0
    with connection.cursor() as cursor:
        for _round in range(_MAX_SEALS):
            cursor.execute("SELECT journal.make_seal(%s)", [MAX_ENTRIES])
            sealed = cursor.fetchone()[0]
            count += sealed
            if sealed < MAX_ENTRIES:
                break
    return count


def copy_seals(file: Path) -> int:
    """Append the seals that `file` does not contain yet, one per line. Return their number."""
    known = _read_copy(file)
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


def _read_copy(file: Path) -> dict[int, str]:
    """The digests in a copy, by seal number. A truncated last line is ignored."""
    digests: dict[int, str] = {}
    if file.exists():
        for line in file.read_text(encoding="utf-8").splitlines():
            try:
                seal = json.loads(line)
                digests[int(seal["seal"])] = str(seal["digest"])
            except (ValueError, KeyError, TypeError):
                continue
    return digests


def verify(copy: Path | None = None) -> ChainSummary:
    """Verify the chain from its beginning, and against `copy` if there is one. Raises BrokenChain."""
    entries = 0
    digests: dict[int, str] = {}
    for number, seal in enumerate(_seals(), start=1):
        if seal.id != number:
            raise BrokenChain(_("Seal %(number)d is missing.") % {"number": number})
        if not seal.is_intact:
            raise BrokenChain(_fault_in(seal))
        entries += seal.entries
        digests[number] = seal.digest
    _check_inserted_entries()
    if copy is not None:
        _check_copy(copy, digests)
    return ChainSummary(len(digests), entries, _unsealed_count(), digests.get(len(digests), ""))


def _seals() -> Iterator[Seal]:
    """The seals in order. Only one of them, with its entries, is in memory at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM journal.seal ORDER BY id")
        numbers = [number for (number,) in cursor.fetchall()]
        for number in numbers:
            cursor.execute(
                "SELECT id, at, entries, marks, ids::text, encode(digest, 'hex'), digest = journal.recomputed(id)"
                " FROM journal.seal WHERE id = %s",
                [number],
            )
            yield Seal(*cursor.fetchone())


def _fault_in(seal: Seal) -> str:
    """A message that names the changed or removed entry of a seal that is not intact."""
    params: dict[str, object] = {"number": seal.id, "at": f"{seal.at:%Y-%m-%d %H:%M}"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, digest FROM journal.digests(%s::int8multirange)", [seal.ids])
        marks = {pk: bytes(digest)[:_MARK_BYTES] for pk, digest in cursor.fetchall()}
        cursor.execute(
            "SELECT id FROM unnest(%s::int8multirange) AS part, generate_series(lower(part), upper(part) - 1) AS id",
            [seal.ids],
        )
        numbers = [pk for (pk,) in cursor.fetchall()]
    for i, entry in enumerate(sorted(numbers)):
        if entry not in marks:
            return _("Entry %(entry)d was removed (seal %(number)d of %(at)s).") % (params | {"entry": entry})
        if marks[entry] != bytes(seal.marks)[i * _MARK_BYTES : (i + 1) * _MARK_BYTES]:
            return _("Entry %(entry)d was changed (seal %(number)d of %(at)s).") % (params | {"entry": entry})
    return _("Seal %(number)d of %(at)s was changed.") % params


_ENTRIES = "(SELECT id FROM journal.change UNION ALL SELECT id FROM journal.access) e"
_NOT_SEALED = "NOT id <@ (SELECT coalesce(range_agg(ids), '{}') FROM journal.seal)"
_SETTLED = "(SELECT coalesce(max(settled), 0) FROM journal.seal)"


def _check_inserted_entries() -> None:
    """Raise BrokenChain if an entry has an id below which all entries had been sealed."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT min(id) FROM {_ENTRIES} WHERE id <= {_SETTLED} AND {_NOT_SEALED}")  # noqa: S608
        entry = cursor.fetchone()[0]
    if entry is not None:
        raise BrokenChain(_("Entry %(entry)d was put in later.") % {"entry": entry})


def _check_copy(copy: Path, digests: dict[int, str]) -> None:
    for number, digest in sorted(_read_copy(copy).items()):
        if digests.get(number) != digest:
            raise BrokenChain(_("Seal %(number)d is another one than in the copy.") % {"number": number})


def _unsealed_count() -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {_ENTRIES} WHERE id > {_SETTLED} AND {_NOT_SEALED}")  # noqa: S608
        return int(cursor.fetchone()[0])
