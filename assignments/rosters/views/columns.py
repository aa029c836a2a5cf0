"""The page on which the user says what the sheets and columns of a workbook hold."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from assignments.rosters import uploads
from assignments.rosters.models import RosterUpload
from assignments.rosters.parsing.records import Choices
from assignments.rosters.reader import read_cells
from assignments.rosters.review.column_answers import ColumnReview, extract_answers, open_questions
from assignments.rosters.review.labels import heading_labels
from assignments.rosters.review.remembered_headings import headings_as_data
from assignments.rosters.storage import files
from assignments.rosters.storage.read_slots import take_read_slot
from assignments.rosters.views.access import importer_required, upload_for
from assignments.rosters.views.checks import request_check
from assignments.rosters.views.imports import next_page
from households.permissions import GET_OR_POST, current_user
from lambinh.lib.decorators import post_only
from lambinh.lib.refusals import catch_refusal


def stored_upload_for(request: HttpRequest, pk: int) -> RosterUpload:
    """The upload, or 404 if the user may not see it or its file was removed."""
    upload = upload_for(request, pk)
    if not files.path_of(upload.digest).exists():
        raise Http404
    return upload


@require_http_methods(GET_OR_POST)
@importer_required
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Sheets, headings and columns as the reader understood them; POST confirms the user's choices."""
    upload = stored_upload_for(request, pk)
    if upload.state != RosterUpload.State.CHECKED:
        return redirect("rosters:check", pk=pk)
    if request.method == "POST":
        return _confirm_later(request, upload) if upload.is_large else _confirm(request, upload)
    if upload.is_large and not take_read_slot():
        return render(request, "rosters/wait.html", {"upload": upload})
    return _columns_page(request, upload, upload.answers or None)


def to_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Redirect to the columns of an upload."""
    return redirect("rosters:columns", pk=pk)


@importer_required
@post_only(back_to=to_columns)
def preview_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """The same page with other choices, not confirmed yet. For a large workbook they are stored with the upload."""
    upload = stored_upload_for(request, pk)
    if upload.state != RosterUpload.State.CHECKED:
        return redirect("rosters:check", pk=pk)
    if upload.is_large:
        upload.answers, upload.error = extract_answers(request.POST), ""
        upload.save(update_fields=["answers", "error"])
        return redirect("rosters:columns", pk=upload.pk)
    return _columns_page(request, upload, extract_answers(request.POST))


def _columns_page(request: HttpRequest, upload: RosterUpload, answers: Mapping[str, str] | None) -> HttpResponse:
    with catch_refusal() as refusal:
        return _render(request, upload, upload.error, _review(request, upload, answers))
    return _render(request, upload, refusal.message)


def _confirm(request: HttpRequest, upload: RosterUpload) -> HttpResponse:
    with catch_refusal() as refusal:
        review = _review(request, upload, extract_answers(request.POST))
        if message := open_questions(review.sheets) or _choose_columns(request, upload, review):
            return _render(request, upload, message, review)
        return redirect("rosters:plan", pk=upload.imports.order_by("-pk")[0].pk)
    return _render(request, upload, refusal.message)


def _confirm_later(request: HttpRequest, upload: RosterUpload) -> HttpResponse:
    """Have a worker read a large workbook with the user's choices."""
    request_check(request, upload, answers=extract_answers(request.POST))
    upload.refresh_from_db()
    return next_page(upload)


def _review(request: HttpRequest, upload: RosterUpload, answers: Mapping[str, str] | None) -> ColumnReview:
    """The workbook as it is read with `answers`, or None without a form. Raises UnreadableFile."""
    with files.decrypted_file(files.file_of(upload)) as file:
        workbook = read_cells(file)
    reading = uploads.reading_of(upload, workbook, by=current_user(request), now=timezone.now())
    choices = Choices.from_data(upload.choices)
    return reading.review(choices) if answers is None else reading.apply_answers(choices, answers)


def _choose_columns(request: HttpRequest, upload: RosterUpload, review: ColumnReview) -> str:
    """Plan the upload with the user's choices; returns the error message if nothing can be imported with them."""
    with catch_refusal() as refusal:
        uploads.choose_columns(upload, review.choices, review.roster, by=current_user(request), now=timezone.now())
    return refusal.message


def _render(
    request: HttpRequest, upload: RosterUpload, message: str, review: ColumnReview | None = None
) -> HttpResponse:
    context: dict[str, Any] = {"upload": upload, "message": message}
    if review is not None:
        remembered = heading_labels(headings_as_data(review.roster.remembered))
        context |= {"sheets": review.sheets, "remembered": remembered}
    return render(request, "rosters/columns.html", context, status=400 if message else 200)
