"""Changing what holds for a member, and putting right what is recorded of members and assignments."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext as _

from assignments.models import Body, Member, Membership
from assignments.services.communes import refresh_member_communes
from households.services.dated import (
    DatedFactError,
    NoChange,
    PlannedEnd,
    StartsSameDay,
    planned_end,
    siblings,
    start_fact,
)
from households.services.units import current_communes
from lambinh.accounts.models import User
from lambinh.accounts.scope import audited
from lambinh.lib.dates.formatting import format_day


class NoMembership(DatedFactError):
    """There is no cell or agency in which the member could be exempt."""

    def __init__(self) -> None:
        super().__init__(_("The member sits in no cell or agency on that day."))


class MembershipChangesInRange(DatedFactError):
    """The stretch of days reaches beyond the cell or position in which it begins."""

    def __init__(self) -> None:
        text = _("Within these days the member's cell or position changes. Enter the days up to the change first.")
        super().__init__(text)


class NotExempt(DatedFactError):
    def __init__(self) -> None:
        super().__init__(_("The member is not exempt on that day."))


class LaterMembershipExists(DatedFactError):
    """Who leaves would come back, by what is recorded."""

    def __init__(self, seat: Membership) -> None:
        text = _("From %(day)s the member sits in %(body)s. If that will not be so, take it out first.")
        first = format_day(seat.during.lower)
        super().__init__(text % {"day": first, "body": seat.body})


class NoUnitToday(DatedFactError):
    """No unit answers for the body today."""

    def __init__(self, body: Body) -> None:
        super().__init__(_("%(body)s belongs to no unit of today.") % {"body": body})


# --- from this day ------------------------------------------------------------------------------------------


@audited
def move_member(*, member: Member, body: Body, position: str, on: date, by: User) -> Membership:
    """Let `member` sit in `body` with `position` from `on`; who was exempt stays so."""
    _answering(body)
    held = siblings(Membership(member=member), "member").on(on).first()
    if held is not None and (held.body_id, held.position) == (body.pk, position):
        raise NoChange
    new = _next_seat(held, member, body, position)
    start_fact(new, owner="member", on=on)
    refresh_member_communes([member.pk], timezone.localdate())
    return new


def seat_would_end(*, member: Member, body: Body, position: str, on: date) -> PlannedEnd | None:
    """Until when the member would sit there, for what is recorded already; None: without an end."""
    held = Membership.objects.filter(member=member).on(on).first()
    return planned_end(_next_seat(held, member, body, position), owner="member", on=on)


def _next_seat(held: Membership | None, member: Member, body: Body, position: str) -> Membership:
    is_exempt = held is not None and held.is_exempt
    return Membership(member=member, body=body, position=position, is_exempt=is_exempt)


@audited
def exempt_member(*, member: Member, on: date, last: date | None, by: User) -> Membership:
    """Let `member` be exempt from `on` to `last`, both included, or without an end, in the cell of that day."""
    held = _seat(member, on)
    if held.is_exempt:
        raise NoChange
    if last is not None and held.during.upper is not None and last >= held.during.upper:
        raise MembershipChangesInRange
    end = held.during.upper
    exempt = _again(held, is_exempt=True)
    start_fact(exempt, owner="member", on=on)
    if last is not None and (end is None or last + timedelta(days=1) < end):
        start_fact(_again(held, is_exempt=False), owner="member", on=last + timedelta(days=1))
    return exempt


@audited
def end_exemption(*, member: Member, on: date, by: User) -> Membership:
    """Let `member` be expected to take households again, from `on`."""
    held = _seat(member, on)
    if not held.is_exempt:
        raise NotExempt
    again = _again(held, is_exempt=False)
    start_fact(again, owner="member", on=on)
    return again


def exemption_would_end(*, member: Member, is_exempt: bool, on: date) -> PlannedEnd | None:
    """Until when the member would be exempt, or not exempt, for what is recorded already; None: without an end."""
    held = Membership.objects.filter(member=member).on(on).first()
    return planned_end(_again(held, is_exempt=is_exempt), owner="member", on=on) if held else None


@audited
def end_membership(*, member: Member, last_day: date, by: User) -> Membership:
    """Let `member` sit nowhere after `last_day`: who moved away, retired or died. Households stay in the charge."""
    others = siblings(Membership(member=member), "member")
    held: Membership | None = others.on(last_day).first()
    if held is None:
        raise NoMembership
    later = others.filter(during__startswith__gt=last_day).select_related("body").order_by("during").first()
    if later is not None:
        raise LaterMembershipExists(later)
    end = last_day + timedelta(days=1)
    if held.during.upper == end:
        raise NoChange
    held.during = DateRange(held.during.lower, end)
    held.save(update_fields=["during"])
    refresh_member_communes([member.pk], timezone.localdate())
    return held


def _seat(member: Member, on: date) -> Membership:
    held: Membership | None = siblings(Membership(member=member), "member").on(on).first()
    if held is None:
        raise NoMembership
    if held.during.lower == on:
        raise StartsSameDay(on)
    return held


def _again(seat: Membership, *, is_exempt: bool) -> Membership:
    return Membership(member=seat.member, body=seat.body, position=seat.position, is_exempt=is_exempt)


def _answering(body: Body) -> int:
    unit = current_communes([body.unit], timezone.localdate())[body.unit_id]
    if unit is None:
        raise NoUnitToday(body)
    return unit


# --- what has no days -------------------------------------------------------------------------------------


@audited
def add_member(*, member: Member, body: Body, position: str, on: date, by: User) -> Member:
    """Enter a member who sits in `body` since `on`."""
    member.commune_id = _answering(body)
    member.save()
    move_member(member=member, body=body, position=position, on=on, by=by)
    return member


@audited
def update_member_details(*, member: Member, changed: Iterable[str], by: User) -> None:
    """Save those fields of `member` that a person has changed; none of them has days."""
    if names := sorted(changed):
        member.save(update_fields=names)


# --- putting the past right ---------------------------------------------------------------------------------
