"""Correcting or removing a dated fact of the past, with a reason."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from assignments.forms.corrections import CorrectAssignmentForm, CorrectMembershipForm
from assignments.models import Assignment, Member, Membership, Tier
from assignments.permissions import ASSIGN_PERMISSION
from assignments.services import corrections
from assignments.views.base import get_or_403, household_of, leaves_scope_warning, member_of, run_operation
from households.forms.base import CorrectionForm, RemovalForm
from households.forms.households import CorrectClassForm, CorrectResidenceForm
from households.models import Household, PovertyStatus, Residence
from households.permissions import GET_OR_POST, SignedInRequest, permission_required
from households.services import households
from lambinh.accounts.permissions import Permission

Fact = Residence | PovertyStatus | Membership | Assignment


@dataclass(frozen=True)
class FactKind:
    """A kind of dated fact: its form and its operations; `name` is their parameter for the fact."""

    model: type[Fact]
    name: str
    form: type[CorrectionForm]
    correct: Callable[..., None]
    delete: Callable[..., None]
    extend_previous: bool = True
    """Whether an earlier fact may go on in its place."""


KINDS = {
    "residence": FactKind(
        Residence, "residence", CorrectResidenceForm,
        households.correct_residence, households.delete_residence,
    ),
    "class": FactKind(
        PovertyStatus, "status", CorrectClassForm,
        households.correct_poverty_class, households.delete_poverty_class,
    ),
    "membership": FactKind(
        Membership, "membership", CorrectMembershipForm,
        corrections.correct_membership, corrections.delete_membership,
    ),
    "assignment": FactKind(
        Assignment, "assignment", CorrectAssignmentForm,
        corrections.correct_assignment, corrections.delete_assignment, extend_previous=False,
    ),
}  # fmt: skip


@require_http_methods(GET_OR_POST)
@permission_required(Permission.CHANGE_RECORDS)
def fact_correct(request: SignedInRequest, kind: str, pk: int) -> HttpResponse:
    """Other days or values than recorded, or the removal of a fact that was never true."""
    fact_kind = _get_kind(kind)
    fact: Fact = get_object_or_404(fact_kind.model.objects.visible_to(request.user), pk=pk)
    get_or_403(request, fact, _permission_for(fact))
    owner = _owner_of(request, fact)
    is_removal = request.method == "POST" and "remove" in request.POST
    data = request.POST if request.method == "POST" and not is_removal else None
    form = fact_kind.form(data, fact=fact, permissions=request.permissions)
    removal = RemovalForm(request.POST if is_removal else None)
    if not fact_kind.extend_previous:
        del removal.fields["extend_previous"]
    if _remove(request, fact_kind, fact, removal) if is_removal else _correct(request, fact_kind, fact, form):
        messages.success(request, _("Removed.") if is_removal else _("Corrected."))
        return _redirect_to(request, owner)
    page = {
        "form": form,
        "removal": removal,
        "owner": owner,
        "path": _path(owner),
        "title": pgettext("dated fact", "Correct"),
    }
    return render(request, "assignments/correction.html", page | {"warning": form.warning})


def _correct(request: SignedInRequest, kind: FactKind, fact: Fact, form: CorrectionForm) -> bool:
    if not form.is_valid():
        return False
    data = form.corrected_values()
    warning = leaves_scope_warning(request, data) if timezone.localdate() in data["during"] else ""
    return form.confirmed(leaves=warning) and run_operation(
        form, lambda: kind.correct(**{kind.name: fact}, by=request.user, **data)
    )


def _remove(request: SignedInRequest, kind: FactKind, fact: Fact, form: RemovalForm) -> bool:
    if not form.is_valid():
        return False
    data = form.cleaned_data
    return run_operation(form, lambda: kind.delete(**{kind.name: fact}, by=request.user, **data))


def _get_kind(kind: str) -> FactKind:
    if kind not in KINDS:
        raise Http404
    return KINDS[kind]


def _permission_for(fact: Fact) -> Permission:
    return ASSIGN_PERMISSION[Tier(fact.tier)] if isinstance(fact, Assignment) else Permission.CHANGE_RECORDS


def _owner_of(request: SignedInRequest, fact: Fact) -> Household | Member:
    """The record on whose page the fact is corrected."""
    if isinstance(fact, Membership):
        return member_of(request, fact.member_id)
    return household_of(request, fact.household_id)


def _path(owner: Household | Member) -> list[tuple[str, str]]:
    if isinstance(owner, Household):
        return [
            (reverse("assignments:households"), _("Household register")),
            (reverse("assignments:household", args=[owner.pk]), str(owner)),
        ]
    return [
        (reverse("assignments:members"), _("Members")),
        (reverse("assignments:member", args=[owner.pk]), str(owner)),
    ]


def _redirect_to(request: SignedInRequest, owner: Household | Member) -> HttpResponseRedirect:
    """To the page of the household or member, or to the list if the user can no longer see it."""
    kind = "household" if isinstance(owner, Household) else "member"
    if type(owner).objects.visible_to(request.user).filter(pk=owner.pk).exists():
        return redirect(f"assignments:{kind}", owner.pk)
    return redirect(f"assignments:{kind}s")
