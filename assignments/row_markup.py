"""The rows of the registers' lists as they stand in the page (`lambinh.lib.table_markup`)."""

from collections.abc import Iterable
from typing import Any

from django.template.defaultfilters import floatformat
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from assignments.models import Body, Tier
from assignments.queries import HouseholdRow, MemberRow
from households.models import PovertyStatus
from lambinh.lib import table_markup
from lambinh.lib.table_markup import Column, markup

_NAME = '<th scope="row"><a href="{}{}/">{}</a>{}</th>'


def household_rows(lines: Iterable[HouseholdRow]) -> SafeString:
    code, village, poverty = Column(_("Code"), "code"), Column(_("Village")), Column(_("Class"))
    persons, charge = Column(_("Persons"), "n"), Column(_("In charge"))
    classes = class_marks()
    tiers = {tier.value: str(tier.label) for tier in Tier}
    nobody = markup('<span class="wanting">{}</span>', _("nobody"))
    each = "{} <small>{}</small>"
    page = reverse("assignments:households")
    return table_markup.rows(
        (
            markup(_NAME, page, line.household.pk, line.household.head_name, _small(line.household.head_birth_year)),
            code.cell(line.household.code),
            village.cell(line.village),
            poverty.cell(classes[line.poverty] if line.poverty else None),
            persons.cell(line.household.size),
            charge.cell(
                table_markup.joined([markup(each, one.carer, tiers[one.tier]) for one in line.carers], "; ") or nobody
            ),
        )
        for line in lines
    )


def _small(text: Any) -> SafeString:
    return markup(" <small>{}</small>", text) if text else SafeString()


def class_marks() -> dict[PovertyStatus.Class, SafeString]:
    """How each poverty class stands in a list."""
    mark = '<span class="class {}">{}</span>'
    return {one: markup(mark, one.value, one.label) for one in PovertyStatus.Class}


def member_rows(lines: Iterable[MemberRow], *, with_body: bool = True) -> SafeString:
    body, position, is_exempt = Column(_("Cell or agency")), Column(_("Position")), Column()
    load = Column(_("Households in care"), "n")
    exempt = markup('<span class="class escaped">{}</span>', _("exempt"))
    page, none = reverse("assignments:members"), SafeString()
    return table_markup.rows(
        (
            markup(_NAME, page, line.member.pk, line.member.full_name, none),
            body.cell(line.membership and line.membership.body.name) if with_body else none,
            position.cell(line.membership and line.membership.position),
            is_exempt.cell(exempt if line.membership and line.membership.is_exempt else None),
            load.cell(line.load),
        )
        for line in lines
    )


def body_rows(bodies: Iterable[Any], *, with_members: bool) -> SafeString:
    """The bodies of `listing_registers.bodies`; who may not see members sees no numbers of them either."""
    kind, tier, unit, commune = Column(_("Kind")), Column(_("Tier")), Column(_("Unit")), Column(_("Commune"))
    members, exempt = Column(_("Members"), "n"), Column(_("Exempt"), "n")
    kinds = {one.value: str(one.label) for one in Body.Kind}
    tiers = {one.value: str(one.label) for one in Tier}
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
    """A number as it is written here, thousands set apart."""
    return str(number) if -1_000 < number < 1_000 else floatformat(number, "0g")
