"""Pages of the roster import: upload, look at what would happen, apply, take back."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from assignments.rosters import services, tasks, uploads
from assignments.rosters.forms import UploadForm
from assignments.rosters.models import RosterImport, RosterKind, RosterUpload
from assignments.rosters.permissions import ImportPermissions, import_permissions
from assignments.rosters.review.plan_page import plan_page
from assignments.rosters.storage import files
from assignments.rosters.worker.claims import is_disk_full
from assignments.rosters.worker.imports import PREVIOUS_STATE, import_lease
from households.models import Unit
from households.permissions import GET_OR_POST, permission_required
from lambinh.accounts.permissions import Permission
from lambinh.lib.decorators import post_only
from lambinh.lib.encryption.keys import DecryptionError
from lambinh.lib.refusals import refusal_on_form
from lambinh.lib.spreadsheets.types import UnreadableFile
from lambinh.lib.uploads.file_types import type_error
from lambinh.lib.uploads.handlers import FailedUpload
from lambinh.lib.uploads.request_size import MEGABYTE, accepts_files

IMPORTS_A_PAGE = 50
View = Callable[..., HttpResponseBase]
SHOWN_UNANSWERED = 5
SHOWN_IN_CHECK = 50


def rights_in(request: HttpRequest) -> ImportPermissions:
    """What the person of this request may import."""
    return import_permissions(request.user, timezone.localdate())  # type: ignore[arg-type]


def for_importers(view: View) -> View:
    """A page for those who may import somewhere. What cannot be opened for want of its key is told on the list."""

    @permission_required(Permission.IMPORT_ROSTERS)
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except DecryptionError as told:
            messages.error(request, str(told))
            return redirect("rosters:list")

    return guarded


def communes_for(request: HttpRequest) -> list[Unit]:
    """The communes of today for which the person may import."""
    communes = Unit.objects.on(timezone.localdate()).filter(kind=Unit.Kind.COMMUNE).order_by("sort_key")
    allowed = rights_in(request).import_units
    return list(communes if allowed is None else communes.filter(pk__in=allowed))


def import_for(request: HttpRequest, pk: int) -> RosterImport:
    """The import of this address, if the person may see it."""
    found: RosterImport = get_object_or_404(
        RosterImport.objects.visible_to(request.user).select_related("checked_by", "applied_by", "undone_by", "upload"),
        pk=pk,
    )
    return found


def _most_bytes() -> int:
    """All files of one upload together."""
    return int(settings.LAMBINH_ROSTER_FILES * settings.LAMBINH_ROSTER_FILE_MEGABYTES) * MEGABYTE


@accepts_files(_most_bytes)
@require_http_methods(GET_OR_POST)
@for_importers
def upload(request: HttpRequest) -> HttpResponse:
    """The form for new files, and the imports so far under it."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        received = _receive(request, form)
        if len(received) == 1 and not form.errors:
            return on_to(received[0])
        if received and not form.errors:
            return redirect("rosters:list")
    tasks.release_stale(timezone.now())
    imports = RosterImport.objects.visible_to(request.user).select_related("checked_by", "applied_by", "upload")
    page = Paginator(imports, IMPORTS_A_PAGE).get_page(request.GET.get("page"))
    shown = {"form": form, "page": page, "communes": communes_for(request), "kinds": RosterKind.choices}
    shown["unanswered"] = RosterUpload.objects.visible_to(request.user).waiting_for_an_answer()[:SHOWN_UNANSWERED]
    shown |= uploads_in_check(request)
    return render(request, "rosters/upload.html", shown, status=400 if form.errors else 200)


def uploads_in_check(request: HttpRequest) -> dict[str, Any]:
    """The person's uploads that are not checked, and whether a worker will still do something about them."""
    in_check = RosterUpload.objects.visible_to(request.user).in_check().filter(uploaded_by=request.user.pk)
    found = list(in_check[:SHOWN_IN_CHECK])
    return {"in_check": found, "is_waiting": any(one.state == RosterUpload.State.WAITING for one in found)}


def _receive(request: HttpRequest, form: UploadForm) -> list[RosterUpload]:
    """Keep each file for a worker to check; those that are no spreadsheets are named at the form."""
    received = []
    for file in form.cleaned_data["file"]:
        try:
            with refusal_on_form(form, "file"):
                received.append(_receive_one(request, file, form.cleaned_data["on"]))
        except OperationalError as error:
            if not is_disk_full(error):
                raise
            form.add_error("file", files.disk_full_message(file.name))
    return received


def _receive_one(request: HttpRequest, file: Any, on: date | None) -> RosterUpload:
    if not isinstance(file, FailedUpload) and (why := type_error(file, file.name)):
        raise UnreadableFile("kind", why)
    kept = files.store(file)
    with transaction.atomic():
        upload = uploads.receive(kept, by=request.user, now=timezone.now(), on=on)  # type: ignore[arg-type]
        tasks.enqueue_check(upload)
    upload.refresh_from_db()
    return upload


def on_to(upload: RosterUpload) -> HttpResponse:
    """The next page of an upload: how far its check is, its columns when they are not certain, else its first plan."""
    if upload.state != RosterUpload.State.CHECKED:
        return redirect("rosters:check", pk=upload.pk)
    if not upload.is_certain or upload.error or not upload.imports.exists():
        return redirect("rosters:columns", pk=upload.pk)
    return redirect("rosters:plan", pk=upload.imports.order_by("pk")[0].pk)


@require_GET
@for_importers
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """What an import would do or did: its counts, and its rows of one kind, page by page."""
    roster_import = import_for(request, pk)
    if roster_import.state in PREVIOUS_STATE and tasks.release_stale(timezone.now()):
        roster_import = import_for(request, pk)
    return render(request, "rosters/plan.html", plan_page(request, roster_import))


@require_GET
@for_importers
def state(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the background worker is, for the part of the page that asks again and again."""
    tasks.release_stale(timezone.now())
    roster_import = import_for(request, pk)
    answer = render(request, "rosters/_progress.html", {"roster_import": roster_import})
    if roster_import.state not in PREVIOUS_STATE:
        answer["HX-Refresh"] = "true"
    return answer


def to_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """To the page of an import."""
    return redirect("rosters:plan", pk=pk)


@for_importers
@post_only(back_to=to_plan)
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand a checked import to the background worker."""
    roster_import = import_for(request, pk)
    with transaction.atomic():
        if services.start_applying(roster_import):
            tasks.apply_import.enqueue(roster_import.pk, int(request.user.pk or 0))
    return redirect("rosters:plan", pk=pk)


@for_importers
@post_only(back_to=to_plan)
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the background worker take an applied import back."""
    roster_import = import_for(request, pk)
    if not rights_in(request).can_undo(roster_import.communes):
        raise PermissionDenied
    with transaction.atomic():
        if services.start_undoing(roster_import):
            tasks.undo_import.enqueue(roster_import.pk, int(request.user.pk or 0))
    return redirect("rosters:plan", pk=pk)


@for_importers
@post_only(back_to=to_plan)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop what the background worker does, or was to do, with an import."""
    import_lease.cancel(import_for(request, pk))
    return redirect("rosters:plan", pk=pk)
