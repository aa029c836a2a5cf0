"""Encrypt the rows of imports and the stored workbooks again, with the primary key."""

import os
import tempfile
from pathlib import Path

from django.db import transaction
from django.db.models import Q

from assignments.rosters.models import RosterRow
from assignments.rosters.rows import Values
from assignments.rosters.storage import citizen_ids as stored_citizen_ids
from assignments.rosters.storage import files
from households import citizen_ids

BATCH = 2_000
COLUMNS = ("values", "original_values", "before")
HAS_CITIZEN_ID = Q(*[(f"{column}__has_key", stored_citizen_ids.FIELD) for column in COLUMNS], _connector=Q.OR)


def rekey_rows() -> int:
    """Encrypt rows again that another key encrypted, in batches; return their number. Can be interrupted and repeated.

    Raises `lambinh.lib.encryption.keys.DecryptionError` if a key is missing.
    """
    total, last = 0, 0
    while (batch := _rekey_batch(last)) is not None:
        last, count = batch
        total += count
    return total


@transaction.atomic
def _rekey_batch(after: int) -> tuple[int, int] | None:
    """The last row of the batch and the number of rows encrypted again; None after the last row."""
    rows = list(RosterRow.objects.filter(HAS_CITIZEN_ID, pk__gt=after).order_by("pk").select_for_update()[:BATCH])
    if not rows:
        return None
    old = [row for row in rows if any(_is_old(getattr(row, column)) for column in COLUMNS)]
    for row in old:
        for column in COLUMNS:
            if values := getattr(row, column):
                setattr(row, column, stored_citizen_ids.encrypted(stored_citizen_ids.decrypted(values)))
    RosterRow.objects.bulk_update(old, COLUMNS, batch_size=500)
    return rows[-1].pk, len(old)


def _is_old(values: Values | None) -> bool:
    value: str = (values or {}).get(stored_citizen_ids.FIELD) or ""
    return bool(value) and not citizen_ids.ring().uses_primary_key(value)


def rekey_files() -> int:
    """Encrypt stored workbooks again that another key encrypted, or none. Returns their number."""
    ring = files.ring()
    old = [path for path in files.folder().iterdir() if "-" not in path.name and not ring.uses_primary_key(path)]
    for path in old:
        _rekey_file(path)
    return len(old)


def _rekey_file(path: Path) -> None:
    """Encrypt a file again, keeping its age: a file without an upload is removed by its age."""
    with files.decrypted_file(files.StoredFile(path.name, path.name)) as decrypted:
        with (
            tempfile.NamedTemporaryFile(dir=files.folder(), prefix="upload-", delete=False) as file,
            decrypted.path.open("rb") as content,
        ):
            files.ring().encrypt(iter(lambda: content.read(1 << 18), b""), file)
        times = path.stat()
        os.utime(file.name, (times.st_atime, times.st_mtime))
        Path(file.name).replace(path)
