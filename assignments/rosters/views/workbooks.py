"""Pages about the workbooks themselves: what their columns hold, the file again, marked, a template to fill in."""

from io import BytesIO
from typing import Any

from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from assignments.rosters import tasks, uploads
from assignments.rosters.models import RosterKind, RosterRow, RosterUpload
from assignments.rosters.parsing import Roster
from assignments.rosters.parsing.records import Choices
from assignments.rosters.reader import limits, read_cells
from assignments.rosters.review.column_answers import answers_in, questions_left
from assignments.rosters.review.labels import headings_shown
from assignments.rosters.review.remembered_headings import headings_kept
from assignments.rosters.storage import files
from assignments.rosters.storage.read_slots import take_read_slot
from assignments.rosters.views.imports import communes_for, for_importers, on_to
from assignments.rosters.workbooks.annotated import CellAnnotation, annotated_workbook
from assignments.rosters.workbooks.templates import template_book
from assignments.rosters.worker.uploads import upload_lease
from households.models import Unit
from households.permissions import GET_OR_POST
from lambinh.audit.models import AccessEvent
from lambinh.audit.services import record_access
from lambinh.lib.admin.reasons import Purpose
from lambinh.lib.refusals import catch_refusal
from lambinh.lib.uploads.file_types import clean_stem, download_name

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _upload_for(request: HttpRequest, pk: int) -> RosterUpload:
    """The upload of this address, if the person may see it and its file is still kept."""
    upload: RosterUpload = get_object_or_404(RosterUpload.objects.visible_to(request.user), pk=pk)
    if not files.path_of(upload.digest).exists():
        raise Http404
    return upload


@require_http_methods(GET_OR_POST)
@for_importers
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Sheets, headings and columns as they were understood, to be changed.

    What is said of a large workbook is kept: the next page shows it, or a worker reads the workbook with it.
    """
    upload = _upload_for(request, pk)
    if upload.state != RosterUpload.State.CHECKED:
        return redirect("rosters:check", pk=pk)
    if request.method == "POST" and upload.is_large:
        return _keep_answers(request, upload)
    if upload.is_large and not take_read_slot():
        return render(request, "rosters/wait.html", {"upload": upload})
    with catch_refusal() as refusal:
        page = _columns_page(request, upload)
    if refusal.message:
        page = {"trouble": refusal.message}
    if page is None:
        return redirect("rosters:plan", pk=upload.imports.order_by("-pk")[0].pk)
    return render(request, "rosters/columns.html", {"upload": upload} | page, status=400 if page["trouble"] else 200)


def _keep_answers(request: HttpRequest, upload: RosterUpload) -> HttpResponse:
    answers = answers_in(request.POST)
    if "look" in request.POST:
        upload.answers, upload.error = answers, ""
        upload.save(update_fields=["answers", "error"])
        return redirect("rosters:columns", pk=upload.pk)
    with transaction.atomic():
        if upload_lease.request_check(upload, by=request.user, now=timezone.now(), answers=answers):  # type: ignore[arg-type]
            upload.refresh_from_db()
            tasks.enqueue_check(upload)
    upload.refresh_from_db()
    return on_to(upload)


def _columns_page(request: HttpRequest, upload: RosterUpload) -> dict[str, Any] | None:
    """What the page shows, or None when the person has said everything. Raises UnreadableFile."""
    with files.decrypted_file(files.file_of(upload)) as file:
        workbook = read_cells(file)
    reading = uploads.reading_of(upload, workbook, by=request.user, now=timezone.now())  # type: ignore[arg-type]
    choices, trouble = Choices.from_data(upload.choices), upload.error
    said = request.POST if request.method == "POST" else upload.answers
    if said:
        choices, roster, sheets = reading.answered(choices, said)
    else:
        roster, sheets = reading.shown(choices)
    if request.method == "POST" and "look" not in request.POST:
        trouble = questions_left(sheets) or _chosen(request, upload, choices, roster)
        if not trouble:
            return None
    return {"sheets": sheets, "trouble": trouble, "remembered": headings_shown(headings_kept(roster.remembered))}


def _chosen(request: HttpRequest, upload: RosterUpload, choices: Choices, roster: Roster) -> str:
    with catch_refusal() as refusal:
        uploads.choose_columns(upload, choices, roster, by=request.user, now=timezone.now())  # type: ignore[arg-type]
    return refusal.message


@require_GET
@for_importers
def original(request: HttpRequest, pk: int) -> FileResponse:
    """The workbook as it was uploaded."""
    upload = _upload_for(request, pk)
    with files.decrypted_file(files.file_of(upload)) as file:
        content, name = BytesIO(file.path.read_bytes()), download_name(file.path, upload.file_name)
    # Only now: a file that is gone or cannot be decrypted was not taken.
    _record(upload, Purpose.OWN_FILE if upload.uploaded_by_id == request.user.pk else Purpose.COMPARE)
    return FileResponse(content, as_attachment=True, filename=name, content_type="application/octet-stream")


@require_GET
@for_importers
def marked(request: HttpRequest, pk: int) -> FileResponse | HttpResponse:
    """The same workbook with its faulty cells coloured and commented; mended and uploaded it goes on from here."""
    upload = _upload_for(request, pk)
    if upload.is_large and not take_read_slot():
        return render(request, "rosters/wait.html", {"upload": upload})
    with files.decrypted_file(files.file_of(upload)) as file:
        content = annotated_workbook(
            file.path,
            name=upload.file_name,
            marks=_marks(request, upload),
            token=str(upload.pk),
            limits=limits(),
        )
    _record(upload, Purpose.MEND)
    return _book(content, f"{clean_stem(upload.file_name)} ({_('to be mended')}).xlsx")


def _marks(request: HttpRequest, upload: RosterUpload) -> list[CellAnnotation]:
    """What is wrong or to be looked at, cell by cell."""
    marks = []
    visible = RosterRow.objects.visible_to(request.user).filter(roster_import__upload=upload)
    rows = visible.with_problems().select_related("roster_import")
    for row in rows.order_by("roster_import", "position"):
        places = row.roster_import.mapping[row.source].get("places", {})
        for problem in row.problems:
            column = places.get(problem["field"] or "")
            marks.append(CellAnnotation(row.sheet, row.number, column, problem["message"], problem["level"]))
    return marks


@require_GET
@for_importers
def template(request: HttpRequest, kind: str) -> FileResponse:
    """An empty workbook for one kind of list, with the villages and members of a commune to choose from."""
    if kind not in RosterKind.values:
        raise Http404
    commune = _commune_asked(request)
    what = f"{kind} {commune.code}" if commune else kind
    record_access(kind=AccessEvent.Kind.DOWNLOAD, target=what, reason=Purpose.FILL_IN)
    content = template_book(RosterKind(kind), commune=commune, day=timezone.localdate())
    name = RosterKind(kind).label
    return _book(content, f"{name} {commune.name}.xlsx" if commune else f"{name}.xlsx")


def _commune_asked(request: HttpRequest) -> Unit | None:
    asked = request.GET.get("commune", "")
    if not asked:
        return None
    return next((unit for unit in communes_for(request) if str(unit.pk) == asked), None)


def _record(upload: RosterUpload, why: Purpose) -> None:
    """A file is known by its digest: its name may hold the name of a person."""
    record_access(kind=AccessEvent.Kind.DOWNLOAD, target=f"{upload.pk} {upload.digest[:12]}", reason=why)


def _book(content: bytes, name: str) -> FileResponse:
    return FileResponse(BytesIO(content), as_attachment=True, filename=name, content_type=XLSX)
