"""The pages of doubles: what looks the same, side by side, what a merge will do, and what was decided."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assignments.duplicates import presenters, services
from assignments.duplicates.candidates import MIN_SCORE, compare, find_candidates
from assignments.duplicates.forms import ApartForm
from assignments.duplicates.history import decided_page
from assignments.duplicates.merge_plan import plan
from assignments.duplicates.merge_specs import HOUSEHOLDS, KINDS, MEMBERS, MergeSpec
from assignments.duplicates.models import DistinctPair, Merge
from households.permissions import GET_OR_POST, SignedInRequest, current_user, permission_required
from lambinh.accounts.permissions import Permission
from lambinh.lib.dates.formatting import format_range
from lambinh.lib.decorators import post_only
from lambinh.lib.refusals import catch_refusal, refusal_as_message

A_PAGE = 50


def _merging(kind: str) -> MergeSpec:
    if kind not in KINDS:
        raise Http404
    return KINDS[kind]


def _pair(request: SignedInRequest, merging: MergeSpec, first: int, second: int) -> tuple[Any, Any]:
    """Both records, or 404: outside of one's own units, in the wrong order, or one of them merged already."""
    if first >= second:
        raise Http404
    visible = merging.visible_to(request.user).select_related("commune")
    found = {record.pk: record for record in visible.filter(pk__in=(first, second))}
    if len(found) < 2:
        raise Http404
    return found[first], found[second]


def _may_change(request: SignedInRequest, *records: Any) -> bool:
    permissions = request.permissions
    return all(permissions.has_in(record.commune_id, Permission.CHANGE_RECORDS) for record in records)


def _must_change(request: SignedInRequest, *records: Any) -> None:
    if not _may_change(request, *records):
        raise PermissionDenied


@require_safe
@permission_required(Permission.VIEW_RECORDS)
def listed(request: SignedInRequest, kind: str) -> HttpResponse:
    merging, day = _merging(kind), request.permissions.day
    page = _number(request.GET.get("page", ""))
    found = find_candidates(merging.kind, user=request.user, day=day, limit=A_PAGE, offset=(page - 1) * A_PAGE)
    shown = Paginator(range(found.number), A_PAGE).get_page(page)
    context = {
        "kind": kind,
        "looks": presenters.candidate_rows(merging, found.pairs, current_user(request), day),
        "number": found.number,
        "shown": shown,
        "pages": shown.paginator.get_elided_page_range(shown.number, on_each_side=2, on_ends=1),
    }
    return render(request, "duplicates/list.html", context)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and 0 < len(text) < 6 and int(text) else 1


@require_safe
@permission_required(Permission.VIEW_RECORDS)
def compared(request: SignedInRequest, kind: str, first: int, second: int) -> HttpResponse:
    return _compared(request, _merging(kind), first, second, ApartForm())


def _compared(request: SignedInRequest, merging: MergeSpec, first: int, second: int, form: ApartForm) -> HttpResponse:
    one, two = _pair(request, merging, first, second)
    pair = compare(merging.kind, first=first, second=second, user=request.user, day=request.permissions.day)
    facts = plan(merging, first, second, {})
    context = {
        "kind": merging.kind,
        "first": one,
        "second": two,
        "pair": pair,
        "likeness": presenters.likeness(pair.score) if pair and pair.score >= MIN_SCORE else "",
        "reasons": presenters.reason_labels(merging, pair) if pair else [],
        "rows": presenters.side_by_side(merging, one, two),
        "sides": [
            (one, presenters.facts_of(facts, of_double=False)),
            (two, presenters.facts_of(facts, of_double=True)),
        ],
        "may_change": _may_change(request, one, two),
        "form": form,
    }
    return render(request, "duplicates/compare.html", context, status=400 if form.is_bound else 200)


@require_http_methods(GET_OR_POST)
@permission_required(Permission.CHANGE_RECORDS)
def kept(request: SignedInRequest, kind: str, first: int, second: int, keep: int) -> HttpResponse:
    """What a merge will do, with its questions; posting `merge` does it, posting anything else shows it anew."""
    merging = _merging(kind)
    one, two = _pair(request, merging, first, second)
    if keep not in (first, second):
        raise Http404
    keeping, other = (one, two) if keep == first else (two, one)
    _must_change(request, keeping, other)
    error = ""
    if "merge" in request.POST:
        with catch_refusal() as refusal:
            services.merge(
                merging,
                keep=keeping,
                other=other,
                by=current_user(request),
                answers=_answers(request),
                seen=request.POST.get("seen") or "-",
            )
            messages.success(request, _("The two are one now. If that was a mistake, undo it here."))
            return redirect("duplicates:decided", kind)
        error = refusal.message
    return _preview(request, merging, keeping, other, error)


def _answers(request: SignedInRequest) -> dict[str, str]:
    return {name.removeprefix("q-"): str(value) for name, value in request.POST.items() if name.startswith("q-")}


def _preview(request: SignedInRequest, merging: MergeSpec, keeping: Any, other: Any, error: str) -> HttpResponse:
    made = plan(merging, keeping.pk, other.pk, _answers(request))
    first, second = sorted((keeping.pk, other.pk))
    keeping_name, other_name = presenters.named_apart(keeping, other)
    context = {
        "kind": merging.kind,
        "first": first,
        "second": second,
        "keeping": keeping_name,
        "other": other_name,
        "error": error,
        "given": presenters.copied_values(merging, keeping, other),
        "questions": [(question, *_choices(question)) for question in made.questions],
        "is_open": bool(made.open_questions),
        "lines": presenters.merged_facts(made),
        "seen": services.state_digest(merging, keeping, other),
    }
    return render(request, "duplicates/keep.html", context, status=400 if error else 200)


def _choices(question: Any) -> tuple[str, list[tuple[str, str, str]]]:
    rows = [("keep", question.kept), ("other", question.double)]
    told = [(value, presenters.fact_text(row), format_range(row.during)) for value, row in rows]
    return format_range(question.span.range), told


@permission_required(Permission.CHANGE_RECORDS)
@post_only(back_to=lambda request, kind, first, second: redirect("duplicates:compare", kind, first, second))
def not_the_same(request: SignedInRequest, kind: str, first: int, second: int) -> HttpResponse:
    merging = _merging(kind)
    one, two = _pair(request, merging, first, second)
    _must_change(request, one, two)
    form = ApartForm(request.POST)
    if not form.is_valid():
        return _compared(request, merging, first, second, form)
    services.mark_distinct(merging, one=one, two=two, by=current_user(request), reason=form.cleaned_data["reason"])
    messages.success(request, _("It is noted that these two are not the same; they are not listed again."))
    return redirect("duplicates:list", kind)


@require_safe
@permission_required(Permission.VIEW_RECORDS)
def decided(request: SignedInRequest, kind: str) -> HttpResponse:
    """The newest merges, and the pairs that were told apart."""
    merging = _merging(kind)
    context = decided_page(merging, current_user(request), request.GET.get("page"))
    return render(request, "duplicates/decided.html", context | {"kind": kind})


def _merge_of(request: SignedInRequest, pk: int) -> tuple[Merge, MergeSpec]:
    merge: Merge = get_object_or_404(Merge.objects.visible_to(request.user), pk=pk)
    return merge, HOUSEHOLDS if merge.household_id else MEMBERS


def _apart_of(request: SignedInRequest, pk: int) -> tuple[DistinctPair, MergeSpec]:
    apart: DistinctPair = get_object_or_404(DistinctPair.objects.visible_to(request.user), pk=pk)
    return apart, HOUSEHOLDS if apart.first_household_id else MEMBERS


@permission_required(Permission.CHANGE_RECORDS)
@post_only(back_to=lambda request, pk: redirect("duplicates:decided", _merge_of(request, pk)[1].kind))
def undo(request: SignedInRequest, pk: int) -> HttpResponse:
    merge, merging = _merge_of(request, pk)
    if not request.permissions.has_in(merge.commune_id, Permission.CHANGE_RECORDS):
        raise PermissionDenied
    with refusal_as_message(request):
        services.undo_merge(merge=merge, by=current_user(request))
        messages.success(request, _("The two are apart again, as they were before."))
    return redirect("duplicates:decided", merging.kind)


@permission_required(Permission.CHANGE_RECORDS)
@post_only(back_to=lambda request, pk: redirect("duplicates:decided", _apart_of(request, pk)[1].kind))
def ask_again(request: SignedInRequest, pk: int) -> HttpResponse:
    apart, merging = _apart_of(request, pk)
    keys = [getattr(apart, f"{place}_{merging.one}_id") for place in ("first", "second")]
    _must_change(request, *_pair(request, merging, *keys))
    services.unmark_distinct(pair=apart, by=current_user(request))
    messages.success(request, _("The pair is looked at again."))
    return redirect("duplicates:list", merging.kind)
