"""Notices about a new entry that ends early because a later one exists."""

from datetime import timedelta

from django.utils.translation import gettext as _

from assignments.models import Membership
from households.models import PovertyStatus, Residence
from households.services.dated import PlannedEnd
from lambinh.lib.dates.formatting import format_day

NextFact = Residence | PovertyStatus | Membership | None
"""The fact that begins when the new entry ends; None if there is none."""


def limited_until_warning(ends: PlannedEnd | None) -> str:
    """The warning before the entry is saved; empty if it has no end."""
    if ends is None:
        return ""
    params = {
        "last": format_day(ends.last_day),
        "next": format_day(ends.last_day + timedelta(days=1)),
        "what": _fact_text(ends.next_fact),
    }
    return f"{_notice(ends.next_fact) % params} {_('Please confirm.')}"


def with_end_date(done: str, ends: PlannedEnd | None) -> str:
    """The message `done` with the last day of the entry, if it has one."""
    return f"{done} {_('It ends on %(last)s.') % {'last': format_day(ends.last_day)}}" if ends else done


def _notice(fact: NextFact) -> str:
    if isinstance(fact, Residence):
        return _("From %(next)s the household lives in %(what)s; the new entry would end on %(last)s.")
    if isinstance(fact, PovertyStatus):
        return _("From %(next)s the class %(what)s is recorded; the new entry would end on %(last)s.")
    if isinstance(fact, Membership):
        return _("From %(next)s the member belongs to %(what)s; the new entry would end on %(last)s.")
    return _("The entry of that day ends on %(last)s. The new entry would end with it.")


def _fact_text(fact: NextFact) -> str:
    """The value of a fact, without its days."""
    if isinstance(fact, Membership):
        return ", ".join(filter(None, (str(fact.body), fact.position, _("exempt") if fact.is_exempt else "")))
    if isinstance(fact, PovertyStatus):
        return f"“{fact.get_poverty_class_display()}”"
    return str(fact.village) if fact else ""
