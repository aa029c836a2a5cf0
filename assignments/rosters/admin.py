"""Read-only admin of imports, uploads and rows, and the remembered headings."""

from collections.abc import Mapping
from datetime import date

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from assignments.rosters.fields import label
from assignments.rosters.models import RememberedHeading, RosterImport, RosterRow, RosterUpload
from households.citizen_ids import last_four, masked
from households.permissions import request_permissions
from lambinh.accounts.permissions import Permission
from lambinh.lib.admin.base import ExportAdmin, ReadOnlyAdmin, Rows, admin_column
from lambinh.lib.admin.exports import Column, ExportResource, column


class RosterImportExport(ExportResource):
    file_name = column(RosterImport, "file_name")
    kind = column(RosterImport, "kind")
    state = column(RosterImport, "state")
    as_of = column(RosterImport, "as_of")
    new = column(RosterImport, "new")
    changed = column(RosterImport, "changed")
    unchanged = column(RosterImport, "unchanged")
    invalid = column(RosterImport, "invalid")
    left_out = column(RosterImport, "left_out")
    checked_at = column(RosterImport, "checked_at")
    checked_by = column(RosterImport, "checked_by")
    applied_at = column(RosterImport, "applied_at")
    applied_by = column(RosterImport, "applied_by")
    undone_at = column(RosterImport, "undone_at")
    undone_by = column(RosterImport, "undone_by")

    class Meta:
        model = RosterImport


class RosterUploadExport(ExportResource):
    file_name = column(RosterUpload, "file_name")
    uploaded_at = column(RosterUpload, "uploaded_at")
    uploaded_by = column(RosterUpload, "uploaded_by")
    is_certain = column(RosterUpload, "is_certain")
    is_kept = column(RosterUpload, "is_kept")
    removed_from = Column(_("will be removed on"), lambda upload: upload.removed_from)

    class Meta:
        model = RosterUpload


class RememberedHeadingExport(ExportResource):
    office = column(RememberedHeading, "office")
    heading = column(RememberedHeading, "heading")
    field = Column(_("means"), lambda heading: label(heading.field))
    decided_at = column(RememberedHeading, "decided_at")
    decided_by = column(RememberedHeading, "decided_by")

    class Meta:
        model = RememberedHeading


class RosterRowExport(ExportResource):
    roster_import = column(RosterRow, "roster_import")
    sheet = column(RosterRow, "sheet")
    number = column(RosterRow, "number")
    outcome = column(RosterRow, "outcome")
    problems = Column(_("Problems"), lambda row: problem_messages(row))

    class Meta:
        model = RosterRow


class ImporterAdmin:
    """Admin for users who may import."""

    view_permissions = (Permission.IMPORT_ROSTERS,)


@admin.register(RosterImport)
class RosterImportAdmin(ImporterAdmin, ReadOnlyAdmin):
    resource_classes = [RosterImportExport]
    exclude = ("pending_edit",)
    list_display = (
        "file_name",
        "kind",
        "state",
        "new",
        "changed",
        "unchanged",
        "invalid",
        "checked_at",
        "checked_by",
    )
    list_filter = ("kind", "state")
    list_select_related = ("checked_by", "applied_by", "undone_by")
    search_fields = ("file_name", "digest")


@admin.register(RosterUpload)
class RosterUploadAdmin(ImporterAdmin, ReadOnlyAdmin):
    resource_classes = [RosterUploadExport]
    list_display = ("file_name", "uploaded_at", "uploaded_by", "state", "is_certain", "is_kept", "removal")
    list_filter = ("state", "is_certain", "is_kept")
    exclude = ("answers",)
    list_select_related = ("uploaded_by",)
    search_fields = ("file_name", "digest")

    @admin_column(_("will be removed on"), order="overdue_since")
    def removal(self, upload: RosterUpload) -> date | None:
        return upload.removed_from


@admin.register(RememberedHeading)
class RememberedHeadingAdmin(ImporterAdmin, ExportAdmin):
    """Remembered headings can be deleted here; to change their meaning, correct the columns of a roster."""

    change_permissions = (Permission.IMPORT_ROSTERS,)

    resource_classes = [RememberedHeadingExport]
    list_display = ("heading", "means", "office", "decided_by", "decided_at")
    list_filter = ("office",)
    list_select_related = ("office", "decided_by")
    search_fields = ("heading",)

    def get_queryset(self, request: HttpRequest) -> Rows:
        units = request_permissions(request).units_for(Permission.IMPORT_ROSTERS)
        return super().get_queryset(request).filter(office__in=units)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_view_permission(request, obj)

    @admin_column(_("means"), order="field")
    def means(self, heading: RememberedHeading) -> str:
        return label(heading.field) or str(_("(not used)"))


@admin.register(RosterRow)
class RosterRowAdmin(ImporterAdmin, ReadOnlyAdmin):
    resource_classes = [RosterRowExport]
    list_display = ("number", "sheet", "outcome", "problems_display", "roster_import")
    list_filter = ("outcome", "roster_import__kind")
    list_select_related = ("roster_import",)
    search_fields = ("roster_import__file_name", "sheet")
    ordering = ("-roster_import_id", "position")
    exclude = ("values", "original_values", "problems", "changes", "before")
    readonly_fields = ("values_display", "original_values_display", "problems_display", "changes_display")

    @admin_column(_("values"))
    def values_display(self, row: RosterRow) -> SafeString:
        return _lines(_masked(row.values))

    @admin_column(_("original values"))
    def original_values_display(self, row: RosterRow) -> SafeString:
        return _lines(_masked(row.original_values))

    @admin_column(_("changes"))
    def changes_display(self, row: RosterRow) -> SafeString:
        return _lines({field: _change_text(field, change) for field, change in row.changes.items()})

    @admin_column(_("problems"))
    def problems_display(self, row: RosterRow) -> str:
        return problem_messages(row)


def problem_messages(row: RosterRow) -> str:
    return " ".join(str(problem.get("message", "")) for problem in row.problems)


def _masked(values: Mapping[str, object]) -> dict[str, object]:
    """The values with a masked citizen id."""
    return {field: _masked_value(field, value) for field, value in values.items()}


def _masked_value(field: str, value: object) -> object:
    return masked(last_four(str(value or ""))) if field == "citizen_id" else value


def _change_text(field: str, change: object) -> str:
    values = change if isinstance(change, list) else [change]
    return " → ".join(str(_masked_value(field, value)) for value in values)


def _lines(values: Mapping[str, object]) -> SafeString:
    return format_html_join("", "<div>{}: {}</div>", values.items())
