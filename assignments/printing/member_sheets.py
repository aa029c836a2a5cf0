"""What is printed of a cell: its members with their households, and for each member a page with lines to write on."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, QuerySet

from assignments.models import Assignment, Body, Member, Membership
from assignments.printing import page_layout
from households.models import PovertyStatus, Residence, Unit

User = AbstractBaseUser | AnonymousUser
ROWS_KEPT_TOGETHER = 5


@dataclass(frozen=True)
class AssignedHousehold:
    """A household in a member's care, as it is on the day."""

    assignment: Assignment
    village: Unit | None
    poverty: PovertyStatus | None

    @property
    def about(self) -> str:
        """The tier, and that the member helps where somebody else is in charge."""
        one = self.assignment
        role = [one.get_role_display()] if one.role == Assignment.Role.HELPER else []
        return " · ".join([one.get_tier_display(), *role])

    @property
    def row(self) -> page_layout.Row:
        household = self.assignment.household
        poverty_class = str(self.poverty.get_poverty_class_display()) if self.poverty else ""
        return page_layout.Row(
            head=household.head_name,
            about=self.about,
            code=household.code or "",
            village=str(self.village or ""),
            poverty_class=poverty_class,
            phone=household.phone,
        )


@dataclass(frozen=True)
class MemberSheet:
    """A member with seat and households, and how they fit on paper."""

    member: Member
    seat: Membership | None
    cares: list[AssignedHousehold]

    @cached_property
    def layout(self) -> page_layout.Layout:
        return page_layout.fit_page(self.titles, [care.row for care in self.cares])

    @property
    def lines(self) -> range:
        """One for each line to write on; they fill the member's paper to its end."""
        return range(self.layout.blank_lines)

    @property
    def titles(self) -> list[str]:
        """What stands above the households and may take more than a line."""
        seat = self.seat
        if seat is None:
            return [self.member.full_name]
        return [str(seat.body).upper(), self.member.full_name, seat.position]

    @property
    def is_short(self) -> bool:
        """Whether the households stay together on a page of the cell's list: so few leave no page half empty."""
        return len(self.cares) <= ROWS_KEPT_TOGETHER

    @property
    def rows(self) -> list[AssignedHousehold | None]:
        """The households, or one empty row where there is none."""
        return [*self.cares] or [None]


def of_cell(body: Body, user: User, day: date) -> list[MemberSheet]:
    """The members who sit in `body` on `day`, by given name."""
    seats = Membership.objects.visible_to(user).on(day).filter(body=body)
    return _sheets(Member.objects.visible_to(user).filter(pk__in=seats.values("member")), user, day)


def of_member(member: Member, user: User, day: date) -> list[MemberSheet]:
    return _sheets(Member.objects.visible_to(user).filter(pk=member.pk), user, day)


def _sheets(members: QuerySet[Any], user: User, day: date) -> list[MemberSheet]:
    """Six queries, however many members there are."""
    cares = (
        Assignment.objects.visible_to(user)
        .on(day)
        .select_related("household")
        .prefetch_related(
            Prefetch(
                "household__residences",
                Residence.objects.visible_to(user).on(day).select_related("village"),
                to_attr="homes_then",
            ),
            Prefetch(
                "household__poverty_statuses", PovertyStatus.objects.visible_to(user).on(day), to_attr="classes_then"
            ),
        )
        .order_by("household__sort_key", "household", "tier")
    )
    seats = Membership.objects.visible_to(user).on(day).select_related("body")
    found = members.prefetch_related(
        Prefetch("memberships", seats, to_attr="seats_then"), Prefetch("assignments", cares, to_attr="cares_then")
    )
    return [
        MemberSheet(one, next(iter(one.seats_then), None), [_care(care) for care in one.cares_then]) for one in found
    ]


def _care(assignment: Any) -> AssignedHousehold:
    household = assignment.household
    village = next((home.village for home in household.homes_then), None)
    return AssignedHousehold(assignment, village, next(iter(household.classes_then), None))
