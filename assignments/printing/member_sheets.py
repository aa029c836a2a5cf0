"""The printed sheets of a cell: its members with their households, and for each a sheet with lines to write on."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch

from assignments.models import Assignment, Body, Member, Membership
from assignments.models.querysets import MemberQuerySet
from assignments.printing import page_layout
from assignments.queries.rows import HouseholdOnDay
from households.models import PovertyStatus, Residence, Unit

User = AbstractBaseUser | AnonymousUser
ROWS_KEPT_TOGETHER = 5


@dataclass(frozen=True)
class AssignedHousehold:
    """A household assigned to a member, as it is on the day."""

    assignment: Assignment
    village: Unit | None
    poverty: PovertyStatus | None

    @property
    def about(self) -> str:
        """The tier, and the role of a helper."""
        assignment = self.assignment
        role = [assignment.get_role_display()] if assignment.role == Assignment.Role.HELPER else []
        return " · ".join([assignment.get_tier_display(), *role])

    @property
    def row(self) -> page_layout.PrintRow:
        household = self.assignment.household
        poverty_class = str(self.poverty.get_poverty_class_display()) if self.poverty else ""
        return page_layout.PrintRow(
            head=household.head_name,
            about=self.about,
            code=household.code or "",
            village=str(self.village or ""),
            poverty_class=poverty_class,
            phone=household.phone,
        )


@dataclass(frozen=True)
class MemberSheet:
    """A member with membership and households, and their layout on paper."""

    member: Member
    membership: Membership | None
    assigned: list[AssignedHousehold]

    @cached_property
    def layout(self) -> page_layout.Layout:
        return page_layout.fit_page(self.titles, [household.row for household in self.assigned])

    @property
    def lines(self) -> range:
        """The lines to write on, as many as fill the sheet."""
        return range(self.layout.blank_lines)

    @property
    def titles(self) -> list[str]:
        """The titles above the households, each of which may need more than one line."""
        membership = self.membership
        if membership is None:
            return [self.member.full_name]
        return [str(membership.body).upper(), self.member.full_name, membership.position]

    @property
    def is_short(self) -> bool:
        """Whether the households stay together on a page of the list: so few leave no page half empty."""
        return len(self.assigned) <= ROWS_KEPT_TOGETHER

    @property
    def rows(self) -> list[AssignedHousehold | None]:
        """The households; one empty row without any."""
        return [*self.assigned] or [None]


def of_cell(body: Body, user: User, day: date) -> list[MemberSheet]:
    """The sheets of the members of `body` on `day`, by given name."""
    memberships = Membership.objects.visible_to(user).on(day).filter(body=body)
    return _sheets(Member.objects.visible_to(user).filter(pk__in=memberships.values("member")), user, day)


def of_member(member: Member, user: User, day: date) -> list[MemberSheet]:
    return _sheets(Member.objects.visible_to(user).filter(pk=member.pk), user, day)


def _sheets(members: MemberQuerySet, user: User, day: date) -> list[MemberSheet]:
    """Six queries, however many members there are."""
    assignments = (
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
    memberships = Membership.objects.visible_to(user).on(day).select_related("body")
    rows = members.prefetch_related(
        Prefetch("memberships", memberships, to_attr="memberships_then"),
        Prefetch("assignments", assignments, to_attr="assignments_then"),
    )
    return [
        MemberSheet(
            row, next(iter(row.memberships_then), None), [_assigned(a, a.household) for a in row.assignments_then]
        )
        for row in rows
    ]


def _assigned(assignment: Assignment, household: HouseholdOnDay) -> AssignedHousehold:
    village = next((residence.village for residence in household.homes_then), None)
    return AssignedHousehold(assignment, village, next(iter(household.classes_then), None))
