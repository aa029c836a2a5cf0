"""Pages that show the progress of an upload's check, stop it, and start it again."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from assignments.rosters import tasks
from assignments.rosters.models import RosterUpload
from assignments.rosters.storage import files
from assignments.rosters.views.access import importer_required, upload_for
from assignments.rosters.views.imports import in_check_context, next_page
from assignments.rosters.worker.uploads import upload_lease
from households.permissions import current_user
from lambinh.lib.decorators import post_only

State = RosterUpload.State


@require_GET
@importer_required
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """The progress of a check; once the upload is checked, a redirect to its next page."""
    tasks.release_stale(timezone.now())
    upload = upload_for(request, pk)
    if upload.state == State.CHECKED:
        return next_page(upload)
    return render(request, "rosters/check.html", {"upload": upload})


@require_GET
@importer_required
def check_state(request: HttpRequest, pk: int) -> HttpResponse:
    """The progress of a check, for the polling part of the page."""
    tasks.release_stale(timezone.now())
    upload = upload_for(request, pk)
    response = render(request, "rosters/_check_progress.html", {"upload": upload})
    if upload.state != State.WAITING:
        response["HX-Refresh"] = "true"
    return response


@require_GET
@importer_required
def in_check(request: HttpRequest) -> HttpResponse:
    """The uploads that are not checked, for the polling part of the list."""
    tasks.release_stale(timezone.now())
    return render(request, "rosters/_uploads_in_check.html", in_check_context(request) | {"is_update": True})


def to_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Redirect to the page of a check."""
    return redirect("rosters:check", pk=pk)


@importer_required
@post_only(back_to=to_check)
def stop_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop a check."""
    upload_lease.cancel(upload_for(request, pk))
    return redirect("rosters:check", pk=pk)


@importer_required
@post_only(back_to=to_check)
def check_once_more(request: HttpRequest, pk: int) -> HttpResponse:
    """Check an upload again, with or without the headings that the office confirmed before."""
    upload = upload_for(request, pk)
    if not files.path_of(upload.digest).exists():
        messages.error(request, _("The file was removed. Upload it again."))
        return redirect("rosters:list")
    uses_memory = request.POST.get("memory", "1" if upload.uses_memory else "0") != "0"
    request_check(request, upload, uses_memory=uses_memory, answers={})
    return redirect("rosters:check", pk=pk)


def request_check(request: HttpRequest, upload: RosterUpload, **changes: object) -> None:
    """Have a worker check the upload with `changes` of its fields, unless a check is under way."""
    with transaction.atomic():
        if upload_lease.request_check(upload, by=current_user(request), now=timezone.now(), **changes):
            upload.refresh_from_db()
            tasks.enqueue_check(upload)
