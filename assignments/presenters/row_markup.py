"""The rows of the record lists as HTML (`lambinh.lib.table_markup`)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.template.defaultfilters import floatformat
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from assignments.models import Body, Tier
from assignments.queries.lists import MemberRow
from assignments.queries.rows import HouseholdRow
from households.models import PovertyStatus
from lambinh.lib import table_markup
from lambinh.lib.table_markup import Column, markup

if TYPE_CHECKING:
    from assignments.queries.list_types import ListedBody

_NAME = '<th scope="row"><a href="{}{}/">{}</a>{}</th>'


def household_rows(rows: Iterable[HouseholdRow]) -> SafeString:
    code, village, poverty = Column(_("Code"), "code"), Column(_("Village")), Column(_("Class"))
    persons, charge = Column(_("Persons"), "number"), Column(_("In charge"))
    classes = class_marks()
    tiers = {tier.value: str(tier.label) for tier in Tier}
    nobody = markup('<span class="warning-text">{}</span>', _("nobody"))
    each = "{} <small>{}</small>"
    page = reverse("assignments:households")

    def assignees(row: HouseholdRow) -> SafeString:
        each_one = [markup(each, assignment.assignee, tiers[assignment.tier]) for assignment in row.assignments]
        return table_markup.joined(each_one, "; ") or nobody

    return table_markup.rows(
        (
            markup(_NAME, page, row.household.pk, row.household.head_name, _small(row.household.head_birth_year)),
            code.cell(row.household.code),
            village.cell(row.village),
            poverty.cell(classes[row.poverty] if row.poverty else None),
            persons.cell(row.household.size),
            charge.cell(assignees(row)),
        )
        for row in rows
    )


def _small(text: object) -> SafeString:
    return markup(" <small>{}</small>", text) if text else SafeString()


def class_marks() -> dict[PovertyStatus.Class, SafeString]:
    """The mark of each poverty class."""
    mark = '<span class="tag {}">{}</span>'
    return {poverty: markup(mark, poverty.value, poverty.label) for poverty in PovertyStatus.Class}


def member_rows(rows: Iterable[MemberRow], *, with_body: bool = True) -> SafeString:
    body, position, is_exempt = Column(_("Cell or agency")), Column(_("Position")), Column()
    load = Column(_("Households in care"), "number")
    exempt = markup('<span class="tag escaped">{}</span>', _("exempt"))
    page, none = reverse("assignments:members"), SafeString()
    return table_markup.rows(
        (
            markup(_NAME, page, row.member.pk, row.member.full_name, none),
            body.cell(row.membership and row.membership.body.name) if with_body else none,
            position.cell(row.membership and row.membership.position),
            is_exempt.cell(exempt if row.membership and row.membership.is_exempt else None),
            load.cell(row.load),
        )
        for row in rows
    )


def body_rows(bodies: "Iterable[ListedBody]", *, with_members: bool) -> SafeString:
    """The bodies of `lists.bodies`; without `with_members` their numbers are left out."""
    kind, tier, unit, commune = Column(_("Kind")), Column(_("Tier")), Column(_("Unit")), Column(_("Commune"))
    members, exempt = Column(_("Members"), "number"), Column(_("Exempt"), "number")
    kinds = {kind.value: str(kind.label) for kind in Body.Kind}
    tiers = {tier.value: str(tier.label) for tier in Tier}
    page, none = reverse("assignments:bodies"), SafeString()
    return table_markup.rows(
        (
            markup(_NAME, page, body.pk, body.name, none),
            kind.cell(kinds[body.kind]),
            tier.cell(tiers[body.tier]),
            unit.cell(str(body.unit)),
            commune.cell(body.home),
            members.cell(grouped(body.members)) if with_members else none,
            exempt.cell(grouped(body.exempt)) if with_members else none,
        )
        for body in bodies
    )


def grouped(number: int) -> str:
    """A number with a separator between thousands."""
    return str(number) if -1_000 < number < 1_000 else floatformat(number, "0g")
