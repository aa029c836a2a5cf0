"""The rows and choices of the desk as HTML: hundreds a page, so that Python writes them and not a template."""

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache

from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from assignments.desk.context import DeskContext
from assignments.desk.member_choices import MemberRow
from assignments.presenters.row_markup import class_marks
from assignments.queries.rows import HouseholdRow, RowAssignment
from lambinh.lib import table_markup
from lambinh.lib.dates.formatting import format_day
from lambinh.lib.table_markup import EMPTY, Column, markup

_TICKED = SafeString(" checked")
_BOX = '<th scope="row"><label><input type="checkbox" name="row" value="{}"{}>{}</label></th>'


def household_rows(rows: Iterable[HouseholdRow], desk: DeskContext, selected: Collection[int]) -> SafeString:
    return table_markup.rows(_household_cells(rows, desk, selected))


def _household_cells(
    rows: Iterable[HouseholdRow], desk: DeskContext, selected: Collection[int]
) -> Iterator[tuple[SafeString, ...]]:
    code, persons = Column(_("Code")), Column(_("Persons"), "number")
    poverty, village = Column(_("Class")), Column(_("Village"))
    commune, district = Column(_("Commune tier")), Column(_("District tier"))
    classes = class_marks()
    assignee, with_village, has_boxes = _assignee_markup(), desk.shows_villages, bool(desk.tiers)
    for row in rows:
        household = row.household
        box = (household.pk, _TICKED if household.pk in selected else "", household.head_name)
        yield (
            markup(_BOX, *box) if has_boxes else markup('<th scope="row">{}</th>', household.head_name),
            code.cell(household.code),
            persons.cell(household.size),
            poverty.cell(classes[row.poverty] if row.poverty else None),
            village.cell(row.village) if with_village else SafeString(),
            commune.cell(assignee(row.commune)),
            district.cell(assignee(row.district)),
        )


def _assignee_markup() -> Callable[[RowAssignment | None], SafeString | None]:
    """A function that writes the cell of an assignment; words and days are translated once for all rows."""
    exempt, moved = (markup(' <span class="mark">{}</span>', word) for word in (_("exempt"), _("moved")))
    none = SafeString()

    day_text = cache(format_day)

    def assignee(row: RowAssignment | None) -> SafeString | None:
        if row is None:
            return None
        until = f" – {day_text(row.last_day)}" if row.last_day else ""
        marks = (exempt if row.is_exempt else none) + (moved if row.is_away else none)
        return markup("{}{} <small>{}{}</small>", row.assignee or EMPTY, marks, day_text(row.first), until)

    return assignee


def member_rows(rows: Iterable[MemberRow], desk: DeskContext) -> SafeString:
    """The members of the place; each name links to the households in the member's charge."""
    cell, is_exempt = Column(_("Cell or agency")), Column()
    commune, district = Column(_("Commune tier"), "number"), Column(_("District tier"), "number")
    exempt = markup('<span class="mark">{}</span>', _("exempt"))
    name = '<th scope="row"><a href="?{}member={}">{}</a></th>'
    of_cell = markup("cell={}&amp;", desk.cell.pk) if desk.cell else ""
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
    """Each member's key with the text of a choice: name, cell, load."""
    exempt, households = _("exempt"), pgettext("load", "households")

    def text(row: MemberRow) -> str:
        load = f"{row.commune}+{row.district}" if row.district else str(row.commune)
        marks = [exempt] if row.is_exempt else []
        return " · ".join([row.name, row.cell or EMPTY, *marks, f"{load} {households}"])

    return [(row.pk, text(row)) for row in rows]


def member_options(rows: Iterable[MemberRow], selected: object) -> SafeString:
    key = str(selected or "")
    return format_html_join(
        "\n",
        '<option value="{}"{}>{}</option>',
        ((pk, SafeString(" selected") if str(pk) == key else "", text) for pk, text in member_texts(rows)),
    )


def recipient_rows(rows: Iterable[MemberRow], selected: Collection[str]) -> SafeString:
    """The members to whom households can be handed over, each with a box."""
    exempt, households = f" · {_('exempt')}", pgettext("load", "households")
    return format_html_join(
        "\n",
        '<li><label><input type="checkbox" name="to" value="{}"{}>'
        "<span>{} <small>{} · {} {}{}</small></span></label></li>",
        (
            (
                row.pk,
                _TICKED if str(row.pk) in selected else "",
                row.name,
                row.cell or EMPTY,
                row.load,
                households,
                exempt if row.is_exempt else "",
            )
            for row in rows
        ),
    )
