"""Distribution of one member's households over others: evenly, the same village first, then by load."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange

from assignments.desk.planning.results import ProposedAssignment
from assignments.desk.planning.snapshot import peak_loads
from assignments.models import Assignment, Member, Membership, Tier
from assignments.permissions import ASSIGN_PERMISSION
from households.models import Residence
from lambinh.accounts.models import User


@dataclass
class Recipient:
    """A member who takes households over in one tier."""

    pk: int
    village: int | None
    load: int
    assignments: list[int] = field(default_factory=list)
    """The keys of the assignments that this member takes over."""

    @property
    def sort_key(self) -> tuple[int, int, int]:
        return (self.load + len(self.assignments), len(self.assignments), self.pk)


@dataclass(frozen=True)
class HandedHousehold:
    """A household to be handed over; all are keys."""

    assignment: int
    household: int
    village: int | None
    known_to: frozenset[int]
    """The members with another assignment of the household: they cannot take it over."""


@dataclass(frozen=True)
class Share:
    """How many households each recipient gets: `size`, and `extra` of them one more."""

    size: int
    extra: int

    def open(self, recipients: Sequence[Recipient]) -> list[Recipient]:
        """The recipients with less than their share."""
        with_extra = sum(len(recipient.assignments) > self.size for recipient in recipients)
        limit = self.size if with_extra >= self.extra else self.size + 1
        return [recipient for recipient in recipients if len(recipient.assignments) < limit]


def preview_hand_over(*, member: Member, on: date, recipients: Sequence[Member], by: User) -> list[ProposedAssignment]:
    """A recipient for each household of `member` on `on` whose assignment `by` may change.

    Each tier is distributed for itself. The order is that of the households' names. At most eight queries.
    """
    keys = list(dict.fromkeys(recipient.pk for recipient in recipients if recipient.pk != member.pk))
    if not keys:
        return []
    loads, villages = peak_loads(keys, on), _villages_of_members(keys, on)
    proposed = []
    for tier in Tier:
        households = _load_households(member, tier, on, keys, by)
        proposed += distribute(households, [Recipient(pk, villages.get(pk), loads[pk][tier]) for pk in keys])
    return proposed


def distribute(households: Sequence[HandedHousehold], recipients: Sequence[Recipient]) -> list[ProposedAssignment]:
    """Each recipient gets as many as the others, or one more; whoever has the fewest gets that one."""
    share = Share(*divmod(len(households), len(recipients)))
    # All neighbours first: a household must not lose its place with one to a household of another village.
    for household in households:
        _give(household, _neighbours(household, _able(household, share.open(recipients))))
    for household in _without_recipient(households, recipients):
        # Full but able comes before not able: the rules then name the pair as an error.
        _give(household, _able(household, share.open(recipients)) or _able(household, recipients) or recipients)
    by_assignment = {pk: recipient.pk for recipient in recipients for pk in recipient.assignments}
    return [
        ProposedAssignment(household.assignment, household.household, by_assignment[household.assignment])
        for household in households
    ]


def _without_recipient(households: Sequence[HandedHousehold], recipients: Sequence[Recipient]) -> list[HandedHousehold]:
    assigned = {pk for recipient in recipients for pk in recipient.assignments}
    return [household for household in households if household.assignment not in assigned]


def _able(household: HandedHousehold, recipients: Sequence[Recipient]) -> list[Recipient]:
    return [recipient for recipient in recipients if recipient.pk not in household.known_to]


def _neighbours(household: HandedHousehold, recipients: Sequence[Recipient]) -> list[Recipient]:
    if household.village is None:
        return []
    return [recipient for recipient in recipients if recipient.village == household.village]


def _give(household: HandedHousehold, recipients: Sequence[Recipient]) -> None:
    """Give the household to the recipient with the smallest load; to nobody if there is none."""
    if recipients:
        min(recipients, key=lambda recipient: recipient.sort_key).assignments.append(household.assignment)


def _load_households(
    member: Member, tier: Tier, on: date, recipients: Iterable[int], by: User
) -> list[HandedHousehold]:
    rows = Assignment.objects.visible_to(by).permitted(by, ASSIGN_PERMISSION[tier]).in_charge().on(on)
    rows = rows.filter(member=member, tier=tier).order_by("household__sort_key", "household_id")
    pairs: list[tuple[int, int]] = list(rows.values_list("pk", "household_id"))
    households = [household for _pk, household in pairs]
    villages = _villages_of_households(households, on)
    known = _members_with_assignment(households, recipients, on)
    return [HandedHousehold(pk, key, villages.get(key), known.get(key, frozenset())) for pk, key in pairs]


def _members_with_assignment(
    households: Sequence[int], members: Iterable[int], on: date
) -> Mapping[int, frozenset[int]]:
    """For each household those of `members` with an assignment of it on `on` or later."""
    known: dict[int, set[int]] = {}
    rows = Assignment.objects.filter(household__in=households, member__in=list(members))
    rows = rows.filter(during__overlap=DateRange(on, None))
    for household, member in rows.values_list("household_id", "member_id"):
        known.setdefault(household, set()).add(member)
    return {household: frozenset(keys) for household, keys in known.items()}


def _villages_of_households(households: Sequence[int], on: date) -> dict[int, int]:
    rows = Residence.objects.filter(household__in=households).on(on)
    return dict(rows.values_list("household_id", "village_id"))


def _villages_of_members(members: Iterable[int], on: date) -> dict[int, int]:
    """The village of each member's cell; a body of a commune or agency has no village."""
    rows = Membership.objects.filter(member__in=list(members), body__unit__kind="village").on(on)
    return dict(rows.values_list("member_id", "body__unit_id"))
