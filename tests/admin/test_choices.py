"""The forms of the registers offer only rows of the user's own units, on every form and in every field.

The tests find forms, inline rows and search boxes in the registers themselves, so they cover later ones too.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib import admin
from django.forms import ModelChoiceField
from django.urls import reverse

from assignments.forms.fields import own_bodies
from assignments.models import Body, Decision
from households.models import Unit
from households.models.scoped import CommuneScopedModel
from households.permissions import EffectivePermissions, permissions_for
from households.unit_permissions import permitted_units
from lambinh.accounts.permissions import Permission, Role
from tests.support.access.addresses import REGISTERS
from tests.support.access.web import WebClient
from tests.support.access.world import World, make_world

pytestmark = pytest.mark.django_db

ROLES = (Role.ADMINISTRATOR, Role.DISTRICT_OFFICE, Role.COMMUNE_SECRETARY)
OPEN = {Decision}
"""Models whose rows everybody may choose."""


@pytest.fixture
def world(tmp_path: Path, settings: Any) -> World:
    settings.MEDIA_ROOT = tmp_path / "uploads"
    return make_world(tmp_path)


def address(model: Any, view: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{view}", args=args)


def choices(client: WebClient, world: World) -> Iterator[tuple[str, Any, Any]]:
    """Yield each field that offers rows, on each form that opens: its place, the field, and its present key."""
    for register in REGISTERS:
        row = register.row(world.here)
        for url in (address(register.model, "add"), address(register.model, "change", row.pk)):
            answer = client.get(url)
            if answer.status_code != 200:
                continue
            forms = [answer.context["adminform"].form]
            forms += [
                form
                for inline_formset in answer.context["inline_admin_formsets"]
                for form in inline_formset.formset.forms
            ]
            for form in forms:
                for name, field in form.fields.items():
                    if isinstance(field, ModelChoiceField) and name != "id" and not field.disabled:
                        key = getattr(form.instance, f"{name}_id", None)
                        yield f"{register.model.__name__} {name}", field, key


def is_own(row: Any, permissions: EffectivePermissions) -> bool:
    needed = (Permission.MANAGE_UNITS, Permission.CHANGE_RECORDS, Permission.CHANGE_DECISIONS)
    if isinstance(row, Unit):
        return bool(permitted_units(permissions, *needed).filter(pk=row.pk).exists())
    if isinstance(row, Body):
        return bool(own_bodies(permissions, *needed).filter(pk=row.pk).exists())
    return isinstance(row, CommuneScopedModel) and permissions.has_in(row.commune_id, *needed)


@pytest.mark.parametrize("role", ROLES)
def test_forms_offer_rows_of_the_own_units_alone(role: Role, world: World) -> None:
    user = world.users[role]
    client = WebClient()
    client.force_login(user)
    fields, wrong = set(), []
    for where, field, key in choices(client, world):
        fields.add(where)
        if field.queryset.model not in OPEN:
            foreign = [row for row in field.queryset if row.pk != key and not is_own(row, permissions_for(user))]
            wrong += [f"{where}: {row}" for row in foreign]
    assert wrong == []
    assert "Body unit" in fields


@pytest.mark.parametrize("role", ROLES)
def test_search_boxes_of_forms_offer_rows_of_the_own_units_alone(role: Role, world: World) -> None:
    user, wrong = world.users[role], []
    client = WebClient()
    client.force_login(user)
    for register in admin.site._registry.values():
        for owner in (register, *register.get_inline_instances(None)):  # type: ignore[arg-type]
            for name in owner.autocomplete_fields:
                opts = owner.model._meta
                params = {"app_label": opts.app_label, "model_name": opts.model_name, "field_name": name, "term": ""}
                answer = client.get(reverse("admin:autocomplete"), params)
                model: Any = opts.get_field(name).related_model
                keys = [result["id"] for result in answer.json()["results"]] if answer.status_code == 200 else []
                rows = model.objects.filter(pk__in=keys)
                wrong += [f"{opts} {name}: {row}" for row in rows if not is_own(row, permissions_for(user))]
    assert wrong == []
