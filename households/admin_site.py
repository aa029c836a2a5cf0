"""The admin site."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from households.permissions import permissions_for
from lambinh.accounts.permissions import Permission
from lambinh.lib.admin.site import BaseAdminSite

OPENING = (Permission.VIEW_RECORDS, Permission.MANAGE_UNITS, Permission.IMPORT_ROSTERS)


class LambinhAdminSite(BaseAdminSite):
    """The admin, open to every user whose role has pages in it, whatever Django's `is_staff` says."""

    def has_permission(self, request: HttpRequest) -> bool:
        permissions = permissions_for(request.user)
        if any(map(permissions.has_anywhere, OPENING)):
            return True
        if request.user.is_authenticated:
            raise PermissionDenied  # signing in again would lead back here
        return False
