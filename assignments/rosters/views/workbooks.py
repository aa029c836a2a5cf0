"""Downloads: an uploaded workbook as it was, the same workbook annotated, a template to fill in."""

from io import BytesIO

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from assignments.rosters.models import RosterKind, RosterRow, RosterUpload
from assignments.rosters.reader import limits
from assignments.rosters.storage import files
from assignments.rosters.storage.read_slots import take_read_slot
from assignments.rosters.views.access import communes_for, importer_required
from assignments.rosters.views.columns import stored_upload_for
from assignments.rosters.workbooks.annotated import CellAnnotation, annotated_workbook
from assignments.rosters.workbooks.templates import template_book
from households.models import Unit
from lambinh.audit.models import AccessEvent
from lambinh.audit.services import record_access
from lambinh.lib.admin.reasons import Purpose
from lambinh.lib.uploads.file_types import clean_stem, download_name

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@importer_required
def original(request: HttpRequest, pk: int) -> FileResponse:
    """The workbook as it was uploaded."""
    upload = stored_upload_for(request, pk)
    with files.decrypted_file(files.file_of(upload)) as file:
        content, name = BytesIO(file.path.read_bytes()), download_name(file.path, upload.file_name)
    # Only now: nobody downloaded a file that is missing or cannot be decrypted.
    _record_download(upload, Purpose.OWN_FILE if upload.uploaded_by_id == request.user.pk else Purpose.COMPARE)
    return FileResponse(content, as_attachment=True, filename=name, content_type="application/octet-stream")


@require_GET
@importer_required
def annotated(request: HttpRequest, pk: int) -> FileResponse | HttpResponse:
    """The workbook with its faulty cells coloured and commented; its next upload replaces the one at hand."""
    upload = stored_upload_for(request, pk)
    if upload.is_large and not take_read_slot():
        return render(request, "rosters/wait.html", {"upload": upload})
    with files.decrypted_file(files.file_of(upload)) as file:
        content = annotated_workbook(
            file.path,
            name=upload.file_name,
            annotations=_annotations(request, upload),
            token=str(upload.pk),
            limits=limits(),
        )
    _record_download(upload, Purpose.MEND)
    return _workbook_response(content, f"{clean_stem(upload.file_name)} ({_('to be corrected')}).xlsx")


def _annotations(request: HttpRequest, upload: RosterUpload) -> list[CellAnnotation]:
    """The problems of the upload's rows, cell by cell."""
    annotations = []
    visible = RosterRow.objects.visible_to(request.user).filter(roster_import__upload=upload)
    rows = visible.with_problems().select_related("roster_import")
    for row in rows.order_by("roster_import", "position"):
        columns = row.roster_import.mapping[row.source].get("places", {})
        for problem in row.problems:
            column = columns.get(problem["field"] or "")
            annotations.append(CellAnnotation(row.sheet, row.number, column, problem["message"], problem["level"]))
    return annotations


@require_GET
@importer_required
def template(request: HttpRequest, kind: str) -> FileResponse:
    """An empty workbook for one kind of list, with drop-downs of the villages and members of a commune."""
    if kind not in RosterKind.values:
        raise Http404
    commune = _commune_param(request)
    what = f"{kind} {commune.code}" if commune else kind
    record_access(kind=AccessEvent.Kind.DOWNLOAD, target=what, reason=Purpose.FILL_IN)
    content = template_book(RosterKind(kind), commune=commune, day=timezone.localdate())
    name = RosterKind(kind).label
    return _workbook_response(content, f"{name} {commune.name}.xlsx" if commune else f"{name}.xlsx")


def _commune_param(request: HttpRequest) -> Unit | None:
    pk = request.GET.get("commune", "")
    return next((unit for unit in communes_for(request) if str(unit.pk) == pk), None) if pk else None


def _record_download(upload: RosterUpload, reason: Purpose) -> None:
    # By its digest: the name of a file may be the name of a person.
    record_access(kind=AccessEvent.Kind.DOWNLOAD, target=f"{upload.pk} {upload.digest[:12]}", reason=reason)


def _workbook_response(content: bytes, name: str) -> FileResponse:
    return FileResponse(BytesIO(content), as_attachment=True, filename=name, content_type=XLSX)
