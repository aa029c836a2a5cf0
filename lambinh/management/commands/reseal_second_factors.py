from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assignments import key_fingerprints
from lambinh.accounts.second_factor.status import reseal
from lambinh.lib.encryption.keys import DecryptionError
from lambinh.lib.errors import CommandFailed


class Command(BaseCommand):
    help = gettext_lazy("Seal second factors anew with LAMBINH_SECRET_KEY; the old key can be left out afterwards.")

    def handle(self, **options: Any) -> None:
        try:
            count = reseal()
        except DecryptionError as trouble:
            raise CommandFailed(str(trouble)) from None
        key_fingerprints.resealed(key_fingerprints.Kind.SECRET)
        self.stdout.write(_("Sealed anew: %(count)d second factors.") % {"count": count})
