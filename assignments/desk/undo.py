"""Undoing an action household by household, except where its rows were changed since."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assignments.desk.idempotency import ATTEMPTS, busy, find_earlier, request_digest, unless_crossed
from assignments.desk.planning import conflicts
from assignments.desk.planning.changes import SNAPSHOT_FIELDS, StoredRow, iso, range_of, remove, restore
from assignments.desk.planning.conflicts import Conflict
from assignments.desk.planning.requests import ActionContext
from assignments.desk.planning.results import ActionRefused, RuleMessage
from assignments.desk.planning.snapshot import Snapshot, load_snapshot, require_assign_permission
from assignments.models import Assignment, DeskAction
from assignments.services.assignments import AssignmentEnd, change_ends
from lambinh.accounts.models import User
from lambinh.lib.dates.ranges import bounds, overlap

CurrentRows = Mapping[int, Mapping[int, StoredRow]]
"""For each household its assignments as they are now, by key, in the form in which an action stores rows."""


@dataclass
class HouseholdChanges:
    """The rows of one household that an action created, ended and removed."""

    created: list[StoredRow] = field(default_factory=list)
    ended: list[StoredRow] = field(default_factory=list)
    removed: list[StoredRow] = field(default_factory=list)

    @property
    def tiers(self) -> set[str]:
        return {row["tier"] for row in (*self.created, *self.ended, *self.removed)}


ChangesByHousehold = dict[int, HouseholdChanges]


def undo_action(action: DeskAction, *, by: User) -> DeskAction:
    """Undo `action`; a second call returns the same undo. Rows that were changed since stay, and are conflicts.

    Raises ActionRefused if nothing can be undone, PermissionDenied if the user must not change the assignments.
    """
    context = ActionContext(
        DeskAction.Kind.UNDO, action.on, by, uuid4(), request_digest(DeskAction.Kind.UNDO, action.pk)
    )
    for _attempt in range(ATTEMPTS):
        with unless_crossed(), transaction.atomic():
            undo = find_earlier(context) or _undo(action.pk, context)
            action.undone_at, action.undone_by = undo.at, undo.by
            return undo
    raise busy()


def _undo(pk: int, context: ActionContext) -> DeskAction:
    action = DeskAction.objects.visible_to(context.by).select_for_update().filter(pk=pk).first()
    if action is None:
        raise PermissionDenied
    if action.kind == DeskAction.Kind.UNDO:
        raise ActionRefused(
            RuleMessage.error("is_undo", _("An undo cannot be undone. Repeat the original action instead."))
        )
    undone: DeskAction | None = DeskAction.objects.filter(undoes=action).first()
    return undone or _undo_rows(action, context)


def _undo_rows(action: DeskAction, context: ActionContext) -> DeskAction:
    changes = _by_household(action.rows)
    snapshot, current = _load(changes, context)
    changes, changed = _find_conflicts(changes, snapshot, current)
    _refuse_if_empty(changes)
    _write(changes.values(), snapshot)
    return _save(action, changes, changed, context)


def _by_household(rows: Mapping[str, Iterable[StoredRow]]) -> ChangesByHousehold:
    changes: dict[int, HouseholdChanges] = defaultdict(HouseholdChanges)
    for row in rows.get("made", ()):
        changes[row["household_id"]].created.append(row)
    for row in rows.get("ended", ()):
        changes[row["household_id"]].ended.append(row)
    for row in rows.get("removed", ()):
        changes[row["household_id"]].removed.append(row)
    return dict(sorted(changes.items()))


def _load(changes: ChangesByHousehold, context: ActionContext) -> tuple[Snapshot, CurrentRows]:
    """The locked snapshot, and all rows of its households. Raises PermissionDenied."""
    snapshot = load_snapshot(changes, (), context.on, by=context.by, lock=True)
    current = _current_rows(snapshot.households)
    for tier in {tier for household in changes.values() for tier in household.tiers}:
        of_tier = (pk for pk, household in changes.items() if tier in household.tiers)
        require_assign_permission(snapshot.known(of_tier), tier, context.by)
    return snapshot, current


def _find_conflicts(
    changes: ChangesByHousehold, snapshot: Snapshot, current: CurrentRows
) -> tuple[ChangesByHousehold, list[Conflict]]:
    """The households whose rows can go back, and the conflicts."""
    remaining = {
        pk: household
        for pk, household in changes.items()
        if pk in snapshot.households and _is_unchanged(household, current[pk])
    }
    skipped = (pk for pk in changes if pk not in remaining)
    return remaining, [Conflict(pk if pk in snapshot.households else None, None) for pk in skipped]


def _refuse_if_empty(changes: ChangesByHousehold) -> None:
    if not changes:
        text = _("This cannot be undone: everything it did has been changed since.")
        raise ActionRefused(RuleMessage.error("changed_since", text))


def _current_rows(households: Iterable[int]) -> CurrentRows:
    current: dict[int, dict[int, StoredRow]] = {household: {} for household in households}
    for row in Assignment.objects.filter(household__in=list(current)).values(*SNAPSHOT_FIELDS, "during"):
        days = row.pop("during")
        current[row["household_id"]][row["id"]] = {**row, "during": [iso(days.lower), iso(days.upper)]}
    return current


def _is_unchanged(household: HouseholdChanges, current: Mapping[int, StoredRow]) -> bool:
    """Whether the rows are as the action left them, and no new row stands on the days to which they go back."""
    return (
        all(current.get(row["id"]) == row for row in household.created)
        and all(_has_end(current.get(row["id"]), row["now"]) for row in household.ended)
        and all(row["id"] not in current for row in household.removed)
        and not _conflicts_with_new_row(household, current)
    )


def _has_end(row: StoredRow | None, end: list[str | None]) -> bool:
    return row is not None and [row["during"][1], row["end_reason"]] == end


def _conflicts_with_new_row(household: HouseholdChanges, current: Mapping[int, StoredRow]) -> bool:
    own = {row["id"] for row in (*household.created, *household.ended)}
    others = [row for pk, row in current.items() if pk not in own]
    return any(_conflict(row, other) for row in _rows_before(household, current) for other in others)


def _rows_before(household: HouseholdChanges, current: Mapping[int, StoredRow]) -> list[StoredRow]:
    """The ended and removed rows as they were before the action."""
    ended = [
        {**current[row["id"]], "during": [current[row["id"]]["during"][0], row["was"][0]]} for row in household.ended
    ]
    return [*ended, *household.removed]


def _conflict(row: StoredRow, other: StoredRow) -> bool:
    """Whether the database allows only one of the two on days that both have."""
    both_in_charge = row["tier"] == other["tier"] and row["role"] == other["role"] == Assignment.Role.IN_CHARGE
    days, other_days = (bounds(range_of(stored["during"])) for stored in (row, other))
    return (both_in_charge or row["member_id"] == other["member_id"]) and overlap(days, other_days)


def _write(changes: Iterable[HouseholdChanges], snapshot: Snapshot) -> None:
    households = list(changes)
    # First what goes, as in `changes.write`: no two rows may be in charge on one day.
    remove([row["id"] for household in households for row in household.created])
    change_ends(
        AssignmentEnd(row["id"], _parse_day(row["was"][0]), row["was"][1])
        for household in households
        for row in household.ended
    )
    communes = {household.pk: household.commune for household in snapshot.households.values()}
    restore([row for household in households for row in household.removed], communes)


def _parse_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _save(
    action: DeskAction, changes: ChangesByHousehold, skipped: list[Conflict], context: ActionContext
) -> DeskAction:
    """Record the undo, and mark `action` as undone."""
    now = timezone.now()
    undo: DeskAction = DeskAction.objects.create(
        kind=context.kind,
        by=context.by,
        at=now,
        key=context.key,
        request_digest=context.digest,
        tier=action.tier,
        on=action.on,
        started=sum(len(household.ended) + len(household.removed) for household in changes.values()),
        ended=sum(len(household.created) for household in changes.values()),
        rows={"households": sorted(changes)},
        conflicts=conflicts.record(skipped),
        communes=action.communes,
        undoes=action,
    )
    action.undone_at, action.undone_by = now, context.by
    action.save(update_fields=["undone_at", "undone_by"])
    return undo
