"""Who may open the registers at all."""

from django.contrib.admin import AdminSite
from django.http import HttpRequest

from households.access import reach_of
from lambinh.accounts.permissions import Permission

OPENING = (Permission.SEE_PERSONS, Permission.MANAGE_UNITS, Permission.IMPORT_ROSTERS)


class RegisterSite(AdminSite):
    """The registers: for everybody whose role has one, whatever Django's own marks on the account say."""

    def has_permission(self, request: HttpRequest) -> bool:
        reach = reach_of(request.user)
        return any(map(reach.may, OPENING))
