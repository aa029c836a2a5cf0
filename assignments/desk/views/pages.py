"""The desk: choose a village or cell, see who is in charge, and change it step by step."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from assignments.desk import member_choices, queries, row_markup
from assignments.desk.context import communes_for, get_desk_context
from assignments.desk.views import actions
from assignments.desk.views.board import board, parse_desk_request
from households.permissions import GET_OR_POST, current_user, permission_required
from lambinh.accounts.permissions import Permission
from lambinh.lib.primary_keys import parse_pk


@require_safe
@permission_required(Permission.VIEW_RECORDS)
def choose(request: HttpRequest) -> HttpResponse:
    """The communes that the user may read; of the chosen commune, or the only one, the villages and cells."""
    day = timezone.localdate()
    communes = list(communes_for(current_user(request), day).order_by("sort_key", "pk"))
    page: dict[str, Any] = {"communes": communes}
    wanted = parse_pk(request.GET.get("commune", ""))
    if wanted is None and len(communes) == 1:
        wanted = communes[0].pk
    if wanted is not None:
        place = get_desk_context(current_user(request), wanted, day)
        page |= {"place": place, "doors": queries.place_choices(place)}
    return render(request, "desk/places.html", page)


@require_http_methods(GET_OR_POST)
@permission_required(Permission.VIEW_RECORDS)
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """A village, or a commune as a whole. What is posted names its step; the address says what was shown."""
    place, form = parse_desk_request(request, pk)
    if request.method == "POST":
        return actions.run_step(request, place, form)
    return board(request, place, form)


@require_safe
@permission_required(Permission.VIEW_RECORDS)
def unit_members(request: HttpRequest, pk: int) -> HttpResponse:
    """All who can be put in charge there, each with key and text, for a script that finds one while somebody types."""
    place, _form = parse_desk_request(request, pk)
    if not place.tiers:
        raise PermissionDenied
    return JsonResponse({"members": row_markup.member_texts(member_choices.member_rows(place))})
