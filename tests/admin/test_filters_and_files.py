"""Registers answer only the questions that their pages offer, whatever an address or a file contains."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assignments.models import Body
from households.models import Placement, Unit
from tests.support.access.addresses import REGISTERS
from tests.support.access.web import WebClient
from tests.support.access.world import World, make_world
from tests.support.responses import redirects

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(tmp_path: Path, settings: Any) -> World:
    settings.MEDIA_ROOT = tmp_path / "uploads"
    return make_world(tmp_path)


def client_of(world: World, role: str) -> WebClient:
    client = WebClient(raise_request_exception=False)
    client.force_login(world.users[role])
    return client


def register(model: Any, view: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{view}", args=args)


OF_NO_FILTER = (
    "household__head_name__startswith phone__contains id__in member__user__password__startswith commune__id__in"
    " search_key__regex checked_by__password nonsense"
).split()


def test_registers_answer_the_questions_of_their_own_filters_alone(world: World) -> None:
    """Lookups that test a value letter by letter would reveal values that no list shows."""
    client, accepted = client_of(world, "district_office"), []
    for admin_register in REGISTERS:
        for view in ("changelist", "export"):
            for question in OF_NO_FILTER:
                if client.get(register(admin_register.model, view), {question: "1"}).status_code != 400:
                    accepted.append(f"{admin_register.model.__name__} {view} {question}")
    assert accepted == []


def test_registers_answer_the_questions_of_their_own_filters(world: World) -> None:
    client = client_of(world, "district_office")
    for admin_register in REGISTERS:
        address = register(admin_register.model, "changelist")
        for filtering in client.get(address).context["cl"].filter_specs:
            for name in filtering.expected_parameters():
                answer = client.get(address, {name: "1"})
                assert answer.status_code == 200 or answer["Location"].endswith("?e=1"), (address, name)


def test_registers_survive_nonsense_in_their_own_questions(world: World) -> None:
    client = client_of(world, "district_office")
    wrong = []
    for admin_register in REGISTERS:
        address = register(admin_register.model, "changelist")
        names = ["q", "o", "p", "e", "all", "_popup", "_to_field", "_changelist_filters", "_facets"]
        for filtering in client.get(address).context["cl"].filter_specs:
            names += filtering.expected_parameters()
        for name in names:
            for value in ("", "x", "9" * 30):
                if client.get(address, {name: value}).status_code >= 500:
                    wrong.append(f"{address} {name}={value[:20]}")
    assert wrong == []


def test_forms_of_registers_survive_nonsense_in_their_address(world: World) -> None:
    client = client_of(world, "administrator")
    wrong = []
    for model, row in ((Unit, world.here.commune), (Body, world.here.body)):
        for address in (register(model, "add"), register(model, "change", row.pk), register(model, "delete", row.pk)):
            for name in ("_to_field", "_popup", "_changelist_filters", "successor", "unit", "kind", "during_0", "tier"):
                for value in ("", "x", "9" * 30):
                    if client.get(address, {name: value}).status_code >= 500:
                        wrong.append(f"{address} {name}={value}")
    assert wrong == []


def test_forms_with_search_boxes_come_back_with_nonsense_in_them(world: World) -> None:
    """The search box shows the chosen row, which it reads from the database by the given key."""
    client = client_of(world, "administrator")
    rows = {"placements-TOTAL_FORMS": "1", "placements-INITIAL_FORMS": "0"}
    for value in ("x", "1,2,3", "-1", "9" * 30, "²"):
        for model, field in ((Unit, "successor"), (Unit, "placements-0-parent"), (Placement, "unit"), (Body, "unit")):
            answer = client.post(register(model, "add"), rows | {field: value})
            assert answer.status_code == 200, (model, field, value)


def test_search_boxes_survive_nonsense(world: World) -> None:
    client = client_of(world, "district_office")
    right = {"app_label": "assignments", "model_name": "body", "field_name": "unit", "term": "a"}
    for name in right:
        for value in ("", "x", "unit__name", "_meta", "pk", "9" * 30):
            assert client.get(reverse("admin:autocomplete"), right | {name: value}).status_code in (200, 403)
    for page in ("x", "-1", "0", "9" * 30, ""):
        assert client.get(reverse("admin:autocomplete"), right | {"page": page}).status_code in (200, 404)


def test_every_register_of_ours_refuses_questions_of_others() -> None:
    """A register without our base class would answer every lookup of Django's."""
    for admin_register in REGISTERS:
        assert not admin.site._registry[admin_register.model].lookup_allowed("nonsense__startswith", "a", None), (
            admin_register.model
        )


def test_a_row_on_which_others_depend_that_one_may_not_see_is_not_deleted(world: World) -> None:
    """An administrator of units does not see the members of a cell, but their existence protects the cell."""
    client = client_of(world, "administrator")
    answer = client.post(register(Body, "delete", world.here.body.pk), {"post": "yes"})
    redirects(answer)
    assert answer["Location"].endswith(f"/{world.here.body.pk}/change/")
    assert Body.objects.filter(pk=world.here.body.pk).exists()


def test_a_list_without_its_columns_is_refused_in_words(world: World) -> None:
    client = client_of(world, "administrator")
    file = SimpleUploadedFile("a.csv", b"a,b\n1,2\n")
    answer = client.post(register(Unit, "import"), {"format": "0", "resource": "0", "import_file": file})
    page = answer.full_content.decode()
    assert answer.status_code == 200
    assert "Traceback" not in page
    assert "import_id_fields" not in page
    assert "Thiếu cột" in page
