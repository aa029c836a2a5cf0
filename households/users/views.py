"""The list of users, the form for a new user, and the actions on an account."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from households.models import UnitAccess
from households.permissions import GET_OR_POST, View, current_user, permission_required, permissions_for, units_by_role
from households.users import services
from households.users.delegation import can_manage, manageable
from households.users.forms import UserFilter, UserForm
from lambinh.accounts.models import User
from lambinh.accounts.permissions import Permission, Role
from lambinh.lib.decorators import post_only
from lambinh.lib.forms.base import CleanedData
from lambinh.lib.refusals import refusal_on_form
from lambinh.lib.vietnamese import search_key

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise

USERS_PER_PAGE = 50


def get_managed_user(request: HttpRequest, pk: int) -> User:
    """The user with this key, or 404 if the acting user may not manage the account."""
    return get_object_or_404(manageable(current_user(request)), pk=pk)


def _to_user(request: HttpRequest, pk: int, **_more: int) -> HttpResponse:
    return redirect("assignments:user_detail", pk)


@require_safe
@permission_required(Permission.MANAGE_USERS)
def users(request: HttpRequest) -> HttpResponse:
    form = UserFilter(request.GET, manager=current_user(request))
    paginator = Paginator(
        _filtered_users(current_user(request), form.cleaned_data if form.is_valid() else {}), USERS_PER_PAGE
    )
    page = paginator.get_page(request.GET.get("page"))
    pages = paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return render(request, "users/list.html", {"form": form, "page_obj": page, "pages": pages})


def _filtered_users(manager: User, filters: CleanedData) -> QuerySet[User]:
    users = manageable(manager).order_by("sort_key", "pk")
    for word in search_key(filters.get("q") or "").split():
        users = users.filter(search_key__contains=word)
    if unit := filters.get("unit"):
        below = units_by_role({Role.VIEWER: {unit.pk}}, permissions_for(manager).day)[Role.VIEWER]
        users = users.filter(pk__in=UnitAccess.objects.filter(unit__in=below).values("user"))
    if filters.get("state") != "all":
        users = users.filter(is_active=filters.get("state") != "off")
    return users.prefetch_related(Prefetch("unit_access", UnitAccess.objects.select_related("unit")))


@require_http_methods(GET_OR_POST)
@permission_required(Permission.MANAGE_USERS)
@sensitive_variables("password")
def user_new(request: HttpRequest) -> HttpResponse:
    form = UserForm(request.POST or None, manager=current_user(request))
    if request.method == "POST" and form.is_valid():
        with refusal_on_form(form):
            user, password = services.create_user(by=current_user(request), **form.cleaned_data)
            return _slip(request, user, password)
    return render(request, "users/new.html", {"form": form})


@permission_required(Permission.MANAGE_USERS)
@post_only(back_to=_to_user)
@sensitive_variables("password")
def user_password_slip(request: HttpRequest, pk: int) -> HttpResponse:
    """Set a new first password and show it once, on a slip to print."""
    user = get_managed_user(request, pk)
    return _slip(request, user, services.reset_password(user=user, by=current_user(request)))


@never_cache
def _slip(request: HttpRequest, user: User, password: str) -> HttpResponse:
    page = {"person": user, "password": password, "address": request.build_absolute_uri("/")}
    return render(request, "users/slip.html", page)


@permission_required(Permission.MANAGE_USERS)
@post_only(back_to=_to_user)
def access_end(request: HttpRequest, pk: int, access: int) -> HttpResponse:
    user = get_managed_user(request, pk)
    grant = get_object_or_404(UnitAccess.objects.select_related("user", "unit"), pk=access, user=user)
    services.revoke_access(access=grant, by=current_user(request))
    messages.success(request, _("The role is revoked."))
    return (
        redirect("assignments:user_detail", pk)
        if can_manage(current_user(request), user)
        else redirect("households:users")
    )


@permission_required(Permission.MANAGE_USERS)
@post_only(back_to=_to_user)
def user_lift_wait(request: HttpRequest, pk: int) -> HttpResponse:
    services.lift_wait(user=get_managed_user(request, pk), request=request, by=current_user(request))
    messages.success(request, _("The user can try to sign in again at once."))
    return redirect("assignments:user_detail", pk)


def _user_action(operation: Callable[..., None], done: "StrOrPromise") -> View:
    """A view that runs `operation` on the user of the URL and shows the message `done`."""

    @permission_required(Permission.MANAGE_USERS)
    @post_only(back_to=_to_user)
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        operation(user=get_managed_user(request, pk), by=current_user(request))
        messages.success(request, done)
        return redirect("assignments:user_detail", pk)

    return view


user_deactivate = _user_action(services.deactivate, _("The account is deactivated; nobody can sign in with it."))
user_activate = _user_action(services.activate, _("The account is active again."))
user_sign_out = _user_action(services.end_sessions, _("The user is signed out everywhere."))
user_second_factor = _user_action(
    services.reset_second_factor, _("The second factor is removed. The user sets up a new one at the next sign-in.")
)
