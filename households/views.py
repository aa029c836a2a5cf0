"""Opening a citizen id: whole, once, with a reason that the journal keeps, and so many in a time."""

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from households.citizen_id_limits import opens_again
from households.models import Household
from households.permissions import GET_OR_POST, SignedInRequest, current_user, permission_required
from lambinh.accounts.permissions import Permission
from lambinh.accounts.security.events import note_security
from lambinh.audit.models import Look
from lambinh.audit.services import record_access
from lambinh.lib.admin.reasons import ReasonForm
from lambinh.lib.logs.security_events import Event


@require_http_methods(GET_OR_POST)
@permission_required(Permission.OPEN_CITIZEN_IDS)
@never_cache
def citizen_id(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask why, then show it. What is asked is recorded before the page is made, and both or none of it happens."""
    household: Household = get_object_or_404(Household.objects.visible_to(request.user), pk=pk)
    if not request.permissions.has_in(household.commune_id, Permission.OPEN_CITIZEN_IDS):
        raise PermissionDenied
    form = ReasonForm(request.POST or None)
    page: dict[str, object] = {"household": household, "form": form, "masked": household.citizen_id_masked}
    if form.is_valid():
        if limit := opens_again(current_user(request)):
            return _no_more(request, household, limit)
        record_access(kind=Look.Kind.CITIZEN_ID, what=f"households.household {pk}", why=form.why, household=pk)
        page["whole"] = household.read_citizen_id()
    return render(request, "households/citizen_id.html", page)


def _no_more(request: SignedInRequest, household: Household, limit: tuple[int, timedelta, datetime]) -> HttpResponse:
    """The sentence that says when; whoever manages the account, and the log, are told that it came to this."""
    most, window, again = limit
    seconds = int(window.total_seconds())
    note_security(
        Event.CITIZEN_ID_LIMIT, request=request, user=current_user(request), household=household.pk, seconds=seconds
    )
    page = {"household": household, "most": most, "again": again, "days": window.days, "minutes": seconds // 60}
    return render(request, "households/citizen_id_limit.html", page, status=429)
