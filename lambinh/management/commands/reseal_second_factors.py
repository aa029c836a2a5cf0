from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assignments import key_fingerprints
from lambinh.accounts.second_factor.rekey import reencrypt_second_factors
from lambinh.lib.encryption.keys import DecryptionError
from lambinh.lib.errors import CommandFailed


class Command(BaseCommand):
    help = gettext_lazy("Encrypt second factors again with LAMBINH_SECRET_KEY. Afterwards you can remove the old key.")

    def handle(self, **options: object) -> None:
        try:
            count = reencrypt_second_factors()
        except DecryptionError as error:
            raise CommandFailed(str(error)) from None
        key_fingerprints.resealed(key_fingerprints.Kind.SECRET)
        self.stdout.write(_("Encrypted again: %(count)d second factors.") % {"count": count})
