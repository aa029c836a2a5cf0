"""The registers have one door, the program's own, and no pages of the sign-in library's tables."""

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect


def own_password_page(request: HttpRequest, extra_context: object = None) -> HttpResponse:
    return redirect("account_change_password")


# The admin's own login asks for a password alone, its own password page knows nothing of first passwords.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.password_change = own_password_page  # type: ignore[method-assign,assignment]

for model in (EmailAddress, Authenticator, UserSession):
    admin.site.unregister(model)
