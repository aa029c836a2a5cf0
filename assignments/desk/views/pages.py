"""The pages of the desk: choose a village or cell, see who is in charge."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from assignments.desk import member_choices, queries, row_markup
from assignments.desk.context import communes_for, get_desk_context
from assignments.desk.views import actions
from assignments.desk.views.base import Action, parse_desk_request, run
from assignments.desk.views.board import render_board
from households.permissions import GET_OR_POST, SignedInRequest, permission_required
from lambinh.accounts.permissions import Permission
from lambinh.lib.primary_keys import parse_pk

FORMER_ACTIONS: dict[str, Action] = {
    "preview": actions.preview,
    "assign": actions.assign,
    "ask_end": actions.confirm_end,
    "end": actions.end,
    "undo": actions.undo,
    "all": actions.select_page,
    "all_pages": actions.select_all,
    "find": actions.find_member,
}
"""The field `do` of forms that were open in a browser when each action got a URL of its own."""


@require_safe
@permission_required(Permission.VIEW_RECORDS)
def choose(request: SignedInRequest) -> HttpResponse:
    """The communes that the user may read; of the chosen commune, or the only one, the villages and cells."""
    day = timezone.localdate()
    communes = list(communes_for(request.user, day).order_by("sort_key", "pk"))
    context: dict[str, Any] = {"communes": communes}
    commune = parse_pk(request.GET.get("commune", ""))
    if commune is None and len(communes) == 1:
        commune = communes[0].pk
    if commune is not None:
        desk = get_desk_context(request.user, commune, day)
        context |= {"desk": desk, "choices": queries.place_choices(desk)}
    return render(request, "desk/places.html", context)


@require_http_methods(GET_OR_POST)
@permission_required(Permission.VIEW_RECORDS)
def unit(request: SignedInRequest, pk: int) -> HttpResponse:
    """A village, or a commune as a whole. Posting to it shows it again with the user's selection."""
    if request.method == "POST":
        return run(FORMER_ACTIONS.get(request.POST.get("do", ""), actions.show_selection), request, pk)
    desk, form = parse_desk_request(request, pk)
    return render_board(request, desk, form)


@require_safe
@permission_required(Permission.VIEW_RECORDS)
def unit_members(request: SignedInRequest, pk: int) -> HttpResponse:
    """All members who can be put in charge, each with key and text, for the script that finds one by name."""
    desk, _form = parse_desk_request(request, pk)
    if not desk.tiers:
        raise PermissionDenied
    return JsonResponse({"members": row_markup.member_texts(member_choices.member_rows(desk))})
