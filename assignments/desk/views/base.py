"""Shared by the views of the desk: the request's place and filters, URLs of actions, the guard of an action."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from assignments.desk.context import DeskContext, get_desk_context
from assignments.desk.forms import DeskFilterForm
from households.permissions import SignedInRequest, View, permission_required
from lambinh.accounts.permissions import Permission
from lambinh.lib.decorators import post_only

Action = Callable[[SignedInRequest, DeskContext, DeskFilterForm], HttpResponse]

ACTIONS = ("select_page", "select_all", "find_member", "preview", "assign", "confirm_end", "end", "undo")
HAND_OVER_ACTIONS = ("hand_over", "hand_over_preview", "hand_over_save")
"""Names of URLs in the namespace `desk`."""

MAX_HOUSEHOLDS = 2_000
"""The largest number of households in one action."""
MAX_DECISIONS = 50
"""The newest decisions are offered."""
REASON_LENGTH = 300


def parse_desk_request(request: SignedInRequest, pk: int) -> tuple[DeskContext, DeskFilterForm]:
    """The place and day of a desk page, and its filters; a day that is not valid counts as today, with an error."""
    form = DeskFilterForm(request.GET)
    form.is_valid()
    day = form.cleaned_data.get("day") or timezone.localdate()
    return get_desk_context(request.user, pk, day, form.cleaned_data.get("cell", "")), form


def board_url(request: HttpRequest, desk: DeskContext, **changed: Any) -> str:
    """The URL of the board with the filters of the request, except `changed`; None leaves a filter out."""
    filters: dict[str, Any] = {name: value for name, value in request.GET.items() if name != "done"}
    return _with_query(reverse("desk:unit", args=[desk.unit.pk]), filters | changed)


def action_urls(request: HttpRequest, desk: DeskContext) -> dict[str, str]:
    """The URL of each action on this place; they keep the filters of the request."""
    filters = {name: value for name, value in request.GET.items() if name != "done"}
    urls = {name: _with_query(reverse(f"desk:{name}", args=[desk.unit.pk]), filters) for name in ACTIONS}
    return urls | {name: reverse(f"desk:{name}", args=[desk.unit.pk]) for name in HAND_OVER_ACTIONS}


def _with_query(path: str, params: Mapping[str, object]) -> str:
    filled = {name: value for name, value in params.items() if value not in (None, "")}
    return f"{path}?{urlencode(filled)}" if filled else path


def post_action(back_to: str) -> Callable[[Action], View]:
    """A view that users who may assign post to. Opening its URL leads to the page `back_to`, with the same filters."""

    def to_page(request: HttpRequest, pk: int) -> HttpResponse:
        query = request.GET.urlencode()
        return redirect(reverse(back_to, args=[pk]) + (f"?{query}" if query else ""))

    def guard(action: Action) -> View:
        @wraps(action)
        @permission_required(Permission.VIEW_RECORDS)
        @post_only(back_to=to_page)
        def view(request: SignedInRequest, pk: int) -> HttpResponse:
            return run(action, request, pk)

        return view

    return guard


def run(action: Action, request: SignedInRequest, pk: int) -> HttpResponse:
    """Raises PermissionDenied where the user may change no assignments."""
    desk, form = parse_desk_request(request, pk)
    if not desk.tiers:
        raise PermissionDenied
    return action(request, desk, form)
