import time
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext_lazy

from assignments.demo_accounts import SECOND_FACTOR, refuse_in_production
from lambinh.lib.totp import code_at


class Command(BaseCommand):
    help = gettext_lazy("Print the current second-factor code of the demo accounts.")

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_in_production()
        self.stdout.write(code_at(SECOND_FACTOR, time.time()))
