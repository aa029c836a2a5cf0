"""The pages of duplicates: candidate pairs, two records side by side, the preview of a merge, decisions."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assignments.duplicates import presenters, services
from assignments.duplicates.candidates import MIN_SCORE, compare, find_candidates
from assignments.duplicates.forms import DistinctForm
from assignments.duplicates.history import decided_page
from assignments.duplicates.merging.plan import Question, plan_merge
from assignments.duplicates.merging.specs import HOUSEHOLDS, KINDS, MEMBERS, MergeSpec, Record
from assignments.duplicates.models import DistinctPair, Merge
from households.permissions import GET_OR_POST, SignedInRequest, permission_required
from lambinh.accounts.permissions import Permission
from lambinh.lib.dates.formatting import format_range
from lambinh.lib.decorators import post_only
from lambinh.lib.refusals import catch_refusal, refusal_as_message

PAIRS_PER_PAGE = 50


def _spec_of(kind: str) -> MergeSpec:
    if kind not in KINDS:
        raise Http404
    return KINDS[kind]


def _get_pair(request: SignedInRequest, spec: MergeSpec, first: int, second: int) -> tuple[Record, Record]:
    """Both records. Raises Http404 if the user cannot see both, for the wrong order, and for a merged record."""
    if first >= second:
        raise Http404
    visible = spec.visible_to(request.user).select_related("commune")
    records = {record.pk: record for record in visible.filter(pk__in=(first, second))}
    if len(records) < 2:
        raise Http404
    return records[first], records[second]


def _can_change(request: SignedInRequest, *records: Record) -> bool:
    return all(request.permissions.has_in(record.commune_id, Permission.CHANGE_RECORDS) for record in records)


def _require_change_permission(request: SignedInRequest, *records: Record) -> None:
    if not _can_change(request, *records):
        raise PermissionDenied


@require_safe
@permission_required(Permission.VIEW_RECORDS)
def candidates(request: SignedInRequest, kind: str) -> HttpResponse:
    spec, day = _spec_of(kind), request.permissions.day
    number = _page_number(request.GET.get("page", ""))
    offset = (number - 1) * PAIRS_PER_PAGE
    result = find_candidates(spec.kind, user=request.user, day=day, limit=PAIRS_PER_PAGE, offset=offset)
    page = Paginator(range(result.number), PAIRS_PER_PAGE).get_page(number)
    context = {
        "kind": kind,
        "rows": presenters.candidate_rows(spec, result.pairs, request.user, day),
        "number": result.number,
        "page_obj": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
    }
    return render(request, "duplicates/list.html", context)


def _page_number(text: str) -> int:
    """The number in `text`; 1 for anything else."""
    is_number = text.isascii() and text.isdecimal() and len(text) < 6
    return max(1, int(text)) if is_number else 1


@require_safe
@permission_required(Permission.VIEW_RECORDS)
def comparison(request: SignedInRequest, kind: str, first: int, second: int) -> HttpResponse:
    return _render_comparison(request, _spec_of(kind), first, second, DistinctForm())


def _render_comparison(
    request: SignedInRequest, spec: MergeSpec, first: int, second: int, form: DistinctForm
) -> HttpResponse:
    records = _get_pair(request, spec, first, second)
    pair = compare(spec.kind, first=first, second=second, user=request.user, day=request.permissions.day)
    plan = plan_merge(spec, first, second, {})
    facts = [presenters.current_facts(plan, is_duplicate=is_duplicate) for is_duplicate in (False, True)]
    context = {
        "kind": spec.kind,
        "first": records[0],
        "second": records[1],
        "pair": pair,
        "similarity": presenters.similarity(pair.score) if pair and pair.score >= MIN_SCORE else "",
        "reasons": presenters.reason_labels(spec, pair) if pair else [],
        "rows": presenters.side_by_side(spec, *records),
        "sides": list(zip(records, facts, strict=True)),
        "can_change": _can_change(request, *records),
        "form": form,
    }
    return render(request, "duplicates/compare.html", context, status=400 if form.is_bound else 200)


@require_http_methods(GET_OR_POST)
@permission_required(Permission.CHANGE_RECORDS)
def merge(request: SignedInRequest, kind: str, first: int, second: int, keep: int) -> HttpResponse:
    """The preview of a merge with its questions. Posting `merge` merges; posting only answers renders it again."""
    spec = _spec_of(kind)
    records = {record.pk: record for record in _get_pair(request, spec, first, second)}
    if keep not in records:
        raise Http404
    keep_record = records.pop(keep)
    (other,) = records.values()
    _require_change_permission(request, keep_record, other)
    if "merge" not in request.POST:
        return _render_preview(request, spec, keep_record, other)
    with catch_refusal() as refusal:
        services.merge(
            spec,
            keep=keep_record,
            other=other,
            by=request.user,
            answers=_answers(request),
            expected_digest=request.POST.get("seen") or "-",
        )
        messages.success(request, _("The two records are merged. If that was a mistake, undo it here."))
        return redirect("duplicates:decided", kind)
    return _render_preview(request, spec, keep_record, other, refusal.message)


def _answers(request: SignedInRequest) -> dict[str, str]:
    return {name.removeprefix("q-"): str(value) for name, value in request.POST.items() if name.startswith("q-")}


def _render_preview(
    request: SignedInRequest, spec: MergeSpec, keep: Record, other: Record, error: str = ""
) -> HttpResponse:
    plan = plan_merge(spec, keep.pk, other.pk, _answers(request))
    first, second = sorted((keep.pk, other.pk))
    keep_name, other_name = presenters.distinct_names(keep, other)
    context = {
        "kind": spec.kind,
        "first": first,
        "second": second,
        "keep": keep_name,
        "other": other_name,
        "error": error,
        "copied_values": presenters.copied_values(spec, keep, other),
        "questions": [(question, *_choices(question)) for question in plan.questions],
        "has_open_questions": bool(plan.open_questions),
        "facts": presenters.merged_facts(plan),
        "digest": services.state_digest(spec, keep, other),
    }
    return render(request, "duplicates/keep.html", context, status=400 if error else 200)


def _choices(question: Question) -> tuple[str, list[tuple[str, str, str]]]:
    """The days of the question; for each choice its value, text and days."""
    rows = [("keep", question.keep_row), ("other", question.other_row)]
    choices = [(value, presenters.fact_text(row), format_range(row.during)) for value, row in rows]
    return format_range(question.span.range), choices


@permission_required(Permission.CHANGE_RECORDS)
@post_only(back_to=lambda request, kind, first, second: redirect("duplicates:compare", kind, first, second))
def mark_distinct(request: SignedInRequest, kind: str, first: int, second: int) -> HttpResponse:
    spec = _spec_of(kind)
    records = _get_pair(request, spec, first, second)
    _require_change_permission(request, *records)
    form = DistinctForm(request.POST)
    if not form.is_valid():
        return _render_comparison(request, spec, first, second, form)
    services.mark_distinct(
        spec, record=records[0], other=records[1], by=request.user, reason=form.cleaned_data["reason"]
    )
    messages.success(request, _("These two are marked as not the same. They are no longer listed."))
    return redirect("duplicates:list", kind)


@require_safe
@permission_required(Permission.VIEW_RECORDS)
def decided(request: SignedInRequest, kind: str) -> HttpResponse:
    """The newest merges, and the pairs that are marked as not the same."""
    context = decided_page(_spec_of(kind), request.user, request.GET.get("page"))
    return render(request, "duplicates/decided.html", context | {"kind": kind})


def _get_merge(request: SignedInRequest, pk: int) -> tuple[Merge, MergeSpec]:
    merge: Merge = get_object_or_404(Merge.objects.visible_to(request.user), pk=pk)
    return merge, HOUSEHOLDS if merge.household_id else MEMBERS


def _get_distinct_pair(request: SignedInRequest, pk: int) -> tuple[DistinctPair, MergeSpec]:
    pair: DistinctPair = get_object_or_404(DistinctPair.objects.visible_to(request.user), pk=pk)
    return pair, HOUSEHOLDS if pair.first_household_id else MEMBERS


@permission_required(Permission.CHANGE_RECORDS)
@post_only(back_to=lambda request, pk: redirect("duplicates:decided", _get_merge(request, pk)[1].kind))
def undo(request: SignedInRequest, pk: int) -> HttpResponse:
    merge, spec = _get_merge(request, pk)
    if not request.permissions.has_in(merge.commune_id, Permission.CHANGE_RECORDS):
        raise PermissionDenied
    with refusal_as_message(request):
        services.undo_merge(merge=merge, by=request.user)
        messages.success(request, _("The merge is undone. Both records are as they were before."))
    return redirect("duplicates:decided", spec.kind)


@permission_required(Permission.CHANGE_RECORDS)
@post_only(back_to=lambda request, pk: redirect("duplicates:decided", _get_distinct_pair(request, pk)[1].kind))
def unmark_distinct(request: SignedInRequest, pk: int) -> HttpResponse:
    pair, spec = _get_distinct_pair(request, pk)
    keys = [getattr(pair, f"{place}_{spec.record_name}_id") for place in ("first", "second")]
    _require_change_permission(request, *_get_pair(request, spec, *keys))
    services.unmark_distinct(pair=pair, by=request.user)
    messages.success(request, _("The pair is listed again."))
    return redirect("duplicates:list", spec.kind)
