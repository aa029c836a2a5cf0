"""Open a citizen id with a reason that the journal records, within a limit per period."""

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
from lambinh.audit.models import AccessEvent
from lambinh.audit.services import record_access
from lambinh.lib.admin.reasons import ReasonForm
from lambinh.lib.logs.security_events import Event


@require_http_methods(GET_OR_POST)
@permission_required(Permission.OPEN_CITIZEN_IDS)
@never_cache
def citizen_id(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask for the reason, record the access, then show the number. Both happen in one transaction."""
    household: Household = get_object_or_404(Household.objects.visible_to(request.user), pk=pk)
    if not request.permissions.has_in(household.commune_id, Permission.OPEN_CITIZEN_IDS):
        raise PermissionDenied
    form = ReasonForm(request.POST or None)
    context: dict[str, object] = {"household": household, "form": form, "masked": household.citizen_id_masked}
    if form.is_valid():
        if limit := opens_again(current_user(request)):
            return _limit_page(request, household, limit)
        record_access(
            kind=AccessEvent.Kind.CITIZEN_ID, target=f"households.household {pk}", reason=form.why, household=pk
        )
        context["number"] = household.read_citizen_id()
    return render(request, "households/citizen_id.html", context)


def _limit_page(request: SignedInRequest, household: Household, limit: tuple[int, timedelta, datetime]) -> HttpResponse:
    """The page that tells when the next number may be opened. The security log records that the limit was reached."""
    most, window, opens_at = limit
    seconds = int(window.total_seconds())
    note_security(
        Event.CITIZEN_ID_LIMIT, request=request, user=current_user(request), household=household.pk, seconds=seconds
    )
    context = {
        "household": household,
        "most": most,
        "opens_at": opens_at,
        "days": window.days,
        "minutes": seconds // 60,
    }
    return render(request, "households/citizen_id_limit.html", context, status=429)
