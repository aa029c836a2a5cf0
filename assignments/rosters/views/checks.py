"""Pages that tell how far the check of an upload is, stop it, and have it done once more."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from assignments.rosters import tasks
from assignments.rosters.models import RosterUpload
from assignments.rosters.storage import files
from assignments.rosters.views.imports import for_importers, on_to, uploads_in_check
from assignments.rosters.worker.uploads import upload_lease
from lambinh.lib.decorators import post_only

State = RosterUpload.State


def upload_for(request: HttpRequest, pk: int) -> RosterUpload:
    """The upload of this address, if the person may see it."""
    found: RosterUpload = get_object_or_404(RosterUpload.objects.visible_to(request.user), pk=pk)
    return found


@require_GET
@for_importers
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the check of an upload is; once it is done, what came of it."""
    tasks.release_stale(timezone.now())
    upload = upload_for(request, pk)
    if upload.state == State.CHECKED:
        return on_to(upload)
    return render(request, "rosters/check.html", {"upload": upload})


@require_GET
@for_importers
def check_state(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a check is, for the part of the page that asks again and again."""
    tasks.release_stale(timezone.now())
    upload = upload_for(request, pk)
    answer = render(request, "rosters/_check_progress.html", {"upload": upload})
    if upload.state != State.WAITING:
        answer["HX-Refresh"] = "true"
    return answer


@require_GET
@for_importers
def in_check(request: HttpRequest) -> HttpResponse:
    """The uploads that are not checked, for the part of the list that asks again and again."""
    tasks.release_stale(timezone.now())
    return render(request, "rosters/_uploads_in_check.html", uploads_in_check(request) | {"is_asked": True})


def to_check(request: HttpRequest, pk: int) -> HttpResponse:
    """To the page of a check."""
    return redirect("rosters:check", pk=pk)


@for_importers
@post_only(back_to=to_check)
def stop_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop a check."""
    upload_lease.cancel(upload_for(request, pk))
    return redirect("rosters:check", pk=pk)


@for_importers
@post_only(back_to=to_check)
def check_once_more(request: HttpRequest, pk: int) -> HttpResponse:
    """Check an upload once more, with or without what the office said of headings before."""
    upload = upload_for(request, pk)
    if not files.path_of(upload.digest).exists():
        messages.error(request, _("The file is no longer here. Choose it once more."))
        return redirect("rosters:list")
    memory = request.POST.get("memory", "1" if upload.uses_memory else "0") != "0"
    with transaction.atomic():
        if upload_lease.request_check(upload, by=request.user, now=timezone.now(), uses_memory=memory, answers={}):  # type: ignore[arg-type]
            upload.refresh_from_db()
            tasks.enqueue_check(upload)
    return redirect("rosters:check", pk=pk)
