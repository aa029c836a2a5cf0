"""The pages of people with an account: who there is, somebody new, and what is done to an account."""

from collections.abc import Callable
from typing import Any

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
from households.permissions import FORM_METHODS, View, acting, needs, reach_of, units_of
from households.users import services
from households.users.delegation import manageable, may_manage
from households.users.forms import PeopleFilter, PersonForm
from households.users.services import AccessRefused
from lambinh.accounts.models import User
from lambinh.accounts.permissions import Permission, Role
from lambinh.lib.decorators import posted
from lambinh.lib.vietnamese import search_key

PEOPLE_A_PAGE = 50


def person_of(request: HttpRequest, pk: int) -> User:
    """The person of the address, or 404 where somebody else looks after that account."""
    return get_object_or_404(manageable(acting(request)), pk=pk)


def _to_person(request: HttpRequest, pk: int, **_more: int) -> HttpResponse:
    return redirect("person", pk)


@require_safe
@needs(Permission.MANAGE_USERS)
def people(request: HttpRequest) -> HttpResponse:
    form = PeopleFilter(request.GET, manager=acting(request))
    paginator = Paginator(_listed(acting(request), form.cleaned_data if form.is_valid() else {}), PEOPLE_A_PAGE)
    shown = paginator.get_page(request.GET.get("page"))
    pages = paginator.get_elided_page_range(shown.number, on_each_side=2, on_ends=1)
    return render(request, "people/list.html", {"form": form, "shown": shown, "pages": pages})


def _listed(manager: User, asked: dict[str, Any]) -> QuerySet[User]:
    found = manageable(manager).order_by("sort_key", "pk")
    for word in search_key(asked.get("q") or "").split():
        found = found.filter(search_key__contains=word)
    if unit := asked.get("unit"):
        below = units_of({Role.VIEWER: {unit.pk}}, reach_of(manager).day)[Role.VIEWER]
        found = found.filter(pk__in=UnitAccess.objects.filter(unit__in=below).values("user"))
    if asked.get("state") != "all":
        found = found.filter(is_active=asked.get("state") != "off")
    return found.prefetch_related(Prefetch("unit_access", UnitAccess.objects.select_related("unit")))


@require_http_methods(FORM_METHODS)
@needs(Permission.MANAGE_USERS)
@sensitive_variables("password")
def person_new(request: HttpRequest) -> HttpResponse:
    form = PersonForm(request.POST or None, manager=acting(request))
    if request.method == "POST" and form.is_valid():
        try:
            person, password = services.create_person(by=acting(request), **form.cleaned_data)
        except AccessRefused as refused:
            form.add_error(None, str(refused))
        else:
            return _slip(request, person, password)
    return render(request, "people/new.html", {"form": form})


@needs(Permission.MANAGE_USERS)
@posted(back_to=_to_person)
@sensitive_variables("password")
def person_slip(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a new first password and show it, this once, on a slip to be printed."""
    person = person_of(request, pk)
    return _slip(request, person, services.reset_password(person=person, by=acting(request)))


@never_cache
def _slip(request: HttpRequest, person: User, password: str) -> HttpResponse:
    page = {"person": person, "password": password, "address": request.build_absolute_uri("/")}
    return render(request, "people/slip.html", page)


@needs(Permission.MANAGE_USERS)
@posted(back_to=_to_person)
def access_end(request: HttpRequest, pk: int, access: int) -> HttpResponse:
    person = person_of(request, pk)
    grant = get_object_or_404(UnitAccess.objects.select_related("user", "unit"), pk=access, user=person)
    services.end_access(access=grant, by=acting(request))
    messages.success(request, _("The access has ended."))
    return redirect("person", pk) if may_manage(acting(request), person) else redirect("people")


@needs(Permission.MANAGE_USERS)
@posted(back_to=_to_person)
def person_lift_wait(request: HttpRequest, pk: int) -> HttpResponse:
    services.lift_wait(person=person_of(request, pk), request=request, by=acting(request))
    messages.success(request, _("The user may try to sign in again at once."))
    return redirect("person", pk)


def _doing(operation: Callable[..., None], done: Any) -> View:
    """A view that does `operation` to the person of the address and says `done`."""

    @needs(Permission.MANAGE_USERS)
    @posted(back_to=_to_person)
    def do(request: HttpRequest, pk: int) -> HttpResponse:
        operation(person=person_of(request, pk), by=acting(request))
        messages.success(request, done)
        return redirect("person", pk)

    return do


person_deactivate = _doing(services.deactivate, _("The account is deactivated; nobody can sign in with it."))
person_activate = _doing(services.activate, _("The account is in use again."))
person_sign_out = _doing(services.end_sessions, _("The user is signed out everywhere."))
person_second_factor = _doing(
    services.reset_second_factor, _("The second factor is removed; the user sets it up anew when signing in.")
)
