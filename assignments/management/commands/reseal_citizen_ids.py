from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assignments import key_fingerprints
from assignments.rosters.storage.rekey import rekey_files, rekey_rows
from households.services.rekey import reseal_households
from lambinh.lib.encryption.keys import DecryptionError
from lambinh.lib.errors import CommandFailed


class Command(BaseCommand):
    help = gettext_lazy(
        "Encrypt citizen ids and stored workbooks again with the first of LAMBINH_CITIZEN_ID_KEYS. It may be repeated."
    )

    def handle(self, **options: Any) -> None:
        try:
            counts = {
                "households": reseal_households(),
                "rows": rekey_rows(),
                "files": rekey_files(),
            }
        except DecryptionError as error:
            raise CommandFailed(str(error)) from None
        key_fingerprints.resealed(key_fingerprints.Kind.CITIZEN_ID)
        text = _("Encrypted again: %(households)d households, %(rows)d rows of imports, %(files)d workbooks.")
        self.stdout.write(text % counts)
