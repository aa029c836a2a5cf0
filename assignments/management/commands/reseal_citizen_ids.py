from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assignments import key_fingerprints
from assignments.rosters.storage.rekey import reseal_files, reseal_rows
from households.services.rekey import reseal_households
from lambinh.lib.encryption.keys import DecryptionError
from lambinh.lib.errors import CommandFailed


class Command(BaseCommand):
    help = gettext_lazy(
        "Seal citizen ids and kept workbooks anew with the first of LAMBINH_CITIZEN_ID_KEYS. May be run again."
    )

    def handle(self, **options: Any) -> None:
        try:
            counts = {
                "households": reseal_households(),
                "rows": reseal_rows(),
                "files": reseal_files(),
            }
        except DecryptionError as trouble:
            raise CommandFailed(str(trouble)) from None
        key_fingerprints.resealed(key_fingerprints.Kind.CITIZEN_ID)
        text = _("Sealed anew: %(households)d households, %(rows)d rows of imports, %(files)d workbooks.")
        self.stdout.write(text % counts)
