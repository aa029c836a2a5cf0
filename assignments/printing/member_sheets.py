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
from assignments.queries.rows import AssignedHousehold, AssignedMember, assigned_household
from households.models import PovertyStatus, Residence

User = AbstractBaseUser | AnonymousUser
ROWS_KEPT_TOGETHER = 5


@dataclass(frozen=True)
class MemberSheet(AssignedMember):
    """A member with membership and households, and their layout on paper."""

    @cached_property
    def layout(self) -> page_layout.Layout:
        return page_layout.fit_page(self.titles, list(map(_print_row, self.assigned)))

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
            row,
            next(iter(row.memberships_then), None),
            [assigned_household(a, a.household) for a in row.assignments_then],
        )
        for row in rows
    ]


def _print_row(assigned: AssignedHousehold) -> page_layout.PrintRow:
    household, poverty = assigned.household, assigned.poverty
    return page_layout.PrintRow(
        head=household.head_name,
        about=assigned.tier_and_role,
        code=household.code or "",
        village=assigned.village,
        poverty_class=str(poverty.get_poverty_class_display()) if poverty else "",
        phone=household.phone,
    )
