"""The timeline of a household, member or body: every dated fact with its days, the newest first."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

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
Fact = Residence | PovertyStatus | Membership | Assignment
MAX_MEMBERSHIPS = 200
"""The largest number of former and future memberships of a body."""


@dataclass(frozen=True)
class TimelineEntry:
    """A fact. `correct` and `link` are URLs, empty if the user may not open them."""

    fact: Fact
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
        """Whether the fact is an assignment in charge today in one of `tiers`."""
        if not isinstance(self.fact, Assignment) or self.tense != "current":
            return False
        return self.fact.role == Assignment.Role.IN_CHARGE and self.fact.tier in tiers


def tense(during: Range, day: date) -> str:
    if during.upper is not None and during.upper <= day:
        return "past"
    return "future" if during.lower is not None and during.lower > day else "current"


def household_timeline(household: Household, user: User, permissions: EffectivePermissions) -> list[TimelineEntry]:
    """Residences, poverty classes and assignments. Four queries, however many facts."""
    can_correct = permissions.has_in(household.commune_id, Permission.CHANGE_RECORDS)
    residence_entry = _entries_of(permissions.day, "residence", can_correct)
    about = {"household": household}
    assignments = list(
        Assignment.objects.visible_to(user).filter(**about).with_carer().select_related("decision").order_by("pk")
    )
    visible = Member.objects.visible_to(user).filter(pk__in={row.member_id for row in assignments})
    known = set(visible.values_list("pk", flat=True))
    residences = Residence.objects.visible_to(user).filter(**about).select_related("village")
    statuses = PovertyStatus.objects.visible_to(user).filter(**about)
    return _latest_first(
        [
            *(residence_entry(row, _("Lives in"), str(row.village)) for row in residences),
            *(_class_entry(row, permissions.day, can_correct) for row in statuses),
            *(
                _assignment_entry(
                    row,
                    row.carer,
                    permissions,
                    reverse("assignments:member", args=[row.member_id]) if row.member_id in known else "",
                )
                for row in assignments
            ),
        ]
    )


def member_timeline(member: Member, user: User, permissions: EffectivePermissions) -> list[TimelineEntry]:
    """Memberships and assignments. Two queries, however many facts."""
    can_correct = permissions.has_in(member.commune_id, Permission.CHANGE_RECORDS)
    membership_entry = _entries_of(permissions.day, "membership", can_correct)
    memberships = Membership.objects.visible_to(user).filter(member=member).select_related("body")
    assignments = Assignment.objects.visible_to(user).filter(member=member).select_related("household", "decision")
    return _latest_first(
        [
            *(
                membership_entry(row, _("Member of"), str(row.body), row.position, _("exempt") if row.is_exempt else "")
                for row in memberships
            ),
            *(
                _assignment_entry(
                    row, str(row.household), permissions, reverse("assignments:household", args=[row.household_id])
                )
                for row in assignments
            ),
        ]
    )


def body_timeline(body: Body, user: User, permissions: EffectivePermissions) -> list[TimelineEntry]:
    """The former and future memberships, the latest `MAX_MEMBERSHIPS`. One query."""
    memberships = Membership.objects.visible_to(user).filter(body=body).exclude(during__contains=permissions.day)
    membership_entry = _entries_of(permissions.day, "membership", can_correct=False)
    newest = memberships.select_related("member").order_by(Lower("during").desc(nulls_last=True), "pk")[
        :MAX_MEMBERSHIPS
    ]
    return _latest_first(
        membership_entry(
            row,
            _("exempt") if row.is_exempt else "",
            str(row.member),
            row.position,
            link=reverse("assignments:member", args=[row.member_id]),
        )
        for row in newest
    )


def _class_entry(status: PovertyStatus, day: date, can_correct: bool) -> TimelineEntry:
    year = _("review of %(year)s") % {"year": status.year} if status.year else ""
    title, what = _("Class"), str(status.get_poverty_class_display())
    return _entries_of(day, "class", can_correct)(status, title, what, year, status.standard)


def _assignment_entry(
    assignment: Assignment, partner: str, permissions: EffectivePermissions, link: str
) -> TimelineEntry:
    """An assignment; `partner` is the member on a household's page, the household on a member's page."""
    can_correct = permissions.has_in(assignment.commune_id, ASSIGN_PERMISSION[Tier(assignment.tier)])
    title = {
        Assignment.Role.IN_CHARGE.value: _("In charge"),
        Assignment.Role.HELPER.value: _("Helping"),
    }[assignment.role]
    ended = str(assignment.get_end_reason_display()) if assignment.end_reason else ""
    decision = str(assignment.decision) if assignment.decision else ""
    notes = (str(assignment.get_tier_display()), decision, ended, assignment.help, assignment.result, assignment.note)
    return _entries_of(permissions.day, "assignment", can_correct)(assignment, title, partner, *notes, link=link)


def _entries_of(day: date, kind: str, can_correct: bool) -> Callable[..., TimelineEntry]:
    def entry(fact: Fact, title: str, what: str, *notes: str, link: str = "") -> TimelineEntry:
        correct = reverse("assignments:fact_correct", args=[kind, fact.pk]) if can_correct else ""
        texts = tuple(filter(None, notes))
        when = format_range_in_words(fact.during)
        return TimelineEntry(fact, kind, title, what, texts, fact.during, when, tense(fact.during, day), link, correct)

    return entry


def _latest_first(entries: Iterable[TimelineEntry]) -> list[TimelineEntry]:
    """By first day, the latest first; facts without one at the end."""
    return sorted(entries, key=lambda entry: entry.during.lower or date.min, reverse=True)
