"""The results of an action and of its preview: messages of the rules, previews, refusals."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, Self

from django.utils.translation import gettext as _

from assignments.desk.planning.snapshot import HouseholdState
from lambinh.lib.dates.formatting import format_day
from lambinh.lib.errors import UserError


@dataclass(frozen=True)
class RuleMessage:
    """An error or warning from a desk rule. The user can confirm a warning with a reason, but not an error."""

    level: Literal["error", "warning"]
    code: str
    message: str
    household: int | None = None
    """The key of the household that the message is about; None if it is about a member or the whole form."""

    @classmethod
    def error(cls, code: str, text: str, *, household: HouseholdState | int | None = None, **params: Any) -> Self:
        """An error with the parameters of `text`: a household is written by its head's name, a date as a day."""
        return cls("error", code, _format(text, household, params), _key_of(household))

    @classmethod
    def warning(cls, code: str, text: str, *, household: HouseholdState | int | None = None, **params: Any) -> Self:
        """A warning, with parameters as in `error`."""
        return cls("warning", code, _format(text, household, params), _key_of(household))


def _key_of(household: HouseholdState | int | None) -> int | None:
    return household.pk if isinstance(household, HouseholdState) else household


def _format(text: str, household: HouseholdState | int | None, params: Mapping[str, object]) -> str:
    named = {"household": household, **params}
    return text % {name: day_text(value) if isinstance(value, date) else value for name, value in named.items()}


def day_text(day: date | None) -> str:
    """`day` for a sentence."""
    return format_day(day) if day else _("an unknown day")


@dataclass(frozen=True)
class EndedAssignments:
    """How many assignments of a member end on `last_day`."""

    member: str
    households: int
    last_day: date


@dataclass(frozen=True)
class Preview:
    """The changes that an assignment would make, with the messages of the rules."""

    starts: int
    ends: tuple[EndedAssignments, ...] = ()
    messages: tuple[RuleMessage, ...] = ()

    @property
    def errors(self) -> tuple[RuleMessage, ...]:
        return errors_in(self.messages)

    @property
    def warnings(self) -> tuple[RuleMessage, ...]:
        return warnings_in(self.messages)


@dataclass(frozen=True)
class ProposedAssignment:
    """The recipient proposed for the household of an assignment; all three are keys."""

    assignment: int
    household: int
    recipient: int


class ActionRefused(UserError):
    """Nothing was saved: there are errors, or warnings that the user has not confirmed."""

    def __init__(self, *messages: RuleMessage) -> None:
        super().__init__(" ".join(sorted({message.code for message in messages})))
        self.messages = messages

    @property
    def message(self) -> str:
        return " ".join(message.message for message in self.messages)

    @property
    def errors(self) -> tuple[RuleMessage, ...]:
        return errors_in(self.messages)

    @property
    def warnings(self) -> tuple[RuleMessage, ...]:
        return warnings_in(self.messages)


def errors_in(messages: tuple[RuleMessage, ...]) -> tuple[RuleMessage, ...]:
    return tuple(message for message in messages if message.level == "error")


def warnings_in(messages: tuple[RuleMessage, ...]) -> tuple[RuleMessage, ...]:
    return tuple(message for message in messages if message.level == "warning")


def refuse_unconfirmed(messages: tuple[RuleMessage, ...], confirmation: str = "") -> None:
    """Raises ActionRefused for errors, and for warnings without `confirmation`, the user's reason."""
    if errors_in(messages) or (messages and not confirmation.strip()):
        raise ActionRefused(*messages)
