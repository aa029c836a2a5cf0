"""Addresses of the roster pages."""

from django.urls import path

from assignments.rosters.views import checks, columns, imports, rows, workbooks

app_name = "rosters"

urlpatterns = [
    path("", imports.upload, name="list"),
    path("template/<slug:kind>/", workbooks.template, name="template"),
    path("files/", checks.in_check, name="in_check"),
    path("files/<int:pk>/", checks.check, name="check"),
    path("files/<int:pk>/state/", checks.check_state, name="check_state"),
    path("files/<int:pk>/stop/", checks.stop_check, name="stop_check"),
    path("files/<int:pk>/once-more/", checks.check_once_more, name="check_once_more"),
    path("files/<int:pk>/columns/", columns.columns, name="columns"),
    path("files/<int:pk>/columns/preview/", columns.preview_columns, name="preview_columns"),
    path("files/<int:pk>/original/", workbooks.original, name="original"),
    path("files/<int:pk>/marked/", workbooks.annotated, name="marked"),
    path("<int:pk>/", imports.plan, name="plan"),
    path("<int:pk>/state/", imports.state, name="state"),
    path("<int:pk>/rows/<int:position>/", rows.row, name="row"),
    path("<int:pk>/rows/<int:position>/fill-down/<slug:field>/", rows.fill_down, name="fill_down"),
    path("<int:pk>/tick/", rows.set_included, name="tick"),
    path("<int:pk>/leave-out-invalid/", rows.leave_out_invalid, name="leave_out_invalid"),
    path("<int:pk>/check/", rows.check_again, name="check_again"),
    path("<int:pk>/apply/", imports.apply, name="apply"),
    path("<int:pk>/cancel/", imports.cancel, name="cancel"),
    path("<int:pk>/undo/", imports.undo, name="undo"),
]
