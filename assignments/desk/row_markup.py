"""The desk's rows and choices as they stand in the page: hundreds of them, so the template engine writes none."""

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache
from typing import Any

from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from assignments.desk.context import DeskContext
from assignments.desk.member_choices import MemberRow
from assignments.desk.queries import Charge, HouseholdRow
from households.models import PovertyStatus
from lambinh.lib import table_markup
from lambinh.lib.dates.formatting import format_day
from lambinh.lib.table_markup import EMPTY, Column, markup

_TICKED = SafeString(" checked")
_BOX = '<th scope="row"><label><input type="checkbox" name="row" value="{}"{}>{}</label></th>'


def household_rows(rows: Iterable[HouseholdRow], place: DeskContext, ticked: Collection[int]) -> SafeString:
    return table_markup.rows(_household_cells(rows, place, ticked))


def _household_cells(
    rows: Iterable[HouseholdRow], place: DeskContext, ticked: Collection[int]
) -> Iterator[tuple[SafeString, ...]]:
    code, persons = Column(_("Code")), Column(_("Persons"), "n")
    poverty, village = Column(_("Class")), Column(_("Village"))
    commune, district = Column(_("Commune tier")), Column(_("District tier"))
    classes = {one: markup('<span class="class {}">{}</span>', one.value, one.label) for one in PovertyStatus.Class}
    carer, with_village, may_tick = _carers(), place.shows_villages, bool(place.tiers)
    for row in rows:
        it = row.household
        box = (it.pk, _TICKED if it.pk in ticked else "", it.head_name)
        yield (
            markup(_BOX, *box) if may_tick else markup('<th scope="row">{}</th>', it.head_name),
            code.cell(it.code),
            persons.cell(it.size),
            poverty.cell(classes[row.poverty] if row.poverty else None),
            village.cell(row.village) if with_village else SafeString(),
            commune.cell(carer(row.commune)),
            district.cell(carer(row.district)),
        )


def _carers() -> Callable[[Charge | None], SafeString | None]:
    """What a cell says of an assignment, with words and days made ready once for all rows."""
    exempt, moved = (markup(' <span class="mark">{}</span>', word) for word in (_("exempt"), _("moved")))
    none = SafeString()

    day_text = cache(format_day)

    def carer(one: Charge | None) -> SafeString | None:
        if one is None:
            return None
        until = f" – {day_text(one.last_day)}" if one.last_day else ""
        marks = (exempt if one.is_exempt else none) + (moved if one.is_away else none)
        return markup("{}{} <small>{}{}</small>", one.carer or EMPTY, marks, day_text(one.first), until)

    return carer


def member_rows(rows: Iterable[MemberRow], place: DeskContext) -> SafeString:
    """Each name leads to the households in the member's charge."""
    cell, is_exempt = Column(_("Cell or agency")), Column()
    commune, district = Column(_("Commune tier"), "n"), Column(_("District tier"), "n")
    exempt = markup('<span class="mark">{}</span>', _("exempt"))
    name = '<th scope="row"><a href="?{}member={}">{}</a></th>'
    of_cell = markup("cell={}&amp;", place.cell.pk) if place.cell else ""
    return table_markup.rows(
        (
            markup(name, of_cell, row.pk, row.name),
            cell.cell(row.cell),
            commune.cell(row.commune),
            district.cell(row.district),
            is_exempt.cell(exempt if row.is_exempt else None),
        )
        for row in rows
    )


def member_texts(rows: Iterable[MemberRow]) -> list[tuple[int, str]]:
    """Each member's key with what a choice says: name, cell, load."""
    exempt, households = _("exempt"), pgettext("load", "households")

    def text(row: MemberRow) -> str:
        load = f"{row.commune}+{row.district}" if row.district else str(row.commune)
        marks = [exempt] if row.is_exempt else []
        return " · ".join([row.name, row.cell or EMPTY, *marks, f"{load} {households}"])

    return [(row.pk, text(row)) for row in rows]


def member_options(rows: Iterable[MemberRow], chosen: Any) -> SafeString:
    key = str(chosen or "")
    return format_html_join(
        "\n",
        '<option value="{}"{}>{}</option>',
        ((pk, SafeString(" selected") if str(pk) == key else "", text) for pk, text in member_texts(rows)),
    )


def taker_rows(rows: Iterable[MemberRow], chosen: Collection[str]) -> SafeString:
    """Boxes of the members to whom households can be handed over."""
    exempt, households = f" · {_('exempt')}", pgettext("load", "households")
    return format_html_join(
        "\n",
        '<li><label><input type="checkbox" name="to" value="{}"{}>'
        "<span>{} <small>{} · {} {}{}</small></span></label></li>",
        (
            (
                row.pk,
                _TICKED if str(row.pk) in chosen else "",
                row.name,
                row.cell or EMPTY,
                row.load,
                households,
                exempt if row.is_exempt else "",
            )
            for row in rows
        ),
    )
