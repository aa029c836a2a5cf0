"""The root URLconf."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.generic import RedirectView
from django.views.i18n import set_language

urlpatterns = [
    path("", include("reports.urls")),
    path("", include("assignments.urls")),
    path("desk/", include("assignments.desk.urls")),
    path("", include("households.urls")),
    path("", include("lambinh.accounts.urls")),
    path("rosters/", include("assignments.rosters.urls")),
    path("duplicates/", include("assignments.duplicates.urls")),
    # Bookmarks of before: these pages had another address.
    path(
        "people/<path:rest>",
        RedirectView.as_view(url="/users/%(rest)s", permanent=True, query_string=True),
        name="former_user",
    ),
    path("people/", RedirectView.as_view(url="/users/", permanent=True, query_string=True), name="former_users"),
    path("language/", login_not_required(set_language), name="set_language"),
    path("admin/", admin.site.urls),
]

handler500 = "lambinh.error_handlers.server_failed"
