"""Sealing the rows of imports and the kept workbooks anew, with the first of the keys."""

import os
import tempfile
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Q

from assignments.rosters.models import RosterRow
from assignments.rosters.storage import citizen_ids as sealing
from assignments.rosters.storage import files
from households import citizen_ids

BATCH = 2_000
COLUMNS = ("values", "original_values", "before")
HOLDS_ONE = Q(*[(f"{column}__has_key", sealing.FIELD) for column in COLUMNS], _connector=Q.OR)


def reseal_rows() -> int:
    """Seal what another key sealed, batch by batch; gives the number of rows. May be broken off and run again.

    Raises `lambinh.lib.encryption.keys.DecryptionError` when the key of one is missing.
    """
    resealed, last = 0, 0
    while (found := _batch(last)) is not None:
        last, count = found
        resealed += count
    return resealed


@transaction.atomic
def _batch(after: int) -> tuple[int, int] | None:
    rows = list(RosterRow.objects.filter(HOLDS_ONE, pk__gt=after).order_by("pk").select_for_update()[:BATCH])
    if not rows:
        return None
    old = [row for row in rows if any(_is_old(getattr(row, column)) for column in COLUMNS)]
    for row in old:
        for column in COLUMNS:
            if values := getattr(row, column):
                setattr(row, column, sealing.sealed(sealing.decrypted(values)))
    RosterRow.objects.bulk_update(old, COLUMNS, batch_size=500)
    return rows[-1].pk, len(old)


def _is_old(values: dict[str, Any] | None) -> bool:
    kept: str = (values or {}).get(sealing.FIELD) or ""
    return bool(kept) and not citizen_ids.ring().uses_primary_key(kept)


def reseal_files() -> int:
    """Seal the kept workbooks anew that another key sealed, and those that none did; gives how many."""
    ring = files.ring()
    old = [path for path in files.folder().iterdir() if "-" not in path.name and not ring.uses_primary_key(path)]
    for path in old:
        _reseal_file(path)
    return len(old)


def _reseal_file(path: Path) -> None:
    """As old as it was: by its age a file without an upload is removed."""
    with files.decrypted_file(files.StoredFile(path.name, path.name)) as plain:
        with (
            tempfile.NamedTemporaryFile(dir=files.folder(), prefix="upload-", delete=False) as file,
            plain.path.open("rb") as content,
        ):
            files.ring().encrypt(iter(lambda: content.read(1 << 18), b""), file)
        times = path.stat()
        os.utime(file.name, (times.st_atime, times.st_mtime))
        Path(file.name).replace(path)
