"""The days offered beside the form of a totals page."""

from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count

from assignments.models import Assignment

YEARS = 3


def suggested_dates(today: date, user: AbstractBaseUser | AnonymousUser) -> list[date]:
    """Today, the ends of the last years, and the days on which most assignments began. One query."""
    most_starts = (
        Assignment.objects.visible_to(user)
        .filter(during__startswith__lte=today)
        .values_list("during__startswith")
        .annotate(assignments=Count("pk"))
        .order_by("-assignments")[:YEARS]
    )
    first_days = sorted(day for day, _assignments in most_starts)
    if not first_days:
        return [today]
    first = first_days[0].year
    years = {first, *range(max(today.year - YEARS, first), today.year)} - {today.year}
    return [today, *(date(year, 12, 31) for year in sorted(years, reverse=True)), *reversed(first_days)]
