"""Pages about members and assignments."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assignments import my_households
from households.permissions import current_user, permission_required
from lambinh.accounts.permissions import Permission


@require_safe
@permission_required(Permission.SEE_OWN_HOUSEHOLDS)
def own_households(request: HttpRequest) -> HttpResponse:
    """The households in the charge of the member of the Party who has signed in."""
    day = timezone.localdate()
    rows = my_households.own_households(current_user(request), day)
    return render(request, "assignments/my_households.html", {"rows": rows, "day": day})
