"""Merging two records, undoing a merge, and marking two records as distinct."""

from django.utils import timezone
from django.utils.translation import gettext as _

from assignments.duplicates.merging.plan import Answers, plan_merge
from assignments.duplicates.merging.snapshots import State, changes_between, read_state, restore, snapshot_digest
from assignments.duplicates.merging.specs import HOUSEHOLDS, MEMBERS, MergeSpec, Record
from assignments.duplicates.merging.validation import (
    CannotUndo,
    MergeRefused,
    StaleState,
    check_all_visible,
    check_not_merged,
    check_permissions,
    check_plan,
    lock_records,
)
from assignments.duplicates.merging.writer import copy_missing_values, refresh, write_rows
from assignments.duplicates.models import DistinctPair, Merge, MergeState
from assignments.models import Member
from households import citizen_ids
from households.models import Household
from lambinh.accounts.models import User
from lambinh.accounts.scope import audited
from lambinh.lib.dates.formatting import format_moment


def merge_households(
    *, keep: Household, other: Household, by: User, answers: Answers | None = None, expected_digest: str = ""
) -> Merge:
    """Merge `other` into `keep`, which gets its dated rows; `answers` choose between two rows of the same days.

    `expected_digest` is that of the state that the user saw. Raises MergeRefused.
    """
    return merge(HOUSEHOLDS, keep=keep, other=other, by=by, answers=answers or {}, expected_digest=expected_digest)


def merge_members(
    *, keep: Member, other: Member, by: User, answers: Answers | None = None, expected_digest: str = ""
) -> Merge:
    """Merge two members, as two households."""
    return merge(MEMBERS, keep=keep, other=other, by=by, answers=answers or {}, expected_digest=expected_digest)


@audited
def merge(
    spec: MergeSpec, *, keep: Record, other: Record, by: User, answers: Answers, expected_digest: str = ""
) -> Merge:
    keep, other = lock_records(spec, keep.pk, other.pk)
    check_permissions(by, keep, other)
    check_not_merged(keep, other)
    before = read_state(spec, keep, other)
    if expected_digest and expected_digest != snapshot_digest(before):
        raise StaleState(_("The records have changed since you opened this page. Check both again, then decide."))
    plan = plan_merge(spec, keep.pk, other.pk, answers)
    check_plan(spec, plan, keep, other, by)
    write_rows(plan, keep.pk)
    copy_missing_values(spec, keep, other)
    followers = _redirect(spec, keep, other)
    refresh(spec, [keep.pk])
    keep.refresh_from_db()
    other.refresh_from_db()
    return _record(spec, keep, other, by, before | {"followers": followers})


def _redirect(spec: MergeSpec, keep: Record, other: Record) -> list[int]:
    """Let `other`, and the records that were merged into it, point to `keep`; returns the keys of the latter."""
    followers = list(spec.model._base_manager.filter(merged_into=other.pk).values_list("pk", flat=True))
    spec.model._base_manager.filter(pk__in=followers).update(merged_into=keep.pk)
    other.merged_into, other.commune_id = keep, keep.commune_id
    other.save(update_fields=["merged_into", "commune"])
    return followers


def _record(spec: MergeSpec, keep: Record, other: Record, by: User, before: State) -> Merge:
    """Store the merge, with the rows before and after it for its undo."""
    pair = {spec.record_name: keep, f"other_{spec.record_name}": other}
    merge: Merge = Merge.objects.create(commune_id=keep.commune_id, merged_at=timezone.now(), merged_by=by, **pair)
    after = read_state(spec, keep, other)
    MergeState.objects.create(merge=merge, commune_id=keep.commune_id, before=before, after=after)
    return merge


@audited
def undo_merge(*, merge: Merge, by: User) -> None:
    """Restore both records exactly as they were. Raises CannotUndo with the changes since the merge."""
    merge = _lock_merge(merge)
    spec = HOUSEHOLDS if merge.household_id else MEMBERS
    keep, other = lock_records(spec, merge.remaining.pk, merge.other.pk)
    check_permissions(by, keep, other)
    if keep.merged_into_id is not None:
        raise MergeRefused(_("The record that was kept has itself been merged since. Undo that first."))
    state = merge.state
    if changes := tuple(changes_between(spec, state.after, read_state(spec, keep, other))):
        raise CannotUndo(changes)
    if spec is MEMBERS:
        check_all_visible([keep.pk, other.pk])
    _restore(spec, state.before, state.after, keep, other)
    merge.undone_at, merge.undone_by = timezone.now(), by
    merge.save(update_fields=["undone_at", "undone_by"])


def _lock_merge(merge: Merge) -> Merge:
    """The merge as it is stored, locked. Raises StaleState if it is undone already."""
    locked: Merge = Merge.objects.select_for_update().get(pk=merge.pk)
    if locked.undone_at is not None:
        params = {"who": locked.undone_by, "when": format_moment(locked.undone_at)}
        raise StaleState(_("%(who)s has undone this already, on %(when)s.") % params)
    return locked


def _restore(spec: MergeSpec, before: State, after: State, keep: Record, other: Record) -> None:
    for name in spec.copied_fields:
        setattr(keep, name, before["keep"][name])
        setattr(other, name, before["other"][name])
    if "has_citizen_id" in before["keep"] and after["keep"]["has_citizen_id"] != before["keep"]["has_citizen_id"]:
        for name in citizen_ids.COLUMNS:
            setattr(keep, name, "")
    keep.save()
    other.merged_into = None
    other.commune_id = before["other"]["commune"] or keep.commune_id
    other.save()
    followers = spec.model._base_manager.filter(pk__in=before["followers"], merged_into=keep.pk)
    followers.update(merged_into=other.pk, commune=other.commune_id)
    restore(spec, before, keep.pk, other.pk)
    refresh(spec, [keep.pk, other.pk])


@audited
def mark_distinct(spec: MergeSpec, *, record: Record, other: Record, by: User, reason: str) -> DistinctPair:
    """Mark two records as not the same; they are not listed again. A second call changes nothing."""
    first, second = sorted((record, other), key=lambda each: each.pk)
    check_permissions(by, first, second)
    check_not_merged(first, second)
    pair = {f"first_{spec.record_name}": first, f"second_{spec.record_name}": second}
    values = {"commune_id": first.commune_id, "decided_at": timezone.now(), "decided_by": by, "reason": reason}
    distinct: DistinctPair = DistinctPair.objects.get_or_create(**pair, defaults=values)[0]
    return distinct


@audited
def unmark_distinct(*, pair: DistinctPair, by: User) -> None:
    """Remove the mark: the pair is listed again."""
    check_permissions(by, pair.first, pair.second)
    pair.delete()


def state_digest(spec: MergeSpec, keep: Record, other: Record) -> str:
    """The digest of the state that a page shows; its form sends it back as `seen`."""
    return snapshot_digest(read_state(spec, keep, other))
