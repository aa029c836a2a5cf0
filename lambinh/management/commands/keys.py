from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assignments import key_fingerprints
from lambinh.accounts.models import KeyFingerprint
from lambinh.installation_keys import CITIZEN_ID_KEY_MADE


class Command(BaseCommand):
    help = gettext_lazy("List the keys that this database needs, and whether they are set.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--forget", action="store_true", help=_("give up the data that lost keys encrypted"))

    def handle(self, *, forget: bool, **options: object) -> None:
        if forget:
            (settings.LAMBINH_DATA / CITIZEN_ID_KEY_MADE).unlink(missing_ok=True)
            self.stdout.write(_("Keys given up: %(count)d.") % {"count": key_fingerprints.forget()})
        for key in KeyFingerprint.objects.all():
            is_set = key.fingerprint in key_fingerprints.of_settings(key.kind)
            state = _("set") if is_set else _("missing")
            self.stdout.write(f"{key.get_kind_display()}  {key.fingerprint}  {key.since:%Y-%m-%d}  {state}")
