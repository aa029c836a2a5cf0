"""Add members, and change their memberships and exemptions from a day on."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from assignments.models import Body, Member, Membership
from assignments.services.communes import refresh_member_communes
from households.services.dated import (
    DatedFactError,
    NoChange,
    PlannedEnd,
    StartsSameDay,
    end_fact,
    locked_siblings,
    planned_end,
    start_fact,
)
from households.services.units import current_communes
from lambinh.accounts.models import User
from lambinh.accounts.scope import audited
from lambinh.lib.dates.formatting import format_day


class NoMembership(DatedFactError):
    """The member belongs to no cell or agency on the day."""

    def __init__(self) -> None:
        super().__init__(_("The member belongs to no cell or agency on that day."))


class MembershipChangesInRange(DatedFactError):
    """The days extend beyond the membership in which they start."""

    def __init__(self) -> None:
        text = _("Within these days the member's cell or position changes. Enter the days up to the change first.")
        super().__init__(text)


class NotExempt(DatedFactError):
    """The member is not exempt on the day."""

    def __init__(self) -> None:
        super().__init__(_("The member is not exempt on that day."))


class LaterMembershipExists(DatedFactError):
    """A later membership is recorded: the member would return."""

    def __init__(self, membership: Membership) -> None:
        text = _("From %(day)s the member belongs to %(body)s. If that is wrong, remove that entry first.")
        super().__init__(text % {"day": format_day(membership.during.lower), "body": membership.body})


class NoUnitToday(DatedFactError):
    """The body belongs to no unit that exists today."""

    def __init__(self, body: Body) -> None:
        super().__init__(_("%(body)s belongs to no unit that exists today.") % {"body": body})


# --- from a day on ------------------------------------------------------------------------------------------


@audited
def move_member(*, member: Member, body: Body, position: str, on: date, by: User) -> Membership:
    """Let `member` belong to `body` with `position` from `on`; an exemption continues."""
    require_unit_today(body)
    current = locked_siblings(Membership(member=member), "member").on(on).first()
    if current is not None and (current.body_id, current.position) == (body.pk, position):
        raise NoChange
    membership = _new_membership(current, member, body, position)
    start_fact(membership, owner="member", on=on)
    refresh_member_communes([member.pk], timezone.localdate())
    return membership


def membership_planned_end(*, member: Member, body: Body, position: str, on: date) -> PlannedEnd | None:
    """The day on which the membership would end because of later ones; None if it has no end."""
    current = Membership.objects.filter(member=member).on(on).first()
    return planned_end(_new_membership(current, member, body, position), owner="member", on=on)


def _new_membership(current: Membership | None, member: Member, body: Body, position: str) -> Membership:
    is_exempt = current is not None and current.is_exempt
    return Membership(member=member, body=body, position=position, is_exempt=is_exempt)


@audited
def exempt_member(*, member: Member, on: date, last: date | None, by: User) -> Membership:
    """Exempt `member` in the current membership from `on` to `last`, both included, or without an end."""
    current = _membership_started_before(member, on)
    if current.is_exempt:
        raise NoChange
    end = current.during.upper
    if last is not None and end is not None and last >= end:
        raise MembershipChangesInRange
    exempt = _copy(current, is_exempt=True)
    start_fact(exempt, owner="member", on=on)
    if last is not None and (end is None or last + timedelta(days=1) < end):
        start_fact(_copy(current, is_exempt=False), owner="member", on=last + timedelta(days=1))
    return exempt


@audited
def end_exemption(*, member: Member, on: date, by: User) -> Membership:
    """Let `member` be available for households again from `on`."""
    current = _membership_started_before(member, on)
    if not current.is_exempt:
        raise NotExempt
    available = _copy(current, is_exempt=False)
    start_fact(available, owner="member", on=on)
    return available


def exemption_planned_end(*, member: Member, is_exempt: bool, on: date) -> PlannedEnd | None:
    """The day on which the member would stop being exempt, or available; None if it has no end."""
    current = Membership.objects.filter(member=member).on(on).first()
    return planned_end(_copy(current, is_exempt=is_exempt), owner="member", on=on) if current else None


@audited
def end_membership(*, member: Member, last_day: date, by: User) -> Membership:
    """Let `member` belong to no body after `last_day`, after a move, retirement or death. Assignments stay."""
    memberships = locked_siblings(Membership(member=member), "member")
    current: Membership | None = memberships.on(last_day).first()
    if current is None:
        raise NoMembership
    later = memberships.filter(during__startswith__gt=last_day).select_related("body").order_by("during").first()
    if later is not None:
        raise LaterMembershipExists(later)
    end = last_day + timedelta(days=1)
    if current.during.upper == end:
        raise NoChange
    end_fact(current, end=end)
    refresh_member_communes([member.pk], timezone.localdate())
    return current


def _membership_started_before(member: Member, on: date) -> Membership:
    """The membership on the day. Raises NoMembership, or StartsSameDay."""
    current: Membership | None = locked_siblings(Membership(member=member), "member").on(on).first()
    if current is None:
        raise NoMembership
    if current.during.lower == on:
        raise StartsSameDay(on)
    return current


def _copy(membership: Membership, *, is_exempt: bool) -> Membership:
    return Membership(member=membership.member, body=membership.body, position=membership.position, is_exempt=is_exempt)


def require_unit_today(body: Body) -> int:
    """The unit of today that `body` belongs to. Raises NoUnitToday."""
    unit = current_communes([body.unit], timezone.localdate())[body.unit_id]
    if unit is None:
        raise NoUnitToday(body)
    return unit


# --- without days -------------------------------------------------------------------------------------------


@audited
def add_member(*, member: Member, body: Body, position: str, on: date, by: User) -> Member:
    """Add a member who belongs to `body` since `on`."""
    member.commune_id = require_unit_today(body)
    member.save()
    move_member(member=member, body=body, position=position, on=on, by=by)
    return member


@audited
def update_member_details(*, member: Member, changed: Iterable[str], by: User) -> None:
    """Save the fields of `member` that the user changed; none of them is dated."""
    if names := sorted(changed):
        member.save(update_fields=names)
