"""Access to every address for every role, inside and outside the user's commune, by GET and by POST.

The tests run three times: with both locks, without the filter of the queries (row-level security alone must hold),
and without row-level security (the filter alone must hold). An address that is not in the table fails.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.urls import reverse

from assignments.duplicates import candidates as duplicates_finding
from assignments.models import DeskAction
from assignments.models.desk import DeskActionQuerySet
from assignments.rosters import querysets as rosters
from assignments.rosters.matching import known_households, known_members, similar_names
from assignments.rosters.models import RosterImport, RosterRow, RosterUpload
from households.models.querysets import ScopedQuerySet
from households.models.scoped import CommuneScopedModel
from lambinh.accounts.permissions import Role
from tests.support.access import addresses
from tests.support.access.addresses import ADMIN, EVERYWHERE, OWN_ACCOUNT, PAGES, REGISTERS, Register
from tests.support.access.web import WebClient, as_web
from tests.support.access.world import World, make_world, names_of

pytestmark = pytest.mark.django_db

ROLES = [*(role.value for role in Role), "nobody", "chief"]
ONE_LOCK = ("the database alone", "the filter alone")
Side = Any


@pytest.fixture
def world(tmp_path: Path, settings: Any) -> World:
    settings.MEDIA_ROOT = tmp_path / "uploads"
    return make_world(tmp_path)


@pytest.fixture(params=["both locks", *(pytest.param(lock, marks=pytest.mark.fault) for lock in ONE_LOCK)])
def locks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of the lock that stays active."""
    if request.param == "the database alone":
        take_out_the_filters(monkeypatch)
    return str(request.param)


def take_out_the_filters(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every query return rows of all units, as if its author had forgotten the scope."""
    monkeypatch.setattr(ScopedQuerySet, "permitted", lambda self, *_arguments: self)
    uploads, imports, rows = rosters.RosterUploadQuerySet, rosters.RosterImportQuerySet, rosters.RosterRowQuerySet
    for query_set in (uploads, imports, rows, DeskActionQuerySet):
        monkeypatch.setattr(query_set, "visible_to", lambda self, _user: self)
    for module in (similar_names, known_households, known_members, duplicates_finding):
        monkeypatch.setattr(module, "scope_parameter", lambda _scope: None)


def client_of(world: World, role: str, locks: str) -> WebClient:
    client = WebClient(is_locked=locks != "the filter alone", raise_request_exception=False)
    client.force_login(world.users[role])
    return client


# --- completeness --------------------------------------------------------------------------------------


def test_every_address_is_in_the_table() -> None:
    names = {name for name in addresses.all_names() if not name.endswith(":None")}
    assert names - addresses.matrix_names() == set(), "say in tests/support/access/addresses.py who may open these"
    assert addresses.matrix_names() - names == set()


def test_every_register_of_ours_is_in_the_table() -> None:
    ours = {"households", "assignments", "duplicates", "rosters", "accounts", "audit"}
    registered = {model for model in admin.site._registry if model._meta.app_label in ours}
    assert registered == {register.model for register in REGISTERS}


# --- the matrix ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_pages_open_by_role_and_unit(role: str, locks: str, world: World) -> None:
    wrong: list[str] = []
    client = client_of(world, role, locks)
    for address in PAGES:
        for side in (world.here, world.there):
            for method in ("GET", "POST"):
                follow = method == "GET" and address.leads_back
                answer = getattr(client, method.lower())(address.url(side), follow=follow)
                right = address.expected(method, role, outside=side is world.there)
                about = f"{role}: {method} {address.name} {side.mark}"
                wrong += faults(answer, statuses_with(locks, right), about, world, role)
    assert wrong == []


@pytest.mark.parametrize("role", ROLES)
def test_registers_open_by_role_and_unit(role: str, locks: str, world: World) -> None:
    wrong: list[str] = []
    client = client_of(world, role, locks)
    for register in REGISTERS:
        for method, view, url, right, where in requests_to(register, role, world):
            answer = getattr(client, method.lower())(url, {"post": "yes"} if view == "delete" else {})
            about = f"{role}: {method} {register.model.__name__} {view} {where}"
            wrong += faults(answer, statuses_with(locks, right), about, world, role)
    assert wrong == []


def statuses_with(locks: str, right: set[int]) -> set[int]:
    """The correct status codes under `locks`. Without filters a page may be empty instead of missing."""
    if locks != "the database alone":
        return right
    return right | ({404} if 403 in right else {200, 302, 404})


def faults(answer: Any, right: set[int], about: str, world: World, role: str) -> Iterator[str]:
    """Yield each wrong status, missing header and name of a person that this role may not see."""
    if answer.status_code not in right:
        yield f"{about}: {answer.status_code}, not {sorted(right)}"
    if "default-src 'none'" not in answer.get("Content-Security-Policy", "") or answer["X-Frame-Options"] != "DENY":
        yield f"{about}: the headers that keep others out are missing"
    hidden = [] if role in EVERYWHERE else [world.there]
    if role not in addresses.IMPORTERS:
        hidden.append(world.here)
    managing = role in addresses.MANAGERS
    for side in hidden:
        for name in names_of(side):
            own = side is world.here and (managing or role == "member")
            if name in answer.full_content and not own:
                yield f"{about}: shows {name.decode()}"


def requests_to(register: Register, role: str, world: World) -> Iterator[tuple[str, str, str, set[int], str]]:
    """Yield the requests to a register: method, view, address, correct status codes, and mark of the side."""
    can_read, can_edit = role in register.readers | register.editors, role in register.editors
    can_open_admin = bool(role in {*addresses.IMPORTERS, addresses.ADMINISTRATOR, addresses.CHIEF})

    def address(view: str, *args: Any) -> str:
        return reverse(f"admin:{register.model._meta.app_label}_{register.model._meta.model_name}_{view}", args=args)

    def statuses(is_allowed: bool) -> set[int]:
        return {200, 302} if is_allowed and can_open_admin else {403}

    yield "GET", "changelist", address("changelist"), statuses(can_read), ""
    yield "GET", "export", address("export"), statuses(can_read), ""
    yield "POST", "export", address("export"), statuses(can_read), ""
    for method in ("GET", "POST"):
        yield method, "add", address("add"), statuses(can_edit and register.has_add_page), ""
    for side in (world.here, world.there):
        outside = side is world.there and role not in EVERYWHERE
        row, is_hidden = register.row(side), outside and register.is_scoped and can_read
        can_change = can_edit and not outside
        yield "GET", "change", address("change", row.pk), {404} if is_hidden else statuses(can_read), side.mark
        not_there = {404} if can_change else {404, 403}
        yield "POST", "change", address("change", row.pk), not_there if is_hidden else statuses(can_change), side.mark
        history = {302} if register.has_history and not is_hidden else {404}
        yield "GET", "history", address("history", row.pk), history if can_read else {403}, side.mark
        can_delete = can_change if register.has_delete_page else False
        if register.model.__name__ == "RememberedHeading":
            can_delete = can_read
        for method in ("GET", "POST"):
            right = {404, 403} if is_hidden else statuses(can_delete)
            yield method, "delete", address("delete", row.pk), right, side.mark


def test_ones_own_account_is_for_everybody_and_shows_nobody_else(world: World) -> None:
    wrong: list[str] = []
    for role in ROLES:
        client = client_of(world, role, "both locks")
        for name, args in OWN_ACCOUNT.items():
            for method in ("get", "post"):
                answer = getattr(client, method)(reverse(name, kwargs=args))
                right = {200, 204, 301, 302, 400, 404, 405}
                wrong += faults(answer, right, f"{role}: {method} {name}", world, role)
    assert wrong == []


def test_what_the_registers_have_beside_rows_shows_nobody(world: World) -> None:
    wrong: list[str] = []
    for role in ROLES:
        can_open_admin = role in {*addresses.IMPORTERS, addresses.ADMINISTRATOR, addresses.CHIEF}
        client = client_of(world, role, "both locks")
        for name, args in ADMIN.items():
            for method in ("get", "post"):
                answer = getattr(client, method)(reverse(f"admin:{name}", kwargs=args))
                right = {200, 302, 403, 404, 405} if can_open_admin else {302, 403, 405}
                wrong += faults(answer, right, f"{role}: {method} {name}", world, role)
    assert wrong == []


@pytest.mark.parametrize("who", ["anonymous", "disabled"])
def test_who_is_not_signed_in_or_was_shut_out_opens_nothing(who: str, world: World) -> None:
    user, wrong = world.users["district_office"], []
    client = WebClient()
    if who == "disabled":
        client.force_login(user)
        type(user).objects.filter(pk=user.pk).update(is_active=False)
    pages = [(page.name, page.url(world.here)) for page in PAGES]
    pages += [
        (model.__name__, reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"))
        for model in (register.model for register in REGISTERS)
    ]
    for name, url in pages:
        for method in ("get", "post"):
            answer = getattr(client, method)(url)
            if answer.status_code != 302 or "/login/" not in answer["Location"]:
                wrong.append(f"{method} {name}: {answer.status_code}")
    assert wrong == []


def test_search_boxes_of_forms_offer_only_what_one_sees(world: World, locks: str) -> None:
    """The autocompletion of the registers finds rows by name and by code, for an existing field."""
    client = client_of(world, "commune_secretary", locks)
    for model, field, term in (("assignment", "household", "giang"), ("assignment", "member", "ma van")):
        params = {"app_label": "assignments", "model_name": model, "field_name": field, "term": term}
        answer = client.get(reverse("admin:autocomplete"), params)
        texts = [result["text"] for result in answer.json()["results"]]
        assert texts
        assert all(world.here.mark in text for text in texts), texts


def test_lists_and_searches_of_registers_hold_the_own_rows_alone(world: World, locks: str) -> None:
    client = client_of(world, "commune_secretary", locks)
    for register in REGISTERS:
        if register.is_scoped and register.model.__name__ != "Body":  # names of cells do not contain the mark
            url = reverse(f"admin:{register.model._meta.app_label}_{register.model._meta.model_name}_changelist")
            assert world.there.mark.encode() not in client.get(url).full_content, register
            assert client.get(url, {"q": world.there.mark}).context["cl"].result_count == 0, register
            assert world.here.mark.encode() in client.get(url).full_content or register.model.__name__ in (
                "RosterRow",
                "RememberedHeading",
            )


def test_exports_hold_the_own_rows_alone(world: World, locks: str) -> None:
    client = client_of(world, "district_office", locks)
    for register in REGISTERS:
        url = reverse(f"admin:{register.model._meta.app_label}_{register.model._meta.model_name}_export")
        answer = client.post(url, {"format": "1", "resource": "0", "reason": "check"})
        assert answer.status_code == 200, register
        assert world.there.mark.encode() not in answer.full_content, register


# --- row-level security by itself-----------------------------------------------------------------------


def test_a_query_that_forgets_its_scope_gets_no_row(world: World) -> None:
    about_persons = [model for model in apps.get_models() if issubclass(model, CommuneScopedModel)]
    tables = [model._meta.db_table for model in (*about_persons, RosterUpload, RosterImport, RosterRow, DeskAction)]
    with connection.cursor() as cursor:
        counts = {table: _count(cursor, table) for table in tables}
        with as_web():
            visible_counts = {table: _count(cursor, table) for table in tables}
    assert all(counts.values()), counts
    assert set(visible_counts.values()) == {0}, visible_counts


def test_every_table_about_persons_has_the_lock() -> None:
    """Every table with a commune, and every table of rosters, needs row-level security."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
            " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND NOT c.relrowsecurity"
            " AND (a.attname = 'commune_id' OR c.relname LIKE 'rosters_roster%')"
        )
        assert cursor.fetchall() == []


def test_the_web_servers_role_owns_nothing_and_is_bound_by_the_lock() -> None:
    with connection.cursor() as cursor, as_web():
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False)
        cursor.execute("SELECT count(*) FROM pg_class WHERE pg_get_userbyid(relowner) = current_user")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT row_security_active('households_household')")
        assert cursor.fetchone() == (True,)


def test_what_a_request_saw_is_not_seen_by_the_next_on_its_connection(world: World) -> None:
    """The scope ends with its transaction, so a pooled connection carries none over."""
    client = client_of(world, "commune_secretary", "both locks")
    assert client.get(reverse("reports:lists") + f"?unit={world.here.commune.pk}&what=households").status_code == 200
    with connection.cursor() as cursor, as_web():
        assert _count(cursor, "households_household") == 0


@pytest.mark.parametrize("write", ["insert", "update", "delete"])
def test_the_web_server_writes_no_row_of_another_unit(write: str, world: World) -> None:
    from django.db import DatabaseError, transaction

    from lambinh.accounts import scope

    there = world.there
    statements: dict[str, Callable[[Any], Any]] = {
        "insert": lambda cursor: cursor.execute(
            "INSERT INTO households_residence (household_id, village_id, during) VALUES (%s, %s, '[1990-01-01,1991-01-01)')",  # noqa: E501
            [there.household.pk, there.village.pk],
        ),
        "update": lambda cursor: cursor.execute(
            "UPDATE households_household SET note = 'x' WHERE id = %s", [there.household.pk]
        ),
        "delete": lambda cursor: cursor.execute(
            "DELETE FROM assignments_assignment WHERE id = %s", [there.assignment.pk]
        ),
    }
    touched = 0
    with transaction.atomic():
        scope.begin_scope(user=1, units=[world.here.commune.pk], source="page")
        with as_web(), connection.cursor() as cursor:
            try:
                with transaction.atomic():
                    statements[write](cursor)
                    touched = cursor.rowcount
            except DatabaseError as refused:
                assert "row-level security" in str(refused)
        transaction.set_rollback(True)
    assert touched == 0


def _count(cursor: Any, table: str) -> int:
    cursor.execute(f"SELECT count(*) FROM {table}")
    return int(cursor.fetchone()[0])
