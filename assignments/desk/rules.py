"""What is told at the desk, in words, before anything is saved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.utils.translation import gettext as _

from assignments.models import Assignment, Member, Membership, Tier

LIMITS = {Tier.COMMUNE: 10, Tier.DISTRICT: 1}


@dataclass(frozen=True)
class Told:
    level: Literal["error", "warning"]
    code: str
    message: str
    household: int | None = None


@dataclass(frozen=True)
class Ending:
    member: str
    households: int
    last_day: date


@dataclass(frozen=True)
class Preview:
    starts: int
    ends: tuple[Ending, ...]
    told: tuple[Told, ...]

    @property
    def errors(self) -> tuple[Told, ...]:
        return tuple(one for one in self.told if one.level == "error")

    @property
    def warnings(self) -> tuple[Told, ...]:
        return tuple(one for one in self.told if one.level == "warning")


class Refused(Exception):
    def __init__(self, told: Sequence[Told]) -> None:
        super().__init__([one.code for one in told])
        self.told = tuple(told)


def told_about(member: Member, tier: Tier, on: date, households: int) -> tuple[Told, ...]:
    found: list[Told] = []
    seat = Membership.objects.on(on).filter(member=member).first()
    if seat is None:
        found.append(Told("error", "no-membership", _("The member sits in no cell on this day.")))
    elif seat.is_exempt:
        found.append(Told("warning", "exempt", _("The member is exempt on this day.")))
    held = Assignment.objects.on(on).in_charge().filter(member=member, tier=tier).count()
    if held + households > LIMITS[tier]:
        level: Literal["error", "warning"] = "error" if tier == Tier.DISTRICT else "warning"
        said = _("With these the member has %(n)d households; the limit is %(limit)d.")
        found.append(Told(level, "load", said % {"n": held + households, "limit": LIMITS[tier]}))
    return tuple(found)
