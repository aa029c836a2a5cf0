"""Shared by the pages of records: get the row, check permissions, run the operation, show why it failed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from assignments.models import Body, Member
from households.forms.base import focus_first_error
from households.models import Household, Unit
from households.permissions import SignedInRequest
from households.services.units import current_communes
from lambinh.accounts.permissions import Permission
from lambinh.lib.constraint_messages import user_message
from lambinh.lib.refusals import refusal_on_form


@dataclass(frozen=True)
class RecordPages:
    """The names of the URLs that list records of a kind and show one, and the title of the list."""

    list_url: str
    detail_url: str
    title: str | Promise


class OfCommune(Protocol):
    """A row that belongs to a commune."""

    @property
    def commune_id(self) -> int | None: ...


Row = TypeVar("Row", bound=OfCommune)

HOUSEHOLDS = RecordPages("assignments:households", "assignments:household", _("Household register"))
MEMBERS = RecordPages("assignments:members", "assignments:member", _("Members"))
BODIES = RecordPages("assignments:bodies", "assignments:body", _("Cells and agencies"))
DECISIONS = RecordPages("assignments:decisions", "assignments:decision", _("Decisions"))


def form_page(
    request: SignedInRequest,
    pages: RecordPages,
    row: Model | None,
    form: forms.BaseForm,
    title: str,
    button: str,
    **context: Any,
) -> HttpResponse:
    """The page with one form about `row`; None for a new row."""
    path: list[tuple[str, str | Promise]] = [(reverse(pages.list_url), pages.title)]
    if row is not None:
        path.append((reverse(pages.detail_url, args=[row.pk]), str(row)))
    page = {"path": path, "form": form, "title": title, "button": button, "warning": getattr(form, "warning", "")}
    return render(request, "assignments/form.html", page | context)


def household_of(request: SignedInRequest, pk: int) -> Household:
    visible = Household.objects.visible_to(request.user).select_related("commune")
    household: Household = get_object_or_404(visible, pk=pk)
    return household


def member_of(request: SignedInRequest, pk: int) -> Member:
    visible = Member.objects.visible_to(request.user).select_related("commune")
    member: Member = get_object_or_404(visible, pk=pk)
    return member


def get_or_403(request: SignedInRequest, row: Row, permission: Permission = Permission.CHANGE_RECORDS) -> Row:
    """`row` itself. Raises PermissionDenied if the user lacks `permission` in its unit."""
    if not request.permissions.has_in(row.commune_id, permission):
        raise PermissionDenied
    return row


def is_in_my_units(
    request: SignedInRequest, unit: Unit, needed: Sequence[Permission] = (Permission.CHANGE_RECORDS,)
) -> bool:
    """Whether the user has one of `needed` in the commune that answers for `unit` today."""
    commune = current_communes([unit], timezone.localdate())[unit.pk]
    return request.permissions.has_in(commune, *needed)


def validate_in_my_units(
    request: SignedInRequest,
    form: forms.BaseForm,
    field: str,
    unit: Unit,
    needed: Sequence[Permission] = (Permission.CHANGE_RECORDS,),
) -> bool:
    """The same; otherwise `field` of the form gets an error."""
    if is_in_my_units(request, unit, needed):
        return True
    form.add_error(field, _now("Enter a place in one of your own units."))
    return False


def leaves_scope_warning(request: SignedInRequest, data: Mapping[str, object]) -> str:
    """The warning before a move to a village or body outside the user's units; empty without one."""
    village, body = data.get("village"), data.get("body")
    if isinstance(village, Unit) and not is_in_my_units(request, village):
        text = _now("%(village)s belongs to another unit. After the move you will no longer see this household.")
        return text % {"village": village}
    if isinstance(body, Body) and not is_in_my_units(request, body.unit):
        text = _now("%(body)s belongs to another unit. After the change you will no longer see this member.")
        return text % {"body": body}
    return ""


def run_operation(form: forms.BaseForm, operation: Callable[[], object]) -> bool:
    """Run the operation; returns whether it succeeded. Otherwise the form has the error, and nothing has changed."""
    try:
        with refusal_on_form(form) as refusal, transaction.atomic():
            operation()
        if not refusal.message:
            return True
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
    except IntegrityError as error:
        form.add_error(None, user_message(error))
    focus_first_error(form)
    return False
