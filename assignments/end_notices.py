"""What is said of a new entry that would hold only until something that is recorded already."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from assignments.models import Membership
from households.models import PovertyStatus, Residence
from households.services.dated import PlannedEnd
from lambinh.lib.dates.formatting import format_day


def limited_until_warning(ends: PlannedEnd | None) -> str:
    """What to warn of before it is recorded; nothing where it goes on without an end."""
    if ends is None:
        return ""
    said = {
        "last": format_day(ends.last_day),
        "next": format_day(ends.last_day + timedelta(days=1)),
        "what": _in_words(ends.next_fact),
    }
    return f"{_sentence(ends.next_fact) % said} {_('Confirm that this is meant.')}"


def with_end_date(done: str, ends: PlannedEnd | None) -> str:
    """`done`, which says what was recorded, with the last day on which it holds, where there is one."""
    return f"{done} {_('It holds up to %(last)s.') % {'last': format_day(ends.last_day)}}" if ends else done


def _sentence(then: Any) -> str:
    if isinstance(then, Residence):
        return _(
            "From %(next)s it is recorded already that the household lives in %(what)s;"
            " the new entry would hold only up to %(last)s."
        )
    if isinstance(then, PovertyStatus):
        return _("From %(next)s the class %(what)s is recorded already; the new entry would hold only up to %(last)s.")
    if isinstance(then, Membership):
        return _(
            "From %(next)s it is recorded already that the member sits in %(what)s;"
            " the new entry would hold only up to %(last)s."
        )
    return _("What is recorded of that day ends on %(last)s, and so would the new entry.")


def _in_words(fact: Any) -> str:
    """What a fact says, without its days."""
    if isinstance(fact, Membership):
        return ", ".join(filter(None, (str(fact.body), fact.position, _("exempt") if fact.is_exempt else "")))
    if isinstance(fact, PovertyStatus):
        return f"“{fact.get_poverty_class_display()}”"
    return str(fact.village) if fact else ""
