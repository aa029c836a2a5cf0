from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households.users import services
from lambinh.accounts.models import User
from lambinh.accounts.services import system_user


class Command(BaseCommand):
    help = gettext_lazy("Lift the waiting time of a user after too many failed sign-ins.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, *, username: str, **options: object) -> None:
        person = User.objects.filter(username=username).first()
        if person is None:
            raise CommandError(_("There is no user “%(name)s”.") % {"name": username})
        services.lift_wait(user=person, request=HttpRequest(), by=system_user())
        self.stdout.write(_("“%(name)s” can try to sign in again now.") % {"name": username})
