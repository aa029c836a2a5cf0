"""The lists of households and of members: what is asked, which rows that leaves, and what a row shows."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import (
    Count,
    F,
    Func,
    IntegerField,
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
from assignments.models.querysets import AssignmentQuerySet
from households.models import Household, PovertyStatus, Residence
from households.permissions import EffectivePermissions
from lambinh.lib.vietnamese import search_key

User = AbstractBaseUser | AnonymousUser
PHONE_END = 3
"""So many digits at least are the end of a phone."""
SPACED_NUMBER = re.compile(r"\s*[0-9]+([ .-][0-9]+)+\s*")
"""A phone as it is often written: 0912 345 678."""


def search(rows: QuerySet[Any], words: str, *more: str) -> QuerySet[Any]:
    """Those of `rows` with every word in the name without marks, in one of the fields `more`, or at the phone's end."""
    phone = Func(F("phone"), Value(r"\D"), Value(""), Value("g"), function="regexp_replace", output_field=TextField())
    words = words.replace("\0", "")
    for word in [words] if SPACED_NUMBER.fullmatch(words) else words.split():
        match = Q(search_key__contains=search_key(word))
        for field in more:
            match |= Q(**{f"{field}__icontains": word})
        digits = "".join(letter for letter in word if letter in "0123456789")
        if len(digits) >= PHONE_END and len(digits) >= len(word.strip()) - 3:
            rows = rows.alias(digits=phone)
            match |= Q(digits__endswith=digits)
        rows = rows.filter(match)
    return rows


@dataclass(frozen=True)
class HouseholdRow:
    household: Household
    village: str
    poverty: PovertyStatus.Class | None
    carers: tuple[Any, ...]
    """Assignments with `carer`."""


@dataclass(frozen=True)
class MemberRow:
    member: Member
    membership: Membership | None
    load: int


def households(user: User, asked: dict[str, Any], day: date) -> QuerySet[Any]:
    """The households that were asked for, by given name, with all that a row shows at hand."""
    found: Any = search(Household.objects.visible_to(user), asked.get("q") or "", "code")
    if commune := asked.get("commune"):
        found = found.filter(commune=commune)
    if village := asked.get("village"):
        homes = Residence.objects.visible_to(user).on(day)
        found = found.filter(pk__in=homes.filter(village=village).values("household"))
    if poverty := asked.get("poverty_class"):
        classes = PovertyStatus.objects.visible_to(user).on(day)
        found = found.filter(pk__in=classes.filter(poverty_class=poverty).values("household"))
    carers = Assignment.objects.visible_to(user).on(day).in_charge().with_carer().order_by("-tier")
    named = found.with_home(user, day).only("head_name", "head_birth_year", "code", "size", "sort_key")
    rows: QuerySet[Any] = named.prefetch_related(
        Prefetch("assignments", carers.only("household", "tier"), to_attr="carers_now")
    )
    return rows


def household_row(household: Any) -> HouseholdRow:
    poverty = PovertyStatus.Class(household.class_then) if household.class_then else None
    return HouseholdRow(household, household.village_then or "", poverty, tuple(household.carers_now))


def members(user: User, asked: dict[str, Any], day: date) -> QuerySet[Any]:
    """The members that were asked for, by given name, with all that a row shows at hand."""
    found = search(Member.objects.visible_to(user), asked.get("q") or "")
    seats = Membership.objects.visible_to(user).on(day)
    if commune := asked.get("commune"):
        found = found.filter(commune=commune)
    if body := asked.get("body"):
        found = found.filter(pk__in=seats.filter(body=body).values("member"))
    if exempt := asked.get("exempt"):
        found = found.filter(pk__in=seats.filter(is_exempt=exempt == "yes").values("member"))
    cares = Assignment.objects.visible_to(user).on(day).in_charge()
    shown = seats.select_related("body").only("member", "position", "is_exempt", "body__name")
    rows: QuerySet[Any] = found.annotate(load=count_related(cares, "member", "household")).prefetch_related(
        Prefetch("memberships", shown, to_attr="seats_now")
    )
    return rows.only("full_name", "sort_key")


def count_related(facts: QuerySet[Any], of: str, about: str) -> Coalesce:
    """How many different `about` the facts name that point to the row with their field `of`."""
    each = facts.filter(**{of: OuterRef("pk")}).order_by().values(of)
    count = each.annotate(number=Count(about, distinct=True)).values("number")
    return Coalesce(Subquery(count, output_field=IntegerField()), 0)


def member_row(member: Any) -> MemberRow:
    return MemberRow(member, next(iter(member.seats_now), None), member.load)


def bodies(user: User, asked: dict[str, Any], permissions: EffectivePermissions) -> QuerySet[Any]:
    """The cells and agencies that were asked for, each with `members`, those who sit there today and may be seen."""
    found = own_bodies(permissions, *SEEING_BODIES)
    for word in search_key(asked.get("q") or "").split():
        found = found.filter(search_key__contains=word)
    if commune := asked.get("commune"):
        found = found.filter(Q(above=commune.pk) | Q(unit=commune))
    for name in ("kind", "tier"):
        if value := asked.get(name):
            found = found.filter(**{name: value})
    seats = Membership.objects.visible_to(user).on(permissions.day)
    exempt = count_related(seats.filter(is_exempt=True), "body", "member")
    numbered: QuerySet[Any] = found.annotate(members=count_related(seats, "body", "member"), exempt=exempt)
    return numbered


def decisions(user: User, asked: dict[str, Any], day: date) -> QuerySet[Any]:
    """The decisions that were asked for, each with `households`, those in somebody's charge by it on `day`."""
    found = Decision.objects.all()
    for word in (asked.get("q") or "").replace("\0", "").split():
        found = found.filter(Q(number__icontains=word) | Q(issuer__icontains=word) | Q(title__icontains=word))
    if year := asked.get("year"):
        found = found.filter(issued_on__year=year)
    return found.annotate(households=count_related(in_charge(user, day), "decision", "household"))


def in_charge(user: User, day: date) -> AssignmentQuerySet:
    """The assignments of members in charge on `day` that `user` may see."""
    found: AssignmentQuerySet = Assignment.objects.visible_to(user).on(day).in_charge()
    return found
