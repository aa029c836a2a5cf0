"""The rows of the lists behind the figures as markup (`lambinh.lib.table_markup`)."""

from collections.abc import Callable, Iterable

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from assignments.models import Membership, Tier
from assignments.presenters.row_markup import class_marks, grouped
from assignments.queries.rows import AssignedHousehold, AssignedMember, HouseholdRow, RowAssignment
from lambinh.lib import table_markup
from lambinh.lib.dates.formatting import format_day
from lambinh.lib.table_markup import EMPTY, Column, markup

_NAME = '<th scope="row"><a href="{}{}/">{}</a></th>'
_NUMBER = '<td class="number muted">{}</td>'
_ASSIGNED = (
    '<li><span class="tier-dot {}" aria-hidden="true"></span><a href="{}{}/">{}</a> <small>{}{} · {}</small></li>'
)


def household_rows(rows: Iterable[HouseholdRow], first: int) -> SafeString:
    """The rows of a page whose first row has the number `first`."""
    code, village, poverty = Column(_("Code"), "code"), Column(_("Village")), Column(_("Class"))
    persons, classes, page = Column(_("Persons"), "number"), class_marks(), reverse("assignments:households")
    district, commune = _assignee_cell(_("District tier"), "district"), _assignee_cell(_("Commune tier"), "commune")
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


def _assignee_cell(label: str, tier: str) -> Callable[[RowAssignment | None], SafeString]:
    """Return a function that writes the cell of the member in charge in a tier."""
    column, since = Column(label, tier), _("since %(day)s")

    def cell(assignment: RowAssignment | None) -> SafeString:
        if assignment is None:
            return column.cell(None)
        if assignment.first is None:
            return column.cell(assignment.assignee)
        day = since % {"day": format_day(assignment.first)}
        return column.cell(markup("{} <small>{}</small>", assignment.assignee, day))

    return cell


def member_rows(rows: Iterable[AssignedMember], first: int) -> SafeString:
    """The rows of a page whose first row has the number `first`."""
    body, load, assigned = Column(), Column(_("Households in care"), "number"), Column()
    exempt = markup(' <span class="tag escaped">{}</span>', _("exempt"))
    page, item = reverse("assignments:members"), _assigned_household_item()
    return table_markup.rows(
        (
            markup(_NUMBER, grouped(number)),
            markup(_NAME, page, row.member.pk, row.member.full_name),
            body.cell(_membership(row.membership, exempt)),
            load.cell(row.load),
            assigned.cell(
                markup('<ul class="assigned-households">{}</ul>', table_markup.joined(map(item, row.assigned)))
            ),
        )
        for number, row in enumerate(rows, first)
    )


def _membership(membership: Membership | None, exempt: SafeString) -> SafeString | None:
    if membership is None:
        return None
    position = markup(" <small>{}</small>", membership.position) if membership.position else ""
    return markup("{}{}{}", membership.body.name, position, exempt if membership.is_exempt else "")


def _assigned_household_item() -> Callable[[AssignedHousehold], SafeString]:
    """Return a function that writes the item of a household in the list of a member."""
    tiers, page = {tier.value: str(tier.label) for tier in Tier}, reverse("assignments:households")

    def item(assigned: AssignedHousehold) -> SafeString:
        household, tier = assigned.household, assigned.tier
        code = f"{household.code} · " if household.code else ""
        village = assigned.village or EMPTY
        return markup(_ASSIGNED, tier, page, household.pk, household.head_name, code, village, tiers[tier])

    return item
