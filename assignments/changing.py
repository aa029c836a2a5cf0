"""How the pages that change records go about it: which row, may they, try it, and what is said when it cannot be."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from assignments.models import Member
from households.access import reach_of
from households.forms_facts import focus_on_fault
from households.models import Household
from households.services_facts import FactRefused
from lambinh.accounts.permissions import Permission
from lambinh.lib.constraints import sentence_of


def household_of(request: HttpRequest, pk: int) -> Household:
    found: Household = get_object_or_404(Household.objects.visible_to(request.user).select_related("commune"), pk=pk)
    return found


def member_of(request: HttpRequest, pk: int) -> Member:
    found: Member = get_object_or_404(Member.objects.visible_to(request.user).select_related("commune"), pk=pk)
    return found


def changeable(request: HttpRequest, row: Any, permission: Permission = Permission.CHANGE_RECORDS) -> Any:
    """`row`, where the person may do it in its unit; else 403."""
    if not reach_of(request.user).may_in(row.commune_id, permission):
        raise PermissionDenied
    return row


def tried(form: forms.BaseForm, operation: Callable[[], Any]) -> bool:
    """Whether the operation was done; if not, the form says why and nothing has changed."""
    try:
        with transaction.atomic():
            operation()
    except FactRefused as refused:
        form.add_error(None, str(refused))
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
    except IntegrityError as error:
        form.add_error(None, sentence_of(error))
    else:
        return True
    focus_on_fault(form)
    return False
