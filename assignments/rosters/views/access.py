"""Access to the roster pages: who may open them, and which imports and uploads they find."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from assignments.rosters.models import RosterImport, RosterUpload
from assignments.rosters.permissions import ImportPermissions, import_permissions
from households.models import Unit
from households.permissions import current_user, permission_required
from lambinh.accounts.permissions import Permission
from lambinh.lib.encryption.keys import DecryptionError

View = Callable[..., HttpResponseBase]


def importer_required(view: View) -> View:
    """Require permission to import somewhere. If a key is missing, the view redirects to the list with a message."""

    @permission_required(Permission.IMPORT_ROSTERS)
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except DecryptionError as error:
            messages.error(request, str(error))
            return redirect("rosters:list")

    return guarded


def importer_permissions(request: HttpRequest) -> ImportPermissions:
    return import_permissions(current_user(request), timezone.localdate())


def communes_for(request: HttpRequest) -> list[Unit]:
    """The present communes for which the user may import."""
    communes = Unit.objects.on(timezone.localdate()).filter(kind=Unit.Kind.COMMUNE).order_by("sort_key")
    units = importer_permissions(request).import_units
    return list(communes if units is None else communes.filter(pk__in=units))


def import_for(request: HttpRequest, pk: int) -> RosterImport:
    """The import, or 404 if the user may not see it."""
    imports = RosterImport.objects.visible_to(request.user).select_related(
        "checked_by", "applied_by", "undone_by", "upload"
    )
    roster_import: RosterImport = get_object_or_404(imports, pk=pk)
    return roster_import


def upload_for(request: HttpRequest, pk: int) -> RosterUpload:
    """The upload, or 404 if the user may not see it."""
    upload: RosterUpload = get_object_or_404(RosterUpload.objects.visible_to(request.user), pk=pk)
    return upload
