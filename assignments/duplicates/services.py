"""Two records that are one become one, are taken apart again, or are told apart for good."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from assignments.duplicates.merge_plan import Answers, plan
from assignments.duplicates.merge_specs import HOUSEHOLDS, MEMBERS, MergeSpec
from assignments.duplicates.merge_writer import copy_missing_values, refresh, write_facts
from assignments.duplicates.models import DistinctPair, Merge, MergeState
from assignments.duplicates.snapshots import changes, read_state, restore, snapshot_digest
from assignments.duplicates.validation import (
    CannotUndo,
    MergeRefused,
    StaleState,
    check_all_visible,
    check_apart,
    check_plan,
    check_rights,
    lock_records,
    moment,
)
from assignments.models import Member
from households import citizen_ids
from households.models import Household
from lambinh.accounts.models import User
from lambinh.accounts.scope import audited


def merge_households(
    *, keep: Household, other: Household, by: User, answers: Answers | None = None, seen: str = ""
) -> Merge:
    """Let `other` be the same household as `keep`, which takes its facts. `answers` say which of two facts holds.

    `seen` is the digest of what was looked at. Raises MergeRefused.
    """
    return merge(HOUSEHOLDS, keep=keep, other=other, by=by, answers=answers or {}, seen=seen)


def merge_members(*, keep: Member, other: Member, by: User, answers: Answers | None = None, seen: str = "") -> Merge:
    """The same for two members."""
    return merge(MEMBERS, keep=keep, other=other, by=by, answers=answers or {}, seen=seen)


@audited
def merge(merging: MergeSpec, *, keep: Any, other: Any, by: User, answers: Answers, seen: str = "") -> Merge:
    keep, other = lock_records(merging, keep.pk, other.pk)
    check_rights(by, keep, other)
    check_apart(keep, other)
    before = read_state(merging, keep, other)
    if seen and seen != snapshot_digest(before):
        raise StaleState(_("Something has changed since you looked. Look at both again and decide anew."))
    made = plan(merging, keep.pk, other.pk, answers)
    check_plan(merging, made, keep, other, by)
    write_facts(made, keep.pk)
    copy_missing_values(merging, keep, other)
    followers = list(merging.model._base_manager.filter(merged_into=other.pk).values_list("pk", flat=True))
    merging.model._base_manager.filter(pk__in=followers).update(merged_into=keep.pk)
    other.merged_into, other.commune_id = keep, keep.commune_id
    other.save(update_fields=["merged_into", "commune"])
    refresh(merging, [keep.pk])
    keep.refresh_from_db()
    other.refresh_from_db()
    done = _noted(merging, keep, other, by, timezone.now())
    state = {"before": before | {"followers": followers}, "after": read_state(merging, keep, other)}
    MergeState.objects.create(merge=done, commune_id=keep.commune_id, **state)
    return done


def _noted(merging: MergeSpec, keep: Any, other: Any, by: User, at: datetime) -> Merge:
    pair = {merging.one: keep, f"other_{merging.one}": other}
    done: Merge = Merge.objects.create(commune_id=keep.commune_id, merged_at=at, merged_by=by, **pair)
    return done


@audited
def undo_merge(*, merge: Merge, by: User) -> None:
    """Take two records apart again, exactly as they were. Raises ChangedSince with what was changed since."""
    held: Merge = Merge.objects.select_for_update().get(pk=merge.pk)
    if held.undone_at is not None:
        raise StaleState(
            _("%(who)s has undone this already, on %(when)s.") % {"who": held.undone_by, "when": moment(held.undone_at)}
        )
    merging = HOUSEHOLDS if held.household_id else MEMBERS
    keep, other = lock_records(merging, held.kept.pk, held.other.pk)
    check_rights(by, keep, other)
    if keep.merged_into_id is not None:
        raise MergeRefused(_("The record that was kept has itself been merged since. Undo that first."))
    state = held.state
    if since := tuple(changes(merging, state.after, read_state(merging, keep, other))):
        raise CannotUndo(since)
    if merging is MEMBERS:
        check_all_visible([keep.pk, other.pk])
    _take_apart(merging, state.before, state.after, keep, other)
    held.undone_at, held.undone_by = timezone.now(), by
    held.save(update_fields=["undone_at", "undone_by"])


def _take_apart(merging: MergeSpec, before: Any, after: Any, keep: Any, other: Any) -> None:
    for name in merging.gives:
        setattr(keep, name, before["keep"][name])
        setattr(other, name, before["other"][name])
    if "has_citizen_id" in before["keep"] and after["keep"]["has_citizen_id"] != before["keep"]["has_citizen_id"]:
        for name in citizen_ids.COLUMNS:
            setattr(keep, name, "")
    keep.save()
    other.merged_into = None
    other.commune_id = before["other"]["commune"] or keep.commune_id
    other.save()
    followers = merging.model._base_manager.filter(pk__in=before["followers"], merged_into=keep.pk)
    followers.update(merged_into=other.pk, commune=other.commune_id)
    restore(merging, before, keep.pk, other.pk)
    refresh(merging, [keep.pk, other.pk])


@audited
def mark_distinct(merging: MergeSpec, *, one: Any, two: Any, by: User, reason: str) -> DistinctPair:
    """Remember that two records are not the same; they are not listed again. Saying it twice changes nothing."""
    first, second = sorted((one, two), key=lambda record: record.pk)
    check_rights(by, first, second)
    check_apart(first, second)
    pair = {f"first_{merging.one}": first, f"second_{merging.one}": second}
    said = {"commune_id": first.commune_id, "decided_at": timezone.now(), "decided_by": by, "reason": reason}
    known: DistinctPair = DistinctPair.objects.get_or_create(**pair, defaults=said)[0]
    return known


@audited
def unmark_distinct(*, pair: DistinctPair, by: User) -> None:
    """Forget that two records are not the same."""
    check_rights(by, pair.first, pair.second)
    pair.delete()


def state_digest(merging: MergeSpec, keep: Any, other: Any) -> str:
    """The digest of what a page shows, to be given back with the decision."""
    return snapshot_digest(read_state(merging, keep, other))
