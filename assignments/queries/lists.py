"""The rows of the record lists: households, members, bodies, decisions, with their filters."""

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import (
    Count,
    F,
    Func,
    IntegerField,
    Model,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Coalesce

from assignments.forms.fields import SEEING_BODIES, own_bodies
from assignments.models import Assignment, Decision, Member, Membership
from assignments.models.querysets import AssignmentQuerySet, MemberQuerySet
from assignments.queries.list_types import Filters
from assignments.queries.rows import with_row_data
from households.models import Household, PovertyStatus, Residence
from households.models.querysets import HouseholdQuerySet
from households.permissions import EffectivePermissions
from lambinh.lib.vietnamese import search_key

User = AbstractBaseUser | AnonymousUser
MIN_PHONE_DIGITS = 3
"""The smallest number of digits that is taken for the end of a phone number."""
SPACED_NUMBER = re.compile(r"\s*[0-9]+([ .-][0-9]+)+\s*")
"""A phone number as it is often written: 0912 345 678."""


if TYPE_CHECKING:
    from assignments.queries.list_types import ListedBody, ListedMember

Records = TypeVar("Records", bound=QuerySet[Model])


def search(rows: Records, words: str, *more: str) -> Records:
    """The rows with every word in the name without marks, in one of the fields `more`, or at the end of the phone."""
    phone = Func(F("phone"), Value(r"\D"), Value(""), Value("g"), function="regexp_replace", output_field=TextField())
    words = words.replace("\0", "")
    for word in [words] if SPACED_NUMBER.fullmatch(words) else words.split():
        match = Q(search_key__contains=search_key(word))
        for field in more:
            match |= Q(**{f"{field}__icontains": word})
        digits = "".join(letter for letter in word if letter in "0123456789")
        if len(digits) >= MIN_PHONE_DIGITS and len(digits) >= len(word.strip()) - 3:
            rows = rows.alias(digits=phone)
            match |= Q(digits__endswith=digits)
        rows = rows.filter(match)
    return rows


@dataclass(frozen=True)
class MemberRow:
    """A member on a day: the membership, and the number of households in the member's charge.

    The database counts them: unlike `rows.AssignedMember`, this row does without the households.
    """

    member: Member
    membership: Membership | None
    load: int


def households(user: User, filters: Filters, day: date) -> HouseholdQuerySet:
    """The households that match the filters, by given name, with the data of `rows.household_row`."""
    queryset: HouseholdQuerySet = search(Household.objects.visible_to(user), filters.get("q") or "", "code")
    if commune := filters.get("commune"):
        queryset = queryset.filter(commune=commune)
    if village := filters.get("village"):
        residences = Residence.objects.visible_to(user).on(day)
        queryset = queryset.filter(pk__in=residences.filter(village=village).values("household"))
    if poverty := filters.get("poverty_class"):
        classes = PovertyStatus.objects.visible_to(user).on(day)
        queryset = queryset.filter(pk__in=classes.filter(poverty_class=poverty).values("household"))
    return with_row_data(queryset, user, day)


def members(user: User, filters: Filters, day: date) -> MemberQuerySet:
    """The members that match the filters, by given name, with the data of `member_row`."""
    queryset = search(Member.objects.visible_to(user), filters.get("q") or "")
    memberships = Membership.objects.visible_to(user).on(day)
    if commune := filters.get("commune"):
        queryset = queryset.filter(commune=commune)
    if body := filters.get("body"):
        queryset = queryset.filter(pk__in=memberships.filter(body=body).values("member"))
    if exempt := filters.get("exempt"):
        queryset = queryset.filter(pk__in=memberships.filter(is_exempt=exempt == "yes").values("member"))
    assignments = Assignment.objects.visible_to(user).on(day).in_charge()
    with_body = memberships.select_related("body").only("member", "position", "is_exempt", "body__name")
    rows: MemberQuerySet = queryset.annotate(load=count_related(assignments, "member", "household")).prefetch_related(
        Prefetch("memberships", with_body, to_attr="memberships_today")
    )
    return rows.only("full_name", "sort_key")


def count_related(facts: QuerySet[Model], of: str, about: str) -> Coalesce:
    """The number of distinct `about` in the facts whose field `of` points to the row."""
    each = facts.filter(**{of: OuterRef("pk")}).order_by().values(of)
    count = each.annotate(number=Count(about, distinct=True)).values("number")
    return Coalesce(Subquery(count, output_field=IntegerField()), 0)


def member_row(member: "ListedMember") -> MemberRow:
    return MemberRow(member, next(iter(member.memberships_today), None), member.load)


def bodies(user: User, filters: Filters, permissions: EffectivePermissions) -> "QuerySet[ListedBody]":
    """The bodies that match the filters, with the numbers of visible `members` and of `exempt` ones today."""
    queryset = own_bodies(permissions, *SEEING_BODIES)
    for word in search_key(filters.get("q") or "").split():
        queryset = queryset.filter(search_key__contains=word)
    if commune := filters.get("commune"):
        queryset = queryset.filter(Q(above=commune.pk) | Q(unit=commune))
    for name in ("kind", "tier"):
        if value := filters.get(name):
            queryset = queryset.filter(**{name: value})
    memberships = Membership.objects.visible_to(user).on(permissions.day)
    exempt = count_related(memberships.filter(is_exempt=True), "body", "member")
    return queryset.annotate(members=count_related(memberships, "body", "member"), exempt=exempt)


def decisions(user: User, filters: Filters, day: date) -> QuerySet[Decision]:
    """The decisions that match the filters, with the number of `households` assigned by it on `day`."""
    queryset = Decision.objects.all()
    for word in (filters.get("q") or "").replace("\0", "").split():
        queryset = queryset.filter(Q(number__icontains=word) | Q(issuer__icontains=word) | Q(title__icontains=word))
    if year := filters.get("year"):
        queryset = queryset.filter(issued_on__year=year)
    return queryset.annotate(households=count_related(in_charge(user, day), "decision", "household"))


def in_charge(user: User, day: date) -> AssignmentQuerySet:
    """The assignments in charge on `day` that `user` can see."""
    assignments: AssignmentQuerySet = Assignment.objects.visible_to(user).on(day).in_charge()
    return assignments
