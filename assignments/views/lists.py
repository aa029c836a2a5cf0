"""The lists of households and of members."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assignments import queries, row_markup
from assignments.forms import filters
from households.permissions import SignedInRequest, permission_required
from lambinh.accounts.permissions import Permission

ROWS_A_PAGE = 50


@require_safe
@permission_required(Permission.VIEW_RECORDS)
def households(request: SignedInRequest) -> HttpResponse:
    permissions = request.permissions
    form = filters.HouseholdFilter(request.GET, permissions=permissions)
    found = queries.households(request.user, asked_of(form), permissions.day)
    page = page_of(request, found, Permission.CHANGE_RECORDS) | {"form": form}
    page["rows"] = [queries.household_row(one) for one in page["shown"]]
    page["table_rows"] = row_markup.household_rows(page["rows"])
    return render(request, "assignments/households/households.html", page)


@require_safe
@permission_required(Permission.VIEW_RECORDS)
def members(request: SignedInRequest) -> HttpResponse:
    permissions = request.permissions
    form = filters.MemberFilter(request.GET, permissions=permissions)
    asked = asked_of(form)
    page = page_of(request, queries.members(request.user, asked, permissions.day), Permission.CHANGE_RECORDS) | {
        "form": form,
        "body": asked.get("body"),
    }
    page["rows"] = [queries.member_row(one) for one in page["shown"]]
    page["table_rows"] = row_markup.member_rows(page["rows"])
    return render(request, "assignments/members/members.html", page)


def asked_of(form: Any) -> dict[str, Any]:
    """What was asked; of what is not understood, which the form then says, nothing."""
    form.is_valid()
    return dict(form.cleaned_data)


def page_of(request: SignedInRequest, found: QuerySet[Any], *adding: Permission) -> dict[str, Any]:
    """A page of what was found, and whether the person may enter more: who holds one of `adding`."""
    paginator = Paginator(found, ROWS_A_PAGE)
    shown = paginator.get_page(request.GET.get("page"))
    pages = paginator.get_elided_page_range(shown.number, on_each_side=2, on_ends=1)
    return {"shown": shown, "pages": pages, "may_add": any(map(request.permissions.has_anywhere, adding))}
