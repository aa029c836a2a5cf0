"""The admin of bodies, members, decisions and assignments."""

from typing import TYPE_CHECKING, Any, Protocol, cast

from django.contrib import admin
from django.db.models import Model, OuterRef, QuerySet
from django.forms import TypedChoiceField
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assignments.forms.admin import BodyAdminForm, DecisionAdminForm, UnitPermissionForm
from assignments.forms.fields import CHANGING_BODIES, own_bodies
from assignments.models import Assignment, Body, Decision, Member, Membership
from assignments.record_permissions import can_change_body, can_change_decision, permitted_tiers
from assignments.resources import (
    AssignmentExport,
    BodyTable,
    DecisionTable,
    MemberExport,
    MembershipExport,
    birth_shown,
)
from assignments.services.communes import refresh_communes_of_body, refresh_member_communes
from households.admin.base import (
    AddOnOwnPageMixin,
    CommuneFilter,
    CommuneOfHousehold,
    CommuneOfMember,
    DatedAdminList,
    InForceFilter,
    PersonalRowsMixin,
    UnitRowsMixin,
    subquery_today,
)
from households.admin.units import PlacementAdmin, UnitAdmin
from households.models import Placement, Unit
from households.permissions import current_user, request_permissions
from households.unit_permissions import deciding_units
from lambinh.accounts.permissions import Permission
from lambinh.lib.admin.autocomplete import ForeignKey
from lambinh.lib.admin.base import AdminMixin, ExportAdmin, Rows, admin_column
from lambinh.lib.admin.imports import ImportAdmin
from lambinh.lib.forms.base import ModelForm

if TYPE_CHECKING:
    from django.db.models import Field

    ModelField = Field[Any, Any]


class BodyWithCommune(Protocol):
    """A body as `BodyAdmin` reads it."""

    name: str
    unit: Unit
    commune_name: str | None


class MemberToday(Protocol):
    """A member as `MemberAdmin` reads it."""

    full_name: str
    birth_date: str
    body_today: str | None
    position_today: str | None


class AssignmentWithCarer(Protocol):
    """An assignment as `AssignmentAdmin` reads it."""

    carer: str | None


class UnitPermissionMixin(AdminMixin):
    """An admin whose form checks the user's permissions for the row as a whole."""

    def get_form(
        self, request: HttpRequest, obj: Model | None = None, change: bool = False, **kwargs: Any
    ) -> type[UnitPermissionForm]:
        form = cast(type[UnitPermissionForm], super().get_form(request, obj, change, **kwargs))
        form.by = current_user(request)
        return form


@admin.register(Body)
class BodyAdmin(UnitPermissionMixin, UnitRowsMixin, ImportAdmin):
    """Visible as its page is; only users who assign in the district tier change a body of that tier."""

    form = BodyAdminForm
    change_permissions = CHANGING_BODIES
    resource_classes = [BodyTable]
    list_display = ("name", "kind", "tier", "unit", "commune_shown")
    list_filter = ("kind", "tier")
    list_select_related = ("unit",)
    search_fields = ("search_key", "unit__search_key")
    autocomplete_fields = ("unit",)

    def get_queryset(self, request: HttpRequest) -> Rows:
        placed = Placement.objects.filter(unit=OuterRef("unit"), parent__kind=Unit.Kind.COMMUNE)
        newest = placed.order_by("-during").values("parent__name")[:1]
        own = own_bodies(request_permissions(request), *self.view_permissions, *self.change_permissions)
        rows = super().get_queryset(request).filter(pk__in=own.order_by().values("pk"))
        with_commune: Rows = rows.annotate(commune_name=newest)
        return with_commune

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        if not isinstance(obj, Body):
            return super().has_change_permission(request, obj)
        return can_change_body(request_permissions(request), obj)

    def formfield_for_choice_field(
        self, db_field: "ModelField", request: HttpRequest, **kwargs: Any
    ) -> TypedChoiceField | None:
        if db_field.name == "tier":
            kwargs["choices"] = [
                ("", _("choose")),
                *((t.value, t.label) for t in permitted_tiers(request_permissions(request))),
            ]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    @admin_column(_("commune"))
    def commune_shown(self, body: BodyWithCommune) -> str:
        return body.commune_name or ""

    def save_model(self, request: HttpRequest, obj: Body, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        refresh_communes_of_body(obj, timezone.localdate())

    def autocomplete_text(self, body: BodyWithCommune) -> str:
        """A body with the commune of its unit, or its unit, to distinguish namesakes."""
        return f"{body.name} · {body.commune_name or body.unit}"


@admin.register(Member)
class MemberAdmin(AddOnOwnPageMixin, PersonalRowsMixin, ExportAdmin):
    new_page = "assignments:member_new"
    resource_classes = [MemberExport]
    list_display = ("full_name", "birth", "sex", "body_shown", "position_shown", "commune")
    list_filter = (CommuneFilter, "sex")
    list_select_related = ("commune",)
    search_fields = ("search_key", "phone")
    exclude = ("user",)  # an account is linked where accounts are managed

    def get_queryset(self, request: HttpRequest) -> Rows:
        own = Membership.objects.filter(member=OuterRef("pk"))
        rows: Rows = (
            super()
            .get_queryset(request)
            .annotate(body_today=subquery_today(own, "body__name"), position_today=subquery_today(own, "position"))
        )
        return rows

    @admin_column(_("birth date"), "birth_date")
    def birth(self, member: Member) -> str:
        return birth_shown(member.birth_date)

    @admin_column(_("cell or agency today"))
    def body_shown(self, member: MemberToday) -> str:
        return member.body_today or ""

    @admin_column(_("position today"))
    def position_shown(self, member: MemberToday) -> str:
        return member.position_today or ""

    def autocomplete_text(self, member: MemberToday) -> str:
        """A member with birth date and cell, to distinguish namesakes."""
        parts = (member.full_name, birth_shown(member.birth_date), member.body_today)
        return " · ".join(part for part in parts if part)


@admin.register(Membership)
class MembershipAdmin(DatedAdminList):
    about = "member"
    resource_classes = [MembershipExport]
    list_display = ("linked_record", "body", "position", "is_exempt", "days")
    list_filter = (CommuneOfMember, "is_exempt", InForceFilter)
    list_select_related = ("member", "body")
    search_fields = ("member__search_key", "body__search_key", "position")
    fields = ("member", "body", "position", "is_exempt", "days")


@admin.register(Decision)
class DecisionAdmin(UnitPermissionMixin, UnitRowsMixin, ImportAdmin):
    """Visible to all users of the admin; the office of the issuer's unit, or one above it, changes a decision."""

    form = DecisionAdminForm
    change_permissions = (Permission.CHANGE_DECISIONS,)
    resource_classes = [DecisionTable]
    list_display = ("number", "issued_on", "issuer", "title", "unit")
    list_select_related = ("unit",)
    search_fields = ("number", "issuer", "title")

    def units_offered(self, db_field: ForeignKey, request: HttpRequest) -> QuerySet[Unit]:
        return deciding_units(request_permissions(request))

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        if not isinstance(obj, Decision):
            return super().has_change_permission(request, obj)
        return can_change_decision(request_permissions(request), obj.unit_id)


@admin.register(Assignment)
class AssignmentAdmin(DatedAdminList):
    resource_classes = [AssignmentExport]
    list_display = ("linked_record", "carer_shown", "tier", "role", "days", "decision")
    list_filter = (CommuneOfHousehold, "tier", "role", InForceFilter, "end_reason")
    list_select_related = ("household__commune", "decision")
    search_fields = ("household__search_key", "member__search_key", "household__code")
    fields = (
        "household",
        "carer_shown",
        ("tier", "role"),
        "decision",
        "days",
        "end_reason",
        "help",
        "result",
        "note",
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        return ("days", "carer_shown")

    def get_queryset(self, request: HttpRequest) -> Rows:
        rows: Any = super().get_queryset(request)
        with_carer: Rows = rows.with_carer()
        return with_carer

    @admin_column(_("member"), "member__sort_key")
    def carer_shown(self, assignment: AssignmentWithCarer) -> str:
        return assignment.carer or ""


class RefreshMembersMixin:
    """A change of units that moves households also moves the members of the bodies there."""

    def refresh_communes(self, unit: Unit) -> None:
        super().refresh_communes(unit)  # type: ignore[misc]
        refresh_member_communes(None, timezone.localdate())


admin.site.unregister([Unit, Placement])


@admin.register(Unit)
class UnitWithMembersAdmin(RefreshMembersMixin, UnitAdmin):
    """Units; a change refreshes the communes of members."""


@admin.register(Placement)
class PlacementWithMembersAdmin(RefreshMembersMixin, PlacementAdmin):
    """Placements; a change refreshes the communes of members."""
