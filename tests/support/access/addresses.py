"""Every address of the program, the roles that may open it, and the row of a commune that it shows."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import admin
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from assignments.models import Assignment, Body, Decision, Member, Membership
from assignments.rosters.models import RememberedHeading, RosterImport, RosterRow, RosterUpload
from households.models import Household, Placement, PovertyStatus, Residence, Unit
from lambinh.accounts.permissions import Role

Side = Any
ADMINISTRATOR, OFFICE, SECRETARY, STAFF, VIEWER, MEMBER = (role.value for role in Role)
CHIEF, NOBODY = "chief", "nobody"
ALL_ROLES = {ADMINISTRATOR, OFFICE, SECRETARY, STAFF, VIEWER, MEMBER, CHIEF, NOBODY}
MANAGERS = {ADMINISTRATOR, OFFICE, CHIEF}
READERS = {OFFICE, SECRETARY}
IMPORTERS = {OFFICE, SECRETARY, STAFF}
COUNTERS = {ADMINISTRATOR, OFFICE, SECRETARY, STAFF, VIEWER, CHIEF}
HEADS = {ADMINISTRATOR, CHIEF}
EVERYWHERE = {CHIEF}
"""Roles for which no unit is outside, wherever they have a permission at all."""


def no_arguments(side: Side) -> dict[str, Any]:
    return {}


def no_query(side: Side) -> str:
    return ""


@dataclass(frozen=True)
class Address:
    """A page: the row of a commune that it shows, and the roles that may GET and POST it.

    `is_scoped`: outside the user's units the page answers 404.
    """

    name: str
    get: set[str] = field(default_factory=set)
    post: set[str] = field(default_factory=set)
    args: Callable[[Side], dict[str, Any]] = no_arguments
    query: Callable[[Side], str] = no_query
    is_scoped: bool = True
    is_restricted: bool = False
    """Users outside the unit see the row as well, but get 403 on this page."""
    methods: tuple[str, ...] = ("GET",)
    """With `POST` alone, a GET redirects to the page that holds the button."""

    @property
    def leads_back(self) -> bool:
        return self.methods == ("POST",)

    def url(self, side: Side) -> str:
        return reverse(self.name, kwargs=self.args(side)) + self.query(side)

    def expected(self, method: str, role: str, *, outside: bool) -> set[int]:
        """The correct status codes."""
        if method not in self.methods and not self.leads_back:
            return {405}
        if self.name == "reports:totals" and role == MEMBER:
            return {302}  # on to the own households
        if role not in (self.get if method == "GET" else self.post):
            return {404} if outside and role in self.get and self.is_scoped else {403}
        if outside and self.is_restricted and role not in EVERYWHERE:
            return {403}
        if outside and self.is_scoped and role not in EVERYWHERE:
            return {404}
        return {200, 302, 400}


BOTH = ("GET", "POST")


def key_of(record_of: Callable[[Side], Any]) -> Callable[[Side], dict[str, Any]]:
    return lambda side: {"pk": record_of(side).pk}


def household(name: str, roles: set[str], methods: tuple[str, ...] = ("GET",)) -> Address:
    return Address(name, roles, roles, key_of(lambda side: side.household), methods=methods)


def member(name: str, methods: tuple[str, ...] = ("GET",)) -> Address:
    return Address(name, READERS, READERS, key_of(lambda side: side.member), methods=methods)


def fact(kind: str, record_of: Callable[[Side], Any]) -> Address:
    args = lambda side: {"kind": kind, "pk": record_of(side).pk}  # noqa: E731
    return Address("assignments:fact_correct", READERS, READERS, args, methods=BOTH)


def person(name: str, methods: tuple[str, ...] = ("POST",)) -> Address:
    return Address(name, MANAGERS, MANAGERS, key_of(lambda side: side.account.user), methods=methods)


def roster(name: str, methods: tuple[str, ...] = ("POST",), roles: set[str] = IMPORTERS) -> Address:
    return Address(f"rosters:{name}", IMPORTERS, roles, key_of(lambda side: side.roster), methods=methods)


def upload(name: str, methods: tuple[str, ...] = ("GET",)) -> Address:
    return Address(f"rosters:{name}", IMPORTERS, IMPORTERS, key_of(lambda side: side.roster.upload), methods=methods)


def desk_action(name: str) -> Address:
    return Address(f"desk:{name}", READERS, READERS, key_of(lambda side: side.village), methods=("POST",))


def household_pair(side: Side) -> dict[str, Any]:
    """The keys of two households of a side, the lower first."""
    first, second = sorted((side.household.pk, side.other.pk))
    return {"kind": "households", "first": first, "second": second}


PAGES = [
    Address("reports:totals", COUNTERS, query=lambda side: f"?unit={side.commune.pk}"),
    Address("reports:lists", READERS, query=lambda side: f"?unit={side.commune.pk}&what=households"),
    Address("reports:village", READERS, args=key_of(lambda side: side.village)),
    Address("assignments:my_households", {MEMBER}, is_scoped=False),
    Address("desk:places", READERS, query=lambda side: f"?commune={side.commune.pk}"),
    Address("desk:unit", READERS, READERS, key_of(lambda side: side.village), methods=BOTH),
    Address("desk:members", READERS, READERS, key_of(lambda side: side.village)),
    Address("desk:hand_over", READERS, READERS, key_of(lambda side: side.village), methods=BOTH),
    *(desk_action(name) for name in (
        "select_page", "select_all", "find_member", "preview", "assign", "confirm_end", "end", "undo",
        "hand_over_preview", "hand_over_save",
    )),
    Address("households:users", MANAGERS, is_scoped=False),
    Address("households:user_new", MANAGERS, MANAGERS, is_scoped=False, methods=BOTH),
    person("assignments:user_detail", BOTH),
    person("households:user_slip"),
    person("households:user_lift_wait"),
    Address(
        "households:access_end", MANAGERS, MANAGERS, methods=("POST",),
        args=lambda side: {"pk": side.account.user.pk, "access": side.account.pk},
    ),
    person("households:user_deactivate"),
    person("households:user_activate"),
    person("households:user_sign_out"),
    person("households:user_second_factor"),
    person("assignments:user_member", BOTH),
    person("assignments:user_visibility", ("GET",)),
    person("assignments:user_history", ("GET",)),
    Address("assignments:households", READERS, is_scoped=False),
    Address("assignments:household_new", READERS, READERS, is_scoped=False, methods=BOTH),
    household("assignments:household", READERS),
    household("assignments:household_move", READERS, BOTH),
    household("assignments:household_class", READERS, BOTH),
    household("assignments:household_describe", READERS, BOTH),
    Address("assignments:members", READERS, is_scoped=False),
    Address("assignments:member_new", READERS, READERS, is_scoped=False, methods=BOTH),
    member("assignments:member"),
    member("assignments:member_seat", BOTH),
    member("assignments:member_exempt", BOTH),
    member("assignments:member_leave", BOTH),
    member("assignments:member_describe", BOTH),
    Address("assignments:bodies", READERS | HEADS, is_scoped=False),
    Address("assignments:body_new", READERS | HEADS, READERS | HEADS, is_scoped=False, methods=BOTH),
    Address("assignments:body", READERS | HEADS, args=key_of(lambda side: side.body)),
    Address(
        "assignments:body_describe", READERS | HEADS, READERS | HEADS, key_of(lambda side: side.body), methods=BOTH
    ),
    Address("assignments:decisions", READERS, is_scoped=False),
    Address("assignments:decision_new", {OFFICE}, {OFFICE}, is_scoped=False, methods=BOTH),
    Address("assignments:decision", READERS, args=key_of(lambda side: side.decision), is_scoped=False),
    Address(
        "assignments:decision_describe", {OFFICE}, {OFFICE}, key_of(lambda side: side.decision),
        is_scoped=False, is_restricted=True, methods=BOTH,
    ),
    fact("residence", lambda side: side.residence),
    fact("class", lambda side: side.status),
    fact("membership", lambda side: side.membership),
    fact("assignment", lambda side: side.assignment),
    Address("assignments:print_cell", READERS, READERS, args=key_of(lambda side: side.body), methods=BOTH),
    member("assignments:print_member", BOTH),
    household("assignments:household_viewers", READERS),
    household("assignments:household_history", READERS),
    household("households:citizen_id", READERS, BOTH),
    Address("assignments:member_history", READERS, args=key_of(lambda side: side.member)),
    Address("duplicates:list", READERS, is_scoped=False, args=lambda side: {"kind": "households"}),
    Address("duplicates:decided", READERS, is_scoped=False, args=lambda side: {"kind": "members"}),
    Address("duplicates:compare", READERS, args=household_pair),
    Address(
        "duplicates:keep", READERS, READERS, args=lambda side: household_pair(side) | {"keep": side.other.pk},
        methods=BOTH,
    ),
    Address("duplicates:not_the_same", READERS, READERS, args=household_pair, methods=("POST",)),
    Address("duplicates:undo", READERS, READERS, args=key_of(lambda side: side.merge), methods=("POST",)),
    Address("duplicates:ask_again", READERS, READERS, args=key_of(lambda side: side.apart), methods=("POST",)),
    Address("rosters:list", IMPORTERS, IMPORTERS, is_scoped=False, methods=BOTH),
    Address(
        "rosters:template", IMPORTERS, is_scoped=False,
        args=lambda side: {"kind": "assignments"}, query=lambda side: f"?commune={side.commune.pk}",
    ),
    Address("rosters:in_check", IMPORTERS, is_scoped=False),
    upload("check"),
    upload("check_state"),
    upload("stop_check", ("POST",)),
    upload("check_once_more", ("POST",)),
    upload("columns", BOTH),
    upload("preview_columns", ("POST",)),
    upload("original"),
    upload("marked"),
    roster("plan", ("GET",)),
    roster("state", ("GET",)),
    Address(
        "rosters:row", IMPORTERS, IMPORTERS, methods=BOTH, args=lambda side: {"pk": side.roster.pk, "position": 0}
    ),
    Address(
        "rosters:fill_down", IMPORTERS, IMPORTERS, methods=("POST",),
        args=lambda side: {"pk": side.roster.pk, "position": 0, "field": "village"},
    ),
    roster("tick"),
    roster("leave_out_invalid"),
    roster("check_again"),
    roster("cancel"),
    roster("apply"),
    roster("undo", roles=READERS),
]  # fmt: skip

OWN_ACCOUNT: dict[str, dict[str, Any]] = {
    "account_login": {},
    "accounts:sign_in_other": {},
    "mfa_authenticate": {},
    "set_language": {},
    "account_logout": {},
    "accounts:my_account": {},
    "former_users": {},
    "former_user": {"rest": "1/"},
    "accounts:end_other_sessions": {},
    "accounts:end_session": {"pk": 1},
    "account_change_password": {},
    "account_reauthenticate": {},
    "mfa_reauthenticate": {},
    "mfa_index": {},
    "mfa_activate_totp": {},
    "mfa_deactivate_totp": {},
    "mfa_view_recovery_codes": {},
    "mfa_generate_recovery_codes": {},
}
"""Pages of the user's own account. Everybody may open them; they show nobody else."""


@dataclass(frozen=True)
class Register:
    """A register, an example row of a side, and the roles that read and edit it.

    `is_scoped`: rows of other communes answer 404.
    """

    model: Any
    row: Callable[[Side], Any]
    readers: set[str]
    editors: set[str]
    is_scoped: bool = True
    has_add_page: bool = True
    has_delete_page: bool = True
    has_history: bool = True


PERSONAL: dict[str, Any] = {"readers": READERS, "editors": READERS}
DATED: dict[str, Any] = {"readers": READERS, "editors": set(), "has_add_page": False, "has_delete_page": False}
REFERENCE: dict[str, Any] = {"readers": IMPORTERS | HEADS, "is_scoped": False, "has_history": False}
ROSTERS: dict[str, Any] = {
    "readers": IMPORTERS, "editors": set(), "has_add_page": False, "has_delete_page": False, "has_history": False,
}  # fmt: skip

REGISTERS = [
    Register(Household, lambda side: side.household, **PERSONAL),
    Register(Residence, lambda side: side.residence, **DATED),
    Register(PovertyStatus, lambda side: side.status, **DATED),
    Register(Member, lambda side: side.member, **PERSONAL),
    Register(Membership, lambda side: side.membership, **DATED),
    Register(Assignment, lambda side: side.assignment, **DATED),
    Register(Unit, lambda side: side.commune, editors={ADMINISTRATOR, CHIEF}, **REFERENCE),
    Register(Placement, lambda side: side.placement, editors={ADMINISTRATOR, CHIEF}, **REFERENCE),
    Register(
        Body,
        lambda side: side.body,
        editors={ADMINISTRATOR, CHIEF, OFFICE, SECRETARY},
        **REFERENCE | {"is_scoped": True},
    ),
    Register(Decision, lambda side: side.decision, editors={OFFICE}, **REFERENCE | {"readers": IMPORTERS}),
    Register(RosterImport, lambda side: side.roster, **ROSTERS),
    Register(RosterRow, lambda side: side.roster.rows.first(), **ROSTERS),
    Register(RosterUpload, lambda side: side.roster.upload, **ROSTERS),
    Register(RememberedHeading, lambda side: side.heading, **ROSTERS | {"has_delete_page": True}),
]

ADMIN = {
    "index": {}, "login": {}, "logout": {}, "password_change": {}, "password_change_done": {}, "autocomplete": {},
    "jsi18n": {}, "view_on_site": {"content_type_id": 1, "object_id": 1}, "app_list": {"app_label": "households"},
}  # fmt: skip
"""Pages of the admin that belong to no register."""


def all_names() -> set[str]:
    """The name of every address in the URL configuration."""

    def walk(resolver: URLResolver, space: str) -> set[str]:
        names: set[str] = set()
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLPattern):
                names.add(f"{space}{pattern.name}")
            else:
                names |= walk(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        return names

    return walk(get_resolver(), "")


def matrix_names() -> set[str]:
    """The name of every address that the matrix walks."""
    views = ("changelist", "add", "change", "delete", "history", "export")
    registers = {
        f"admin:{model._meta.app_label}_{model._meta.model_name}_{view}"
        for model in admin.site._registry
        for view in (*views, *(("import", "process_import") if model in (Unit, Body, Decision) else ()))
        if model in {register.model for register in REGISTERS} or view != "export"
    }
    return {page.name for page in PAGES} | set(OWN_ACCOUNT) | {f"admin:{name}" for name in ADMIN} | registers
