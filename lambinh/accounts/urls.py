"""URLs of sign-in and of the own account. The library itself looks up the names of its pages."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.urls import include, path
from django.views.generic import RedirectView

from lambinh.accounts import views

_own_pages = [
    path("login/other/", views.sign_in_as_another_user, name="sign_in_other"),
    path("account/", views.my_account, name="my_account"),
    path("account/sessions/end/", views.end_other_sessions, name="end_other_sessions"),
    path("account/sessions/<int:pk>/end/", views.end_session, name="end_session"),
]

urlpatterns = [
    path("", include((_own_pages, "accounts"))),
    path("login/", account.login, name="account_login"),
    path("login/code/", mfa.authenticate, name="mfa_authenticate"),
    path("logout/", account.logout, name="account_logout"),
    path("account/password/", account.password_change, name="account_change_password"),
    path("account/confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("account/confirm/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("account/second-factor/", RedirectView.as_view(pattern_name="accounts:my_account"), name="mfa_index"),
    path("account/second-factor/on/", totp.activate_totp, name="mfa_activate_totp"),
    path("account/second-factor/off/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/recovery-codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("account/recovery-codes/new/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
]
