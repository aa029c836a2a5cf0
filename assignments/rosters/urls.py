"""Addresses of the roster pages."""

from django.urls import path

from assignments.rosters import views, views_checking, views_files, views_mending

app_name = "rosters"

urlpatterns = [
    path("", views.upload, name="list"),
    path("template/<slug:kind>/", views_files.template, name="template"),
    path("files/", views_checking.in_check, name="in_check"),
    path("files/<int:pk>/", views_checking.check, name="check"),
    path("files/<int:pk>/state/", views_checking.check_state, name="check_state"),
    path("files/<int:pk>/stop/", views_checking.stop_check, name="stop_check"),
    path("files/<int:pk>/once-more/", views_checking.check_once_more, name="check_once_more"),
    path("files/<int:pk>/columns/", views_files.columns, name="columns"),
    path("files/<int:pk>/original/", views_files.original, name="original"),
    path("files/<int:pk>/marked/", views_files.marked, name="marked"),
    path("<int:pk>/", views.plan, name="plan"),
    path("<int:pk>/state/", views.state, name="state"),
    path("<int:pk>/rows/<int:position>/", views_mending.row, name="row"),
    path("<int:pk>/tick/", views_mending.tick, name="tick"),
    path("<int:pk>/check/", views_mending.check_again, name="check_again"),
    path("<int:pk>/apply/", views.apply, name="apply"),
    path("<int:pk>/cancel/", views.cancel, name="cancel"),
    path("<int:pk>/undo/", views.undo, name="undo"),
]
