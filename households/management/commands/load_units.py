from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households.services import units


class Command(BaseCommand):
    help = gettext_lazy("Load provinces, districts and communes with their history. It may be repeated.")

    def handle(self, *args: Any, **options: Any) -> None:
        done = units.load_units()
        self.stdout.write(
            _("Units: %(new)d new, %(changed)d changed; placements: %(placed)d new.")
            % {"new": done.units_new, "changed": done.units_changed, "placed": done.placements_new}
        )
