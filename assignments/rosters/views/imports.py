"""Pages of the roster import: upload workbooks, see the plan of an import, apply it, undo it."""

from datetime import date

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from assignments.rosters import services, tasks, uploads
from assignments.rosters.forms import UploadForm
from assignments.rosters.models import RosterImport, RosterKind, RosterUpload
from assignments.rosters.review.plan_page import plan_context
from assignments.rosters.storage import files
from assignments.rosters.views.access import communes_for, import_for, importer_permissions, importer_required
from assignments.rosters.worker.claims import is_disk_full
from assignments.rosters.worker.imports import PREVIOUS_STATE, import_lease
from households.permissions import GET_OR_POST, current_user
from lambinh.lib.decorators import post_only
from lambinh.lib.refusals import refusal_on_form
from lambinh.lib.spreadsheets.types import UnreadableFile
from lambinh.lib.uploads.file_types import type_error
from lambinh.lib.uploads.handlers import FailedUpload
from lambinh.lib.uploads.request_size import MEGABYTE, accepts_files

IMPORTS_A_PAGE = 50
MAX_UNANSWERED = 5
MAX_IN_CHECK = 50


def _max_upload_bytes() -> int:
    """The size of all files of one upload together."""
    return int(settings.LAMBINH_ROSTER_FILES * settings.LAMBINH_ROSTER_FILE_MEGABYTES) * MEGABYTE


@accepts_files(_max_upload_bytes)
@require_http_methods(GET_OR_POST)
@importer_required
def upload(request: HttpRequest) -> HttpResponse:
    """The upload form, with the imports so far below it."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        received = _receive_files(request, form)
        if received and not form.errors:
            return next_page(received[0]) if len(received) == 1 else redirect("rosters:list")
    tasks.release_stale(timezone.now())
    return render(request, "rosters/upload.html", _list_context(request, form), status=400 if form.errors else 200)


def _receive_files(request: HttpRequest, form: UploadForm) -> list[RosterUpload]:
    """Store each file for a worker to check; the form gets an error for each that is not a spreadsheet."""
    received = []
    for file in form.cleaned_data["file"]:
        try:
            with refusal_on_form(form, "file"):
                received.append(_receive_file(request, file, form.cleaned_data["on"]))
        except OperationalError as error:
            if not is_disk_full(error):
                raise
            form.add_error("file", files.disk_full_message(file.name))
    return received


def _receive_file(request: HttpRequest, file: UploadedFile[bytes], on: date | None) -> RosterUpload:
    if not isinstance(file, FailedUpload) and (reason := type_error(file, file.name or "")):
        raise UnreadableFile("kind", reason)
    stored = files.store(file)
    with transaction.atomic():
        upload = uploads.receive(stored, by=current_user(request), now=timezone.now(), on=on)
        tasks.enqueue_check(upload)
    upload.refresh_from_db()
    return upload


def _list_context(request: HttpRequest, form: UploadForm) -> dict[str, object]:
    imports = RosterImport.objects.visible_to(request.user).select_related("checked_by", "applied_by", "upload")
    unanswered = RosterUpload.objects.visible_to(request.user).waiting_for_an_answer()
    return {
        "form": form,
        "page": Paginator(imports, IMPORTS_A_PAGE).get_page(request.GET.get("page")),
        "communes": communes_for(request),
        "kinds": RosterKind.choices,
        "unanswered": unanswered[:MAX_UNANSWERED],
        **in_check_context(request),
    }


def in_check_context(request: HttpRequest) -> dict[str, object]:
    """The user's uploads that are not checked, and whether one of them still waits for a worker."""
    in_check = RosterUpload.objects.visible_to(request.user).in_check().filter(uploaded_by=request.user.pk)
    waiting = RosterUpload.State.WAITING
    uploads_in_check = list(in_check[:MAX_IN_CHECK])
    return {"in_check": uploads_in_check, "is_waiting": any(upload.state == waiting for upload in uploads_in_check)}


def next_page(upload: RosterUpload) -> HttpResponse:
    """Redirect to the check of an upload; once it is checked, to its columns if they are unsure, else to its plan."""
    if upload.state != RosterUpload.State.CHECKED:
        return redirect("rosters:check", pk=upload.pk)
    if not upload.is_certain or upload.error or not upload.imports.exists():
        return redirect("rosters:columns", pk=upload.pk)
    return redirect("rosters:plan", pk=upload.imports.order_by("pk")[0].pk)


@require_GET
@importer_required
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan or the result of an import: counts, and the rows of one outcome, page by page."""
    roster_import = import_for(request, pk)
    if roster_import.state in PREVIOUS_STATE and tasks.release_stale(timezone.now()):
        roster_import = import_for(request, pk)
    return render(request, "rosters/plan.html", plan_context(request, roster_import))


@require_GET
@importer_required
def state(request: HttpRequest, pk: int) -> HttpResponse:
    """The progress of the background worker, for the polling part of the page."""
    tasks.release_stale(timezone.now())
    roster_import = import_for(request, pk)
    response = render(request, "rosters/_progress.html", {"roster_import": roster_import})
    if roster_import.state not in PREVIOUS_STATE:
        response["HX-Refresh"] = "true"
    return response


def to_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Redirect to the page of an import."""
    return redirect("rosters:plan", pk=pk)


@importer_required
@post_only(back_to=to_plan)
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the background worker apply a checked import."""
    roster_import = import_for(request, pk)
    with transaction.atomic():
        if services.start_applying(roster_import):
            tasks.apply_import.enqueue(roster_import.pk, current_user(request).pk)
    return redirect("rosters:plan", pk=pk)


@importer_required
@post_only(back_to=to_plan)
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the background worker undo an applied import."""
    roster_import = import_for(request, pk)
    if not importer_permissions(request).can_undo(roster_import.communes):
        raise PermissionDenied
    with transaction.atomic():
        if services.start_undoing(roster_import):
            tasks.undo_import.enqueue(roster_import.pk, current_user(request).pk)
    return redirect("rosters:plan", pk=pk)


@importer_required
@post_only(back_to=to_plan)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop the background work on an import."""
    import_lease.cancel(import_for(request, pk))
    return redirect("rosters:plan", pk=pk)
