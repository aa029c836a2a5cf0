"""Days, moments and ranges of days as the pages show them, in the formats of `lambinh.formats`."""

from datetime import date, datetime

from django.db.backends.postgresql.psycopg_any import Range
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from lambinh.lib.dates.ranges import last_day_of

OPEN = "…"
"""Stands for a day that is not recorded, such as the end of a range that continues."""


def format_day(day: date | None) -> str:
    """`day` as day/month/year."""
    return date_format(day, "SHORT_DATE_FORMAT") if day else OPEN


def format_moment(moment: datetime) -> str:
    """`moment` in local time, with its day."""
    return date_format(localtime(moment), "SHORT_DATETIME_FORMAT")


def format_range(during: Range) -> str:
    """The first and the last day of `during`, both included: "01/11/2018 – 30/06/2025"."""
    return f"{format_day(during.lower)} – {format_day(last_day_of(during))}"


def format_range_in_words(during: Range) -> str:
    """The same as a phrase: "from 01/11/2018 to 30/06/2025", "since 01/11/2018"."""
    first, last = during.lower, last_day_of(during)
    if first and last:
        return _("from %(first)s to %(last)s") % {"first": format_day(first), "last": format_day(last)}
    if first:
        return _("since %(day)s") % {"day": format_day(first)}
    return _("until %(day)s") % {"day": format_day(last)} if last else _("without a first or last day")
