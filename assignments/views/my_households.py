"""The page of a member's own households."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assignments.queries import my_households
from households.permissions import SignedInRequest, permission_required
from lambinh.accounts.permissions import Permission


@require_safe
@permission_required(Permission.SEE_OWN_HOUSEHOLDS)
def own_households(request: SignedInRequest) -> HttpResponse:
    """The households assigned to the member who has signed in."""
    day = timezone.localdate()
    rows = my_households.own_households(request.user, day)
    return render(request, "assignments/my_households.html", {"rows": rows, "day": day})
