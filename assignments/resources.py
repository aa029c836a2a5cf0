"""Import and export of bodies, members, decisions and assignments in the admin."""

from typing import Any

from django.db.models import Model, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.widgets import Widget

from assignments.models import Assignment, Body, Decision, Member, Membership, Tier
from assignments.record_permissions import set_unit
from households.models import Unit
from lambinh.lib.admin.exports import Column, ExportResource, column, first_day, last_day, plain_text
from lambinh.lib.admin.imports import Choice, Day, Row, TableResource, Text
from lambinh.lib.vietnamese import search_key


class UnitOfBody(Widget):
    """A unit by name ("Thôn Nà Khà" or "Nà Khà"), and by code or commune among namesakes."""

    def clean(self, value: object, row: Row | None = None, **kwargs: object) -> Unit:
        name = Text().clean(value)
        units = [unit for unit in self._named(name) if self._fits(unit, row or {})]
        if len(units) == 1:
            return units[0]
        if not units:
            raise ValueError(_("There is no unit “%(name)s” like this. Add it first.") % {"name": name})
        raise ValueError(
            _("There are %(count)d units “%(name)s”. Give the unit's code or its commune as well.")
            % {"count": len(units), "name": name}
        )

    @staticmethod
    def _named(name: str) -> list[Unit]:
        key = search_key(name)
        ends = Q(search_key=key) | Q(search_key__in=[key.partition(" ")[2], key.partition(" ")[2].partition(" ")[2]])
        units = Unit.objects.filter(ends).exclude(search_key="").prefetch_related("placements__parent")
        return [unit for unit in units if key in (unit.search_key, search_key(str(unit)))]

    @staticmethod
    def _fits(unit: Unit, row: Row) -> bool:
        code, commune = (Text().clean(row.get(str(title))) for title in (UNIT_CODE, COMMUNE))
        if code and unit.code.lstrip("0") != code.lstrip("0"):
            return False
        parents = [placement.parent for placement in unit.placements.all()]
        names = {search_key(text) for parent in parents for text in (parent.name, str(parent))}
        return not commune or unit.kind != Unit.Kind.VILLAGE or search_key(commune) in names


UNIT_CODE = gettext_lazy("Unit code")
COMMUNE = gettext_lazy("Commune")


class BodyTable(TableResource):
    """Party bodies, identified by name and unit."""

    name = column(Body, "name", widget=Text())
    kind = column(Body, "kind", widget=Choice(Body.Kind))
    tier = column(Body, "tier", widget=Choice(Tier))
    unit = column(Body, "unit", widget=UnitOfBody())
    unit_code = Column(UNIT_CODE, lambda body: body.unit.code)
    commune = Column(COMMUNE, lambda body: body.commune_name)

    class Meta:
        model = Body
        import_id_fields = ("name", "unit")

    def find(self, row: Row) -> Body | None:
        field = self.fields["unit"]
        try:
            unit = field.widget.clean(row.get(field.column_name), row=row)
        except ValueError:
            return None
        return Body.objects.filter(unit=unit, name=self.read(row, "name")).first()


class DecisionTable(TableResource):
    """Decisions, identified by number, day and issuer."""

    number = column(Decision, "number", widget=Text())
    issued_on = column(Decision, "issued_on", widget=Day())
    issuer = column(Decision, "issuer", widget=Text())
    title = column(Decision, "title", widget=Text())
    unit = column(Decision, "unit")

    class Meta:
        model = Decision
        import_id_fields = ("number", "issued_on", "issuer")

    def find(self, row: Row) -> Decision | None:
        number, issued_on, issuer = (self.read(row, name) for name in ("number", "issued_on", "issuer"))
        return Decision.objects.filter(number=number, issued_on=issued_on, issuer=issuer).first()

    def before_save_instance(self, instance: Model, row: Row, **kwargs: Any) -> None:
        if isinstance(instance, Decision):
            set_unit(instance, kwargs["user"])
        super().before_save_instance(instance, row, **kwargs)


def birth_shown(birth_date: str) -> str:
    """A partial date for display: 1975, 03/1975 or 07/03/1975."""
    return "/".join(reversed(birth_date.split("-")))


class MemberExport(ExportResource):
    """Members with the membership of today."""

    full_name = column(Member, "full_name")
    sex = column(Member, "sex")
    birth_date = Column(gettext_lazy("Birth date"), lambda member: birth_shown(member.birth_date))
    body = Column(gettext_lazy("Cell or agency today"), lambda member: member.body_today)
    position = Column(gettext_lazy("Position today"), lambda member: member.position_today)
    commune = column(Member, "commune")
    phone = column(Member, "phone")
    note = column(Member, "note")

    class Meta:
        model = Member


class MembershipExport(ExportResource):
    member = column(Membership, "member")
    birth_date = Column(gettext_lazy("Birth date"), lambda row: birth_shown(row.member.birth_date))
    body = column(Membership, "body")
    position = column(Membership, "position")
    is_exempt = column(Membership, "is_exempt")
    first = first_day()
    last = last_day()

    class Meta:
        model = Membership


class AssignmentExport(ExportResource):
    code = Column(gettext_lazy("Household code"), lambda row: row.household.code)
    household = Column(gettext_lazy("Head of household"), lambda row: row.household.head_name)
    commune = Column(gettext_lazy("Commune today"), lambda row: plain_text(row.household.commune))
    member = Column(gettext_lazy("Member"), lambda row: row.carer)
    tier = column(Assignment, "tier")
    role = column(Assignment, "role")
    first = first_day()
    last = last_day()
    end_reason = column(Assignment, "end_reason")
    decision = column(Assignment, "decision")
    help = column(Assignment, "help")
    result = column(Assignment, "result")
    note = column(Assignment, "note")

    class Meta:
        model = Assignment
