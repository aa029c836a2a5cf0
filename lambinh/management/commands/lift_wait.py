from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households.users import services
from lambinh.accounts.models import User
from lambinh.accounts.services import system_user


class Command(BaseCommand):
    help = gettext_lazy("Let somebody who has to wait after too many failures sign in again at once.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, *, username: str, **options: Any) -> None:
        person = User.objects.filter(username=username).first()
        if person is None:
            raise CommandError(_("There is no user “%(name)s”.") % {"name": username})
        services.lift_wait(person=person, request=HttpRequest(), by=system_user())
        self.stdout.write(_("“%(name)s” may try to sign in again at once.") % {"name": username})
