"""Opening a citizen id: whole, once, with a reason that the journal keeps."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from households.access import FORM_METHODS, needs, reach_of
from households.models import Household
from lambinh.accounts.permissions import Permission
from lambinh.audit.models import Look
from lambinh.audit.services import record_look
from lambinh.lib.reasons import ReasonForm


@require_http_methods(FORM_METHODS)
@needs(Permission.OPEN_CITIZEN_IDS)
@never_cache
def citizen_id(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why, then show it. What is asked is recorded before the page is made, and both or none of it happens."""
    household: Household = get_object_or_404(Household.objects.visible_to(request.user), pk=pk)
    if not reach_of(request.user).may_in(household.commune_id, Permission.OPEN_CITIZEN_IDS):
        raise PermissionDenied
    form = ReasonForm(request.POST or None)
    page: dict[str, object] = {"household": household, "form": form, "masked": household.citizen_id_masked}
    if form.is_valid():
        record_look(kind=Look.Kind.CITIZEN_ID, what=f"households.household {pk}", why=form.why, household=pk)
        page["whole"] = household.read_citizen_id()
    return render(request, "households/citizen_id.html", page)
