"""Putting right what was recorded of the past, as its own action with its reason."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assignments.forms.corrections import CorrectAssignmentForm, CorrectMembershipForm
from assignments.models import Assignment, Membership, Tier
from assignments.permissions import ASSIGN_PERMISSION
from assignments.services import corrections
from assignments.views.base import get_or_403, household_of, leaves_scope_warning, member_of, run_operation
from households.forms.base import CorrectionForm, RemovalForm
from households.forms.households import CorrectClassForm, CorrectResidenceForm
from households.models import Household, PovertyStatus, Residence
from households.permissions import GET_OR_POST, SignedInRequest, current_user, permission_required
from households.services import households
from lambinh.accounts.permissions import Permission


@dataclass(frozen=True)
class Kind:
    """A kind of dated fact: its form and the operations that put it right; `name` is what they call the fact."""

    model: Any
    name: str
    owner: str
    form: type[CorrectionForm]
    correct: Callable[..., None]
    withdraw: Callable[..., None]
    extend_previous: bool = True


KINDS = {
    "residence": Kind(
        Residence, "residence", "household", CorrectResidenceForm,
        households.correct_residence, households.delete_residence,
    ),
    "class": Kind(
        PovertyStatus, "status", "household", CorrectClassForm,
        households.correct_class, households.delete_poverty_class,
    ),
    "membership": Kind(
        Membership, "membership", "member", CorrectMembershipForm,
        corrections.correct_membership, corrections.delete_membership,
    ),
    "assignment": Kind(
        Assignment, "assignment", "household", CorrectAssignmentForm,
        corrections.correct_assignment, corrections.delete_assignment, extend_previous=False,
    ),
}  # fmt: skip


@require_http_methods(GET_OR_POST)
@permission_required(Permission.CHANGE_RECORDS)
def fact_correct(request: SignedInRequest, kind: str, pk: int) -> HttpResponse:
    """Another day, place or class than was recorded; or the fact is taken out, for it never was so."""
    chosen = _kind(kind)
    fact = get_object_or_404(chosen.model.objects.visible_to(request.user), pk=pk)
    get_or_403(request, fact, _right(fact))
    about = _about(request, chosen, fact)
    removing = request.method == "POST" and "remove" in request.POST
    said = request.POST if request.method == "POST" and not removing else None
    form = chosen.form(said, fact=fact, permissions=request.permissions)
    removal = RemovalForm(request.POST if removing else None)
    if not chosen.extend_previous:
        del removal.fields["extend_previous"]
    if _removal(request, chosen, fact, removal) if removing else _correction(request, chosen, fact, form):
        messages.success(request, _("It is taken out.") if removing else _("It is put right."))
        return _back(request, about)
    page = {"form": form, "removal": removal, "about": about, "path": _path(about), "title": _("Put right")}
    return render(request, "assignments/correction.html", page | {"warning": form.warning})


def _correction(request: SignedInRequest, kind: Kind, fact: Any, form: CorrectionForm) -> bool:
    if not form.is_valid():
        return False
    said = form.corrected_values()
    leaves = leaves_scope_warning(request, said) if timezone.localdate() in said["during"] else ""
    return form.confirmed(leaves=leaves) and run_operation(
        form, lambda: kind.correct(**{kind.name: fact}, by=current_user(request), **said)
    )


def _removal(request: SignedInRequest, kind: Kind, fact: Any, form: RemovalForm) -> bool:
    if not form.is_valid():
        return False
    said = form.cleaned_data
    return run_operation(form, lambda: kind.withdraw(**{kind.name: fact}, by=current_user(request), **said))


def _kind(kind: str) -> Kind:
    if kind not in KINDS:
        raise Http404
    return KINDS[kind]


def _right(fact: Any) -> Permission:
    return ASSIGN_PERMISSION[Tier(fact.tier)] if isinstance(fact, Assignment) else Permission.CHANGE_RECORDS


def _about(request: SignedInRequest, kind: Kind, fact: Any) -> Any:
    """The household or member whose fact it is."""
    return household_of(request, fact.household_id) if kind.owner == "household" else member_of(request, fact.member_id)


def _path(about: Any) -> list[tuple[str, str]]:
    if isinstance(about, Household):
        return [
            (reverse("assignments:households"), _("Household register")),
            (reverse("assignments:household", args=[about.pk]), str(about)),
        ]
    return [
        (reverse("assignments:members"), _("Members")),
        (reverse("assignments:member", args=[about.pk]), str(about)),
    ]


def _back(request: SignedInRequest, about: Any) -> HttpResponseRedirect:
    """To the page that the person came from, or to the list where it may no longer be seen."""
    kind = "household" if isinstance(about, Household) else "member"
    if type(about).objects.visible_to(request.user).filter(pk=about.pk).exists():
        return redirect(f"assignments:{kind}", about.pk)
    return redirect(f"assignments:{kind}s")
