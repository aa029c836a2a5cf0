"""The rows of the lists behind the figures as they stand in the page (`lambinh.lib.table_markup`)."""

from collections.abc import Callable, Iterable
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from assignments.models import Tier
from assignments.row_markup import class_marks, grouped
from lambinh.lib import table_markup
from lambinh.lib.table_markup import NOTHING, Column, markup
from reports.lists import AssignedHousehold, HouseholdRow, MemberRow

_NAME = '<th scope="row"><a href="{}{}/">{}</a></th>'
_NUMBER = '<td class="n soft">{}</td>'


def household_rows(rows: Iterable[HouseholdRow], first: int) -> SafeString:
    """The rows of a page that begins with number `first`."""
    code, village, poverty = Column(_("Code"), "code"), Column(_("Village")), Column(_("Class"))
    persons, classes, page = Column(_("Persons"), "n"), class_marks(), reverse("assignments:households")
    district, commune = _carer(_("District tier"), "district"), _carer(_("Commune tier"), "commune")
    return table_markup.rows(
        (
            markup(_NUMBER, grouped(number)),
            markup(_NAME, page, row.household.pk, row.household.head_name),
            code.cell(row.household.code),
            village.cell(row.village),
            poverty.cell(classes[row.poverty] if row.poverty else None),
            persons.cell(row.household.size),
            district(row.district),
            commune(row.commune),
        )
        for number, row in enumerate(rows, first)
    )


def _carer(label: str, tier: str) -> Callable[[Any], SafeString]:
    column, since = Column(label, tier), _("since %(day)s")

    def cell(one: Any) -> SafeString:
        if one is None:
            return column.cell(None)
        if one.during.lower is None:
            return column.cell(one.carer)
        day = since % {"day": date_format(one.during.lower, "SHORT_DATE_FORMAT")}
        return column.cell(markup("{} <small>{}</small>", one.carer, day))

    return cell


def member_rows(rows: Iterable[MemberRow], first: int) -> SafeString:
    body, load, cares = Column(), Column(_("Households in care"), "n"), Column()
    exempt = markup(' <span class="class escaped">{}</span>', _("exempt"))
    members, households, care = reverse("assignments:members"), reverse("assignments:households"), _care()
    return table_markup.rows(
        (
            markup(_NUMBER, grouped(number)),
            markup(_NAME, members, row.member.pk, row.member.full_name),
            body.cell(_seat(row.membership, exempt)),
            load.cell(row.households),
            cares.cell(
                markup('<ul class="cares">{}</ul>', table_markup.joined([care(one, households) for one in row.cares]))
            ),
        )
        for number, row in enumerate(rows, first)
    )


def _seat(seat: Any, exempt: SafeString) -> SafeString | None:
    if seat is None:
        return None
    position = markup(" <small>{}</small>", seat.position) if seat.position else ""
    return markup("{}{}{}", seat.body.name, position, exempt if seat.is_exempt else "")


def _care() -> Callable[[AssignedHousehold, str], SafeString]:
    tiers = {one.value: str(one.label) for one in Tier}
    line = (
        '<li><span class="tier-dot {}" aria-hidden="true"></span><a href="{}{}/">{}</a> <small>{}{} · {}</small></li>'
    )

    def care(one: AssignedHousehold, page: str) -> SafeString:
        home, tier = one.household, one.tier
        code = f"{home.code} · " if home.code else ""
        return markup(line, tier, page, home.pk, home.head_name, code, one.village or NOTHING, tiers[tier])

    return care
