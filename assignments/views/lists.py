"""The lists of households and of members."""

from collections.abc import Iterator
from typing import Generic, TypedDict, TypeVar, cast

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assignments.forms import filters
from assignments.presenters import row_markup
from assignments.queries import lists
from assignments.queries.list_types import Filters
from assignments.queries.rows import household_row
from households.permissions import SignedInRequest, permission_required
from lambinh.accounts.permissions import Permission

ROWS_PER_PAGE = 50
Row = TypeVar("Row", bound=Model)


class ListPage(TypedDict, Generic[Row]):
    """The part of a template's context that every list has."""

    page_obj: "Page[Row]"
    pages: Iterator[str | int]
    can_add: bool


@require_safe
@permission_required(Permission.VIEW_RECORDS)
def households(request: SignedInRequest) -> HttpResponse:
    permissions = request.permissions
    form = filters.HouseholdFilter(request.GET, permissions=permissions)
    queryset = lists.households(request.user, filters_of(form), permissions.day)
    page = page_of(request, queryset, Permission.CHANGE_RECORDS)
    rows = [household_row(row) for row in page["page_obj"]]
    context = page | {"form": form, "rows": rows, "table_rows": row_markup.household_rows(rows)}
    return render(request, "assignments/households/households.html", context)


@require_safe
@permission_required(Permission.VIEW_RECORDS)
def members(request: SignedInRequest) -> HttpResponse:
    permissions = request.permissions
    form = filters.MemberFilter(request.GET, permissions=permissions)
    selected = filters_of(form)
    page = page_of(request, lists.members(request.user, selected, permissions.day), Permission.CHANGE_RECORDS)
    rows = [lists.member_row(row) for row in page["page_obj"]]
    context = {"form": form, "body": selected.get("body"), "rows": rows, "table_rows": row_markup.member_rows(rows)}
    return render(request, "assignments/members/members.html", page | context)


def filters_of(form: forms.Form) -> Filters:
    """The valid filters; the form shows an error at the others."""
    form.is_valid()
    return cast(Filters, dict(form.cleaned_data))


def page_of(request: SignedInRequest, queryset: QuerySet[Row], *needed: Permission) -> ListPage[Row]:
    """A page of rows, and whether the user may add one: with one of `needed`."""
    paginator = Paginator(queryset, ROWS_PER_PAGE)
    current_page = paginator.get_page(request.GET.get("page"))
    pages = paginator.get_elided_page_range(current_page.number, on_each_side=2, on_ends=1)
    return {"page_obj": current_page, "pages": pages, "can_add": any(map(request.permissions.has_anywhere, needed))}
