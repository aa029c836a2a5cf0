"""Sealing the citizen ids of households anew, with the first of the keys."""

from django.db import transaction

from households import citizen_ids
from households.models import Household

BATCH = 2_000


def reseal_households() -> int:
    """Seal what another key sealed, batch by batch; gives how many. May be broken off and run again.

    Raises `lambinh.lib.encryption.keys.DecryptionError` when the key of one is missing.
    """
    resealed, last = 0, 0
    while (found := _batch(last)) is not None:
        last, count = found
        resealed += count
    return resealed


@transaction.atomic
def _batch(after: int) -> tuple[int, int] | None:
    ring = citizen_ids.ring()
    rows = Household.objects.filter(pk__gt=after).exclude(citizen_id_encrypted="").order_by("pk")
    found = list(rows.select_for_update().values_list("pk", "citizen_id_encrypted")[:BATCH])
    if not found:
        return None
    old = [(pk, sealed) for pk, sealed in found if not ring.uses_primary_key(sealed)]
    citizen_ids.store((pk, ring.decrypt(sealed)) for pk, sealed in old)
    return found[-1][0], len(old)
