"""How the pages that change records go about it: which row, may they, try it, and what is said when it cannot be."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from assignments.models import Member
from households.forms.base import focus_first_error
from households.models import Household, Unit
from households.permissions import SignedInRequest
from households.services.units import current_communes
from lambinh.accounts.permissions import Permission
from lambinh.lib.constraint_messages import user_message
from lambinh.lib.refusals import refusal_on_form


@dataclass(frozen=True)
class RecordPages:
    """The names of the addresses that list a register and show one row of it, and what it is called."""

    listing: str
    one: str
    title: Any


HOUSEHOLDS = RecordPages("assignments:households", "assignments:household", _("Household register"))
MEMBERS = RecordPages("assignments:members", "assignments:member", _("Members"))
BODIES = RecordPages("assignments:bodies", "assignments:body", _("Cells and agencies"))
DECISIONS = RecordPages("assignments:decisions", "assignments:decision", _("Decisions"))


def form_page(
    request: SignedInRequest, pages: RecordPages, row: Any, form: Any, title: str, button: str, **more: Any
) -> HttpResponse:
    """The page with one form about `row`, or about a new row when that is None."""
    path = [(reverse(pages.listing), pages.title)]
    if row is not None:
        path.append((reverse(pages.one, args=[row.pk]), str(row)))
    page = {"path": path, "form": form, "title": title, "button": button, "warning": getattr(form, "warning", "")}
    return render(request, "assignments/form.html", page | more)


def household_of(request: SignedInRequest, pk: int) -> Household:
    found: Household = get_object_or_404(Household.objects.visible_to(request.user).select_related("commune"), pk=pk)
    return found


def member_of(request: SignedInRequest, pk: int) -> Member:
    found: Member = get_object_or_404(Member.objects.visible_to(request.user).select_related("commune"), pk=pk)
    return found


def get_or_403(request: SignedInRequest, row: Any, permission: Permission = Permission.CHANGE_RECORDS) -> Any:
    """`row`, where the person may do it in its unit; else 403."""
    if not request.permissions.has_in(row.commune_id, permission):
        raise PermissionDenied
    return row


def is_in_my_units(
    request: SignedInRequest, unit: Unit, permissions: Sequence[Permission] = (Permission.CHANGE_RECORDS,)
) -> bool:
    """Whether the person holds one of `permissions` in what answers for `unit` today."""
    answers = current_communes([unit], timezone.localdate())[unit.pk]
    return request.permissions.has_in(answers, *permissions)


def validate_in_my_units(
    request: SignedInRequest,
    form: forms.BaseForm,
    field: str,
    unit: Unit,
    permissions: Sequence[Permission] = (Permission.CHANGE_RECORDS,),
) -> bool:
    """The same; if not, the form says so at `field`."""
    if is_in_my_units(request, unit, permissions):
        return True
    form.add_error(field, _now("Enter a place in one of your own units, in which this is to be found."))
    return False


def leaves_scope_warning(request: SignedInRequest, said: dict[str, Any]) -> str:
    """What to warn of before a village or body is recorded that leads out of one's own units; else nothing."""
    if (village := said.get("village")) and not is_in_my_units(request, village):
        text = _now("%(village)s belongs to another unit: once it answers, you no longer see this household.")
        return text % {"village": village}
    if (body := said.get("body")) and not is_in_my_units(request, body.unit):
        text = _now("%(body)s belongs to another unit: once it answers, you no longer see this member.")
        return text % {"body": body}
    return ""


def run_operation(form: forms.BaseForm, operation: Callable[[], Any]) -> bool:
    """Whether the operation was done; if not, the form says why and nothing has changed."""
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
