"""Rows of lists, as the desk and the record pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from assignments.models import Tier
from households.models import PovertyStatus, Residence


class HouseholdOnDay(Protocol):
    """A household with its residences and poverty classes of a day, which the query of it prefetches."""

    homes_then: Sequence[Residence]
    classes_then: Sequence[PovertyStatus]


@dataclass(frozen=True)
class HouseholdSummary:
    """A household, as far as a row shows it."""

    pk: int
    head_name: str
    code: str | None
    size: int | None
    head_birth_year: int | None = None


@dataclass(frozen=True)
class RowAssignment:
    """An assignment of the day, and whether its member is exempt or has moved away on that day."""

    pk: int
    tier: str
    assignee: str | None
    first: date | None = None
    last_day: date | None = None
    is_exempt: bool = False
    is_away: bool = False


@dataclass(frozen=True)
class HouseholdRow:
    """A household on a day: where it lives, its class, and the assignment in charge in each tier."""

    household: HouseholdSummary
    village: str
    poverty: PovertyStatus.Class | None
    district: RowAssignment | None
    commune: RowAssignment | None

    @property
    def assignments(self) -> list[RowAssignment]:
        return [row for row in (self.district, self.commune) if row is not None]

    def in_charge(self, tier: str) -> RowAssignment | None:
        return self.district if tier == Tier.DISTRICT else self.commune
