"""A household's or member's line of time: every dated fact with its first and last day in words, the newest first."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.backends.postgresql.psycopg_any import Range
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext as _

from assignments.models import Assignment, Body, Member, Membership, Tier
from assignments.permissions import ASSIGN_PERMISSION
from households.models import Household, PovertyStatus, Residence
from households.permissions import EffectivePermissions
from lambinh.accounts.permissions import Permission
from lambinh.lib.dates.formatting import format_range_in_words

User = AbstractBaseUser | AnonymousUser
MOST_SHOWN = 200
"""So many stretches of a body's past and future are shown at most."""


@dataclass(frozen=True)
class TimelineEntry:
    """A fact on the line of time. `correct` and `link` are addresses, empty where the reader may not go there."""

    fact: Any
    kind: str
    title: str
    what: str
    notes: tuple[str, ...]
    during: Range
    when: str
    tense: str
    link: str = ""
    correct: str = ""

    def puts_in_charge(self, *tiers: Tier) -> bool:
        """Whether the fact puts a member in charge of a household today in one of `tiers`."""
        if self.kind != "assignment" or self.tense != "now":
            return False
        return self.fact.role == Assignment.Role.IN_CHARGE and self.fact.tier in tiers


def tense(during: Range, day: date) -> str:
    if during.upper is not None and during.upper <= day:
        return "past"
    return "to-come" if during.lower is not None and during.lower > day else "now"


def household_timeline(household: Household, user: User, permissions: EffectivePermissions) -> list[TimelineEntry]:
    """Four queries, however much happened."""
    may = permissions.has_in(household.commune_id, Permission.CHANGE_RECORDS)
    place = _stretches(permissions.day, "residence", may)
    about = {"household": household}
    assignments = list(
        Assignment.objects.visible_to(user).filter(**about).with_carer().select_related("decision").order_by("pk")
    )
    seen = Member.objects.visible_to(user).filter(pk__in={one.member_id for one in assignments})
    known = set(seen.values_list("pk", flat=True))
    residences = Residence.objects.visible_to(user).filter(**about).select_related("village")
    statuses = PovertyStatus.objects.visible_to(user).filter(**about)
    return _in_order(
        [
            *(place(one, _("Lives in"), str(one.village)) for one in residences),
            *(_class_stretch(one, permissions.day, may) for one in statuses),
            *(
                _care(
                    one,
                    one.carer,
                    permissions,
                    reverse("assignments:member", args=[one.member_id]) if one.member_id in known else "",
                )
                for one in assignments
            ),
        ]
    )


def member_timeline(member: Member, user: User, permissions: EffectivePermissions) -> list[TimelineEntry]:
    """Two queries, however much happened."""
    may = permissions.has_in(member.commune_id, Permission.CHANGE_RECORDS)
    seat = _stretches(permissions.day, "membership", may)
    memberships = Membership.objects.visible_to(user).filter(member=member).select_related("body")
    assignments = Assignment.objects.visible_to(user).filter(member=member).select_related("household", "decision")
    return _in_order(
        [
            *(
                seat(one, _("Sits in"), str(one.body), one.position, _("exempt") if one.is_exempt else "")
                for one in memberships
            ),
            *(
                _care(one, str(one.household), permissions, reverse("assignments:household", args=[one.household_id]))
                for one in assignments
            ),
        ]
    )


def body_timeline(body: Body, user: User, permissions: EffectivePermissions) -> list[TimelineEntry]:
    """Who sat in the cell or agency before today or will after it, the `MOST_SHOWN` that began last. One query."""
    seats = Membership.objects.visible_to(user).filter(body=body).exclude(during__contains=permissions.day)
    seat = _stretches(permissions.day, "membership", may=False)
    newest = seats.select_related("member").order_by(Lower("during").desc(nulls_last=True), "pk")[:MOST_SHOWN]
    return _in_order(
        seat(
            one,
            _("exempt") if one.is_exempt else "",
            str(one.member),
            one.position,
            link=reverse("assignments:member", args=[one.member_id]),
        )
        for one in newest
    )


def _class_stretch(status: PovertyStatus, day: date, may: bool) -> TimelineEntry:
    year = _("review of %(year)s") % {"year": status.year} if status.year else ""
    title, what = _("Class"), str(status.get_poverty_class_display())
    return _stretches(day, "class", may)(status, title, what, year, status.standard)


def _care(assignment: Assignment, about: str, permissions: EffectivePermissions, link: str) -> TimelineEntry:
    """An assignment, with `about`, who or whom it is about on this page."""
    may = permissions.has_in(assignment.commune_id, ASSIGN_PERMISSION[Tier(assignment.tier)])
    title = {
        Assignment.Role.IN_CHARGE.value: _("In charge"),
        Assignment.Role.HELPER.value: _("Helping"),
    }[assignment.role]
    ended = str(assignment.get_end_reason_display()) if assignment.end_reason else ""
    decision = str(assignment.decision) if assignment.decision else ""
    notes = (str(assignment.get_tier_display()), decision, ended, assignment.help, assignment.result, assignment.note)
    return _stretches(permissions.day, "assignment", may)(assignment, title, about, *notes, link=link)


def _stretches(day: date, kind: str, may: bool) -> Callable[..., TimelineEntry]:
    def made(fact: Any, title: str, what: str, *notes: str, link: str = "") -> TimelineEntry:
        correct = reverse("assignments:fact_correct", args=[kind, fact.pk]) if may else ""
        said = tuple(filter(None, notes))
        when = format_range_in_words(fact.during)
        return TimelineEntry(fact, kind, title, what, said, fact.during, when, tense(fact.during, day), link, correct)

    return made


def _in_order(line: Iterable[TimelineEntry]) -> list[TimelineEntry]:
    """What began last first; what was always so at the end."""
    return sorted(line, key=lambda one: one.during.lower or date.min, reverse=True)
