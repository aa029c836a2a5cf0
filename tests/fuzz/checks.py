"""Faults of an answer: a wrong status, internals of the program, or names of another commune."""

import io
import re
import zipfile
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from django.db import connection

PERMITTED = {200, 204, 301, 302, 304, 400, 403, 404, 405, 411, 413, 429}

_RAW = re.compile(
    rb"Traceback \(most recent|site-packages|psycopg|[a-z]\.py\b|\bdjango\.\w+\.|SELECT \"|&#x27;\w+&#x27; object|"
    rb"\b(?:[A-Z][a-z]+(?:[A-Z][a-z]+)*(?:Error|Exception)|DoesNotExist|MultipleObjectsReturned)\b|"
    rb"invalid literal for int|not enough values to unpack|NoneType|violates \w+ (?:key )?constraint|duplicate key"
)
"""Texts that show internals of the program."""


def describe_error(error: BaseException) -> str:
    """The error and the line that raised it, the same text for all requests with this error."""
    place, frame = "", error.__traceback__
    own_place = ""
    while frame is not None:
        file, line = frame.tb_frame.f_code.co_filename, frame.tb_lineno
        place = f"{'/'.join(file.split('/')[-3:])}:{line}"
        if "site-packages" not in file and "/lib/python" not in file and "/tests/" not in file:
            own_place = place
        frame = frame.tb_next
    return f"{type(error).__name__} in {place} from {own_place}: {str(error)[:90]!r}"


def faults(answer: Any, foreign: SimpleNamespace | None) -> Iterator[str]:
    """Yield the faults of an answer to a user for whom `foreign` is outside; None if no commune is outside."""
    if answer.status_code not in PERMITTED:
        yield f"status {answer.status_code}"
    text = _text(answer) + repr(answer.headers).encode()
    if match := _RAW.search(text):
        yield f"shows {match[0][:60]!r}"
    for name in names_of(foreign) if foreign else []:
        if name in text:
            yield f"shows {name.decode()} of the other commune"


def names_of(side: SimpleNamespace) -> list[bytes]:
    return [side.mark.encode(), f"ten{side.mark.lower()}".encode()]


def _text(answer: Any) -> bytes:
    """The content of an answer, unpacked if it is a workbook."""
    content: bytes = answer.full_content
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist() if name.endswith(".xml"))


_TABLES = (
    "households_household households_residence households_povertystatus assignments_member assignments_membership"
    " assignments_assignment"
).split()


def state_of(side: SimpleNamespace) -> str:
    """A digest of the commune's rows about persons, of the access to it, and of its placement."""
    rows = [f"SELECT t::text AS r FROM {table} t WHERE commune_id = %(commune)s" for table in _TABLES]
    rows += [
        "SELECT t::text FROM households_unit t WHERE id IN (%(commune)s, %(village)s)",
        "SELECT t::text FROM households_placement t WHERE %(commune)s IN (unit_id, parent_id) OR unit_id = %(village)s",
        "SELECT t::text FROM households_unitaccess t WHERE unit_id = %(commune)s",
        "SELECT t::text FROM assignments_body t WHERE unit_id IN (%(commune)s, %(village)s)",
        "SELECT t::text FROM rosters_rosterimport t WHERE id = %(roster)s",
        "SELECT t::text FROM rosters_rosterrow t WHERE roster_import_id = %(roster)s",
    ]
    with connection.cursor() as cursor:
        keys = {"commune": side.commune.pk, "village": side.village.pk, "roster": side.roster.pk}
        cursor.execute(f"SELECT md5(string_agg(r, '|' ORDER BY r)) FROM ({' UNION ALL '.join(rows)}) AS rows", keys)
        return str(cursor.fetchone()[0])
