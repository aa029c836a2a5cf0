"""The admin site: its titles, and the pages that it leaves to the rest of the program."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from lambinh.lib.admin.autocomplete import AutocompleteView

Context = dict[str, Any]


class BaseAdminSite(AdminSite):
    """The admin of this program. You sign in on the program's own page, and change your password there."""

    site_header = site_title = "Lâm Bình"
    index_title = _("Registers")

    def autocomplete_view(self, request: HttpRequest) -> Any:
        return AutocompleteView.as_view(admin_site=self)(request)

    @login_not_required
    def login(self, request: HttpRequest, extra_context: Context | None = None) -> HttpResponse:
        # Django's own page would accept a password without a second factor.
        response: HttpResponse = secure_admin_login(super().login)(request, extra_context)
        return response

    def password_change(self, request: HttpRequest, extra_context: object = None) -> Any:
        # Django's own page knows nothing of first passwords.
        return redirect("account_change_password")
