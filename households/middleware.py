"""One scoped transaction per request."""

from typing import cast

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from households.permissions import SignedInRequest, cache_permissions
from households.users.delegation import units_of_access
from lambinh.accounts import scope
from lambinh.middleware import SAFE_METHODS, GetResponse


class ScopedTransactionMiddleware:
    """Run each request of a signed-in user in one transaction that can read only the user's units.

    View and template belong to it. A request that raises an exception or answers 5xx changes nothing.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        with transaction.atomic():
            permissions = cast(SignedInRequest, request).permissions = cache_permissions(request.user)
            source = "admin" if request.path.startswith("/admin/") else "page"
            rights = None if request.method in SAFE_METHODS else permissions.writable_units
            scope.begin_scope(
                user=permissions.user_id,
                units=permissions.readable_units,
                source=source,
                day=permissions.day,
                rights=rights,
                access_units=units_of_access(permissions),
            )
            response = self.get_response(request)
            if getattr(request, "failed", False) or response.status_code >= 500:
                transaction.set_rollback(True)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        request.failed = True  # type: ignore[attr-defined]
