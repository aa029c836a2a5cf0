"""The lists of households and of members."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assignments.forms import filters
from assignments.presenters import row_markup
from assignments.queries import lists
from households.permissions import SignedInRequest, permission_required
from lambinh.accounts.permissions import Permission

ROWS_PER_PAGE = 50


@require_safe
@permission_required(Permission.VIEW_RECORDS)
def households(request: SignedInRequest) -> HttpResponse:
    permissions = request.permissions
    form = filters.HouseholdFilter(request.GET, permissions=permissions)
    queryset = lists.households(request.user, filters_of(form), permissions.day)
    page = page_of(request, queryset, Permission.CHANGE_RECORDS) | {"form": form}
    page["rows"] = [lists.household_row(row) for row in page["page_obj"]]
    page["table_rows"] = row_markup.household_rows(page["rows"])
    return render(request, "assignments/households/households.html", page)


@require_safe
@permission_required(Permission.VIEW_RECORDS)
def members(request: SignedInRequest) -> HttpResponse:
    permissions = request.permissions
    form = filters.MemberFilter(request.GET, permissions=permissions)
    selected = filters_of(form)
    page = page_of(request, lists.members(request.user, selected, permissions.day), Permission.CHANGE_RECORDS) | {
        "form": form,
        "body": selected.get("body"),
    }
    page["rows"] = [lists.member_row(row) for row in page["page_obj"]]
    page["table_rows"] = row_markup.member_rows(page["rows"])
    return render(request, "assignments/members/members.html", page)


def filters_of(form: Any) -> dict[str, Any]:
    """The valid filters; the form shows an error at the others."""
    form.is_valid()
    return dict(form.cleaned_data)


def page_of(request: SignedInRequest, queryset: QuerySet[Any], *needed: Permission) -> dict[str, Any]:
    """A page of rows, and whether the user may add one: with one of `needed`."""
    paginator = Paginator(queryset, ROWS_PER_PAGE)
    current_page = paginator.get_page(request.GET.get("page"))
    pages = paginator.get_elided_page_range(current_page.number, on_each_side=2, on_ends=1)
    return {"page_obj": current_page, "pages": pages, "can_add": any(map(request.permissions.has_anywhere, needed))}
