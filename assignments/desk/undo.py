"""Taking back exactly what an action did, household by household, except where rows were changed since."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from assignments.desk import conflicts
from assignments.desk.changes import SNAPSHOT_FIELDS, iso, range_of, remove, restore
from assignments.desk.idempotency import request_digest, run_once
from assignments.desk.results import ActionRefused, RuleMessage
from assignments.desk.snapshot import HouseholdState, load_snapshot, require_assign_permission
from assignments.models import Assignment, DeskAction
from assignments.services.assignments import AssignmentEnd, change_ends
from lambinh.accounts.models import User
from lambinh.lib.dates.ranges import bounds, overlap

Row = dict[str, Any]


@dataclass
class HouseholdChanges:
    """What an action did to one household."""

    made: list[Row] = field(default_factory=list)
    ended: list[Row] = field(default_factory=list)
    removed: list[Row] = field(default_factory=list)

    @property
    def tiers(self) -> set[str]:
        return {row["tier"] for row in (*self.made, *self.ended, *self.removed)}


def undo_action(action: DeskAction, *, by: User) -> DeskAction:
    """Take `action` back. Done again it gives the same undo. What was changed since stays, and is named as lost.

    Raises Refused where nothing of it can be taken back, PermissionDenied for actions of another's desk.
    """
    asked = request_digest(DeskAction.Kind.UNDO, action.pk)
    undo = run_once(lambda _again: _undo(action.pk, asked, by), by=by, key=uuid4(), asked=asked)
    action.undone_at, action.undone_by = undo.at, undo.by
    return undo


def _undo(pk: int, asked: str, by: User) -> DeskAction:
    action = DeskAction.objects.visible_to(by).select_for_update().filter(pk=pk).first()
    if action is None:
        raise PermissionDenied
    if action.kind == DeskAction.Kind.UNDO:
        raise ActionRefused(
            (RuleMessage("error", "is_undo", _("What was taken back is done again by doing it anew.")),)
        )
    undone: DeskAction | None = DeskAction.objects.filter(undoes=action).first()
    return undone or _take_back(action, asked, by)


def _take_back(action: DeskAction, asked: str, by: User) -> DeskAction:
    groups = _groups(action.rows)
    scene = load_snapshot(groups, (), action.on, by=by, lock=True)
    current = _current(scene.homes)
    _require_rights(groups, scene.homes, by)
    back = {home: group for home, group in groups.items() if home in scene.homes and _is_as_left(group, current[home])}
    kept = [(home if home in scene.homes else None, None) for home in groups if home not in back]
    lost = conflicts.record(kept)
    if not back:
        text = _("Nothing of it can be taken back: all of it was changed since, or there was nothing.")
        raise ActionRefused((RuleMessage("error", "changed_since", text),))
    _write(back.values(), scene.homes)
    now = timezone.now()
    undo = _recorded(action, back, lost, by=by, at=now, asked=asked)
    action.undone_at, action.undone_by = now, by
    action.save(update_fields=["undone_at", "undone_by"])
    return undo


def _groups(rows: Mapping[str, Iterable[Row]]) -> dict[int, HouseholdChanges]:
    groups: dict[int, HouseholdChanges] = defaultdict(HouseholdChanges)
    for kind in ("made", "ended", "removed"):
        for row in rows.get(kind, ()):
            getattr(groups[row["household_id"]], kind).append(row)
    return dict(sorted(groups.items()))


def _require_rights(groups: Mapping[int, HouseholdChanges], homes: Mapping[int, HouseholdState], by: User) -> None:
    for tier in {tier for group in groups.values() for tier in group.tiers}:
        require_assign_permission(
            (homes[home] for home in groups if home in homes and tier in groups[home].tiers), tier, by
        )


def _current(households: Iterable[int]) -> dict[int, dict[int, Row]]:
    """All assignments of `households` as they stand, as an action keeps them, by key."""
    current: dict[int, dict[int, Row]] = {household: {} for household in households}
    for row in Assignment.objects.filter(household__in=list(current)).values(*SNAPSHOT_FIELDS, "during"):
        days = row.pop("during")
        current[row["household_id"]][row["id"]] = {**row, "during": [iso(days.lower), iso(days.upper)]}
    return current


def _is_as_left(group: HouseholdChanges, current: Mapping[int, Row]) -> bool:
    """Whether the household's rows are as the action left them, and nothing new stands where they go back to."""
    same = all(current.get(row["id"]) == row for row in group.made) and all(
        row["id"] in current and [current[row["id"]]["during"][1], current[row["id"]]["end_reason"]] == row["now"]
        for row in group.ended
    )
    return same and all(row["id"] not in current for row in group.removed) and not _is_taken(group, current)


def _is_taken(group: HouseholdChanges, current: Mapping[int, Row]) -> bool:
    """Whether one of the rows as they were would hold beside another one with which it must not."""
    own = {row["id"] for row in (*group.made, *group.ended)}
    others = [row for pk, row in current.items() if pk not in own]
    return any(_conflict(before, other) for before in _befores(group, current) for other in others)


def _befores(group: HouseholdChanges, current: Mapping[int, Row]) -> list[Row]:
    ended = [{**current[row["id"]], "during": [current[row["id"]]["during"][0], row["was"][0]]} for row in group.ended]
    return [*ended, *group.removed]


def _conflict(one: Row, other: Row) -> bool:
    in_charge = one["tier"] == other["tier"] and one["role"] == other["role"] == Assignment.Role.IN_CHARGE
    return (in_charge or one["member_id"] == other["member_id"]) and overlap(
        bounds(range_of(one["during"])), bounds(range_of(other["during"]))
    )


def _write(groups: Iterable[HouseholdChanges], homes: Mapping[int, HouseholdState]) -> None:
    back = list(groups)
    remove([row["id"] for group in back for row in group.made])
    change_ends(AssignmentEnd(row["id"], _day(row["was"][0]), row["was"][1]) for group in back for row in group.ended)
    restore([row for group in back for row in group.removed], {home.pk: home.commune for home in homes.values()})


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _recorded(
    action: DeskAction, back: Mapping[int, HouseholdChanges], lost: list[Row], *, by: User, at: Any, asked: str
) -> DeskAction:
    saved: DeskAction = DeskAction.objects.create(
        kind=DeskAction.Kind.UNDO,
        by=by,
        at=at,
        key=uuid4(),
        request_digest=asked,
        tier=action.tier,
        on=action.on,
        started=sum(len(group.ended) + len(group.removed) for group in back.values()),
        ended=sum(len(group.made) for group in back.values()),
        rows={"households": sorted(back)},
        conflicts=lost,
        communes=action.communes,
        undoes=action,
    )
    return saved
