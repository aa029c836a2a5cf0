"""The lists of cells, agencies and decisions: which rows were asked for, and how many belong to each."""

from datetime import date
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from assignments.choosing import SEEING_BODIES, own_bodies
from assignments.listing import counted
from assignments.models import Assignment, Decision, Membership
from assignments.querysets import AssignmentQuerySet
from households.access import Reach
from lambinh.lib.vietnamese import search_key

User = AbstractBaseUser | AnonymousUser


def bodies(user: User, asked: dict[str, Any], reach: Reach) -> QuerySet[Any]:
    """The cells and agencies that were asked for, each with `members`, those who sit there today and may be seen."""
    found = own_bodies(reach, *SEEING_BODIES)
    for word in search_key(asked.get("q") or "").split():
        found = found.filter(search_key__contains=word)
    if commune := asked.get("commune"):
        found = found.filter(Q(above=commune.pk) | Q(unit=commune))
    for name in ("kind", "tier"):
        if value := asked.get(name):
            found = found.filter(**{name: value})
    seats = Membership.objects.visible_to(user).on(reach.day)
    exempt = counted(seats.filter(is_exempt=True), "body", "member")
    numbered: QuerySet[Any] = found.annotate(members=counted(seats, "body", "member"), exempt=exempt)
    return numbered


def decisions(user: User, asked: dict[str, Any], day: date) -> QuerySet[Any]:
    """The decisions that were asked for, each with `households`, those in somebody's charge by it on `day`."""
    found = Decision.objects.all()
    for word in (asked.get("q") or "").replace("\0", "").split():
        found = found.filter(Q(number__icontains=word) | Q(issuer__icontains=word) | Q(title__icontains=word))
    if year := asked.get("year"):
        found = found.filter(issued_on__year=year)
    return found.annotate(households=counted(in_charge(user, day), "decision", "household"))


def in_charge(user: User, day: date) -> AssignmentQuerySet:
    """The assignments of members in charge on `day` that `user` may see."""
    found: AssignmentQuerySet = Assignment.objects.visible_to(user).on(day).in_charge()
    return found
