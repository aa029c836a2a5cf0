"""Households that somebody else changed meanwhile: they are left alone, and told with who did it and when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from assignments.desk.results import RuleMessage
from assignments.desk.rules import AssignmentRequest
from assignments.desk.snapshot import Snapshot
from assignments.models import Assignment, DeskAction
from households.models import Household
from lambinh.accounts.models import User
from lambinh.audit.models import ChangeEvent
from lambinh.lib.dates.formatting import format_moment


@dataclass(frozen=True)
class Conflict:
    """A household that was left alone: who changed it and when, and who is in charge now, as far as it can be known."""

    household: int | None
    name: str
    carer: str
    who: str
    at: datetime | None

    @property
    def message(self) -> str:
        said = {"household": self.name, "who": self.who, "carer": self.carer, "at": _moment(self.at)}
        if self.carer:
            return _("%(household)s: %(who)s changed this at %(at)s; %(carer)s is in charge now.") % said
        return _("%(household)s: %(who)s changed this at %(at)s; nobody is in charge now.") % said


def is_conflict(scene: Snapshot, wish: AssignmentRequest, days: Iterable[Any]) -> bool:
    """Whether who is in charge is on none of `days` who was seen: what a page shows may be that of either day."""
    if wish.household not in scene.homes:
        return False
    found = (scene.in_charge(wish.household, wish.tier, day) for day in days)
    return all((row.pk if row else None) != wish.seen for row in found)


def record(lost: Iterable[tuple[int | None, int | None]]) -> list[dict[str, Any]]:
    """`lost`, households with the assignments that were seen there, as an action keeps it: keys and the moment."""
    pairs = list(lost)
    if not pairs:
        return []
    keys = [household for household, _seen in pairs if household is not None]
    changes = ChangeEvent.objects.filter(household__in=keys, table=Assignment._meta.db_table)
    last = {one.household: one for one in changes.order_by("household", "-pk").distinct("household")}
    return [_entry(household, seen, last.get(household)) for household, seen in pairs]


def _entry(household: int | None, seen: int | None, change: ChangeEvent | None) -> dict[str, Any]:
    by, at = (change.by, change.at.isoformat()) if change else (None, None)
    return {"household": household, "assignment": seen, "by": by, "at": at}


def conflicts_of(action: DeskAction, *, by: User) -> list[Conflict]:
    """What an action left alone, with names, for the eyes of `by`. Three queries."""
    entries: Sequence[dict[str, Any]] = action.conflicts
    keys = [entry["household"] for entry in entries if entry["household"] is not None]
    if not entries:
        return []
    names = dict(Household.objects.visible_to(by).filter(pk__in=keys).values_list("pk", "head_name"))
    people = User.objects.in_bulk({entry["by"] for entry in entries if entry["by"] is not None})
    carers = _carers_now(action, list(names))
    unknown = _("somebody else")
    return [
        Conflict(
            entry["household"],
            names.get(entry["household"]) or _("an assignment that is not there any more"),
            carers.get(entry["household"], ""),
            str(people.get(entry["by"]) or unknown),
            parse_datetime(entry["at"]) if entry["at"] else None,
        )
        for entry in entries
    ]


def conflict_messages(action: DeskAction, *, by: User) -> tuple[RuleMessage, ...]:
    """The same in words."""
    return tuple(RuleMessage("warning", "lost", lost.message, lost.household) for lost in conflicts_of(action, by=by))


def _carers_now(action: DeskAction, households: list[int]) -> dict[int, str]:
    rows = Assignment.objects.filter(household__in=households).in_charge().on(action.on).with_carer()
    if action.tier:
        rows = rows.filter(tier=action.tier)
    return dict(rows.values_list("household_id", "carer"))


def _moment(at: datetime | None) -> str:
    return format_moment(at) if at else _("an unknown moment")
