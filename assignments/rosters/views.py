"""Pages of the roster import: upload, look at what would happen, apply."""

from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assignments.rosters import files, services, tasks
from assignments.rosters.forms import UploadForm
from assignments.rosters.labels import row_for_page
from assignments.rosters.models import RosterImport, RosterRow
from lambinh.lib.sheets import UnreadableFile

ROWS_A_PAGE = 50


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """The form for a new file, and the imports so far under it."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = files.keep(form.cleaned_data["file"])
        try:
            checked = services.check_file(file, by=request.user, now=timezone.now(), on=form.cleaned_data["on"])  # type: ignore[arg-type]
        except (UnreadableFile, services.NothingToImport) as trouble:
            form.add_error("file", str(trouble))
        else:
            return redirect("rosters:plan", pk=checked[0].pk)
    imports = RosterImport.objects.visible_to(request.user).select_related("checked_by", "applied_by")
    page = Paginator(imports, ROWS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "rosters/upload.html", {"form": form, "page": page}, status=400 if form.errors else 200)


@require_GET
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """What an import would do or did: its counts, and its rows of one outcome, page by page."""
    roster_import = get_object_or_404(
        RosterImport.objects.visible_to(request.user).select_related("checked_by", "applied_by"), pk=pk
    )
    counts = [(value, label, getattr(roster_import, value)) for value, label in RosterRow.Outcome.choices]
    asked = request.GET.get("outcome", "")
    outcome = asked if asked in (*RosterRow.Outcome.values, "kept") else ("invalid" if roster_import.invalid else "")
    if asked == "all":
        outcome = ""
    rows = RosterRow.objects.visible_to(request.user).filter(roster_import=roster_import).with_outcome(outcome)
    kept = 0
    if roster_import.state == RosterImport.State.UNDONE:
        kept = RosterRow.objects.visible_to(request.user).filter(roster_import=roster_import).kept().count()
    page = Paginator(rows.order_by("position"), ROWS_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "rosters/plan.html",
        {
            "roster_import": roster_import,
            "counts": counts,
            "outcome": outcome,
            "kept": kept,
            "page": page,
            "rows": [row_for_page(row) for row in page],
            "siblings": RosterImport.objects.visible_to(request.user)
            .filter(digest=roster_import.digest, checked_at=roster_import.checked_at)
            .exclude(pk=pk),
        },
    )


@require_POST
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand a checked import to the background worker."""
    roster_import = get_object_or_404(RosterImport.objects.visible_to(request.user), pk=pk)
    with transaction.atomic():
        if services.start_applying(roster_import):
            tasks.apply_import.enqueue(roster_import.pk, int(request.user.pk or 0))
    return redirect("rosters:plan", pk=pk)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the background worker take an applied import back."""
    roster_import = get_object_or_404(RosterImport.objects.visible_to(request.user), pk=pk)
    with transaction.atomic():
        if services.start_undoing(roster_import):
            tasks.undo_import.enqueue(roster_import.pk, int(request.user.pk or 0))
    return redirect("rosters:plan", pk=pk)
