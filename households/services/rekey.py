"""Encrypt the citizen ids of households again with the primary key."""

from django.db import transaction

from households import citizen_ids
from households.models import Household

BATCH = 2_000


def reseal_households() -> int:
    """Encrypt again what another key encrypted, batch by batch, and return the count. It can be interrupted.

    Raises `lambinh.lib.encryption.keys.DecryptionError` when the key of one is missing.
    """
    count, last = 0, 0
    while (batch := _batch(last)) is not None:
        last, batch_count = batch
        count += batch_count
    return count


@transaction.atomic
def _batch(after: int) -> tuple[int, int] | None:
    """The last key of the next batch and how many ids it encrypted; None after the last batch."""
    ring = citizen_ids.ring()
    rows = Household.objects.filter(pk__gt=after).exclude(citizen_id_encrypted="").order_by("pk")
    encrypted = list(rows.select_for_update().values_list("pk", "citizen_id_encrypted")[:BATCH])
    if not encrypted:
        return None
    old = [(pk, sealed) for pk, sealed in encrypted if not ring.uses_primary_key(sealed)]
    citizen_ids.store((pk, ring.decrypt(sealed)) for pk, sealed in old)
    return encrypted[-1][0], len(old)
