"""What the desk tells a person, before and after something is done."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from lambinh.lib.errors import UserError


@dataclass(frozen=True)
class RuleMessage:
    """A rule that speaks. A warning may be confirmed with a reason, an error not."""

    level: Literal["error", "warning"]
    code: str
    message: str
    household: int | None = None


@dataclass(frozen=True)
class EndedAssignments:
    """Of how many households a member's charge ends on `last_day`."""

    member: str
    households: int
    last_day: date


@dataclass(frozen=True)
class Preview:
    """What would be done, and what the rules say to it."""

    starts: int
    ends: tuple[EndedAssignments, ...] = ()
    told: tuple[RuleMessage, ...] = field(default=())

    @property
    def errors(self) -> tuple[RuleMessage, ...]:
        return errors_in(self.told)

    @property
    def warnings(self) -> tuple[RuleMessage, ...]:
        return tuple(one for one in self.told if one.level == "warning")


@dataclass(frozen=True)
class ProposedAssignment:
    """Who of those who take over gets the household of an assignment: keys."""

    assignment: int
    household: int
    to: int


class ActionRefused(UserError):
    """Nothing was done: there are errors, or warnings that nobody confirmed."""

    def __init__(self, told: tuple[RuleMessage, ...]) -> None:
        super().__init__(" ".join(sorted({one.code for one in told})))
        self.told = told

    @property
    def message(self) -> str:
        return " ".join(told.message for told in self.told)

    @property
    def errors(self) -> tuple[RuleMessage, ...]:
        return errors_in(self.told)

    @property
    def warnings(self) -> tuple[RuleMessage, ...]:
        return tuple(one for one in self.told if one.level == "warning")


def errors_in(told: tuple[RuleMessage, ...]) -> tuple[RuleMessage, ...]:
    return tuple(one for one in told if one.level == "error")
