"""Ticking "Delete" on a row of a register's form deletes that row and no other.

The tests find every form with inline rows in the registers themselves, so they cover later ones too.
"""

from itertools import permutations
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.postgres.fields import DateRangeField
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.factories import days
from tests.support.forms import Fields, fields_of

pytestmark = pytest.mark.django_db

INLINES = [(register, inline) for register in admin.site._registry.values() for inline in register.inlines]
STRETCHES = (days("2010-01-01", "2018-01-01"), days("2018-01-01", "2025-07-01"), days("2025-07-01"))
ORDERS = list(permutations(range(len(STRETCHES))))
INDEXES = range(len(STRETCHES))


def name_of(pair: Any) -> str:
    register, inline = pair
    return f"{register.model.__name__}-{inline.model.__name__}"


@pytest.fixture
def administrator_client(client: Client) -> Client:
    factories.UnitFactory()
    client.force_login(factories.UserFactory(is_superuser=True))
    return client


class Page:
    """The form of a row with three inline rows, created in the given `order` of their days."""

    def __init__(self, client: Client, pair: Any, order: tuple[int, ...]) -> None:
        register, inline = pair
        self.client, self.model = client, inline.model
        key_name = next(
            field.name
            for field in inline.model._meta.fields
            if field.related_model is register.model and inline.fk_name in (None, field.name)
        )
        self.parent = _factory(register.model)()
        self.has_dates = any(isinstance(field, DateRangeField) for field in inline.model._meta.fields)
        self.parent_filter = {key_name: self.parent}
        self.rows().delete()
        for index in order:
            _factory(inline.model)(**self.parent_filter, **({"during": STRETCHES[index]} if self.has_dates else {}))
        opts = register.model._meta
        self.address = reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[self.parent.pk])
        answer = client.get(self.address)
        self.fields = fields_of(answer.content.decode())
        self.forms = next(
            inline.formset for inline in answer.context["inline_admin_formsets"] if inline.formset.model is self.model
        )
        self.keys = [form.instance.pk for form in self.forms.initial_forms]

    def rows(self) -> Any:
        return self.model.objects.filter(**self.parent_filter)

    def stored(self) -> dict[int, tuple[Any, ...]]:
        return {row[0]: row for row in self.rows().values_list()}

    def row(self, index: int) -> Fields:
        """The fields of an inline row by their names without prefix."""
        start = f"{self.forms.prefix}-{index}-"
        return {name.removeprefix(start): value for name, value in self.fields.items() if name.startswith(start)}

    def set(self, index: int, **values: str) -> None:
        self.fields |= {f"{self.forms.prefix}-{index}-{name}": value for name, value in values.items()}

    def add(self, values: Fields) -> None:
        total = f"{self.forms.prefix}-TOTAL_FORMS"
        index = len(self.keys)
        self.fields[total] = str(max(int(self.fields[total]), index + 1))
        self.set(index, **values | {"id": ""})

    def send(self) -> None:
        answer = self.client.post(self.address, self.fields)
        assert answer.status_code == 302, answer.context["errors"]


def _factory(model: Any) -> Any:
    return getattr(factories, f"{model.__name__}Factory")


def test_no_list_of_a_register_is_edited_row_by_row() -> None:
    """An editable list would be another form with rows. Test it here before you add one."""
    assert [register for register in admin.site._registry.values() if register.list_editable] == []


@pytest.mark.parametrize("index", INDEXES)
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("pair", INLINES, ids=name_of)
def test_the_row_that_is_ticked_is_gone_and_no_other(
    pair: Any, order: tuple[int, ...], index: int, administrator_client: Client
) -> None:
    page = Page(administrator_client, pair, order)
    before = page.stored()
    assert len(page.keys) == len(before) == len(STRETCHES)
    page.set(index, DELETE="on")
    page.send()
    del before[page.keys[index]]
    assert page.stored() == before


@pytest.mark.parametrize("index", INDEXES)
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("pair", INLINES, ids=name_of)
def test_another_row_takes_the_days_of_the_one_that_is_ticked(
    pair: Any, order: tuple[int, ...], index: int, administrator_client: Client
) -> None:
    page = Page(administrator_client, pair, order)
    before = page.stored()
    other = index - 1 if index else 1
    mine, deleted = page.row(other), page.row(index)
    if page.has_dates:
        first, last = sorted((index, other))
        mine |= {"during_0": page.row(first)["during_0"], "during_1": page.row(last)["during_1"]}
    else:
        mine |= {name: value for name, value in deleted.items() if name not in ("id", "DELETE")}
    page.set(other, **mine)
    page.set(index, DELETE="on")
    page.send()
    after = page.stored()
    deleted_key, changed = page.keys[index], page.keys[other]
    assert set(after) == set(before) - {deleted_key}
    assert after[changed] != before[changed]
    assert [after[key] for key in after if key != changed] == [before[key] for key in after if key != changed]


@pytest.mark.parametrize("index", INDEXES)
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("pair", INLINES, ids=name_of)
def test_a_new_row_takes_the_place_of_the_one_that_is_ticked(
    pair: Any, order: tuple[int, ...], index: int, administrator_client: Client
) -> None:
    page = Page(administrator_client, pair, order)
    before = page.stored()
    page.add({name: value for name, value in page.row(index).items() if name != "id"})
    page.set(index, DELETE="on")
    page.send()
    after = page.stored()
    (new,) = set(after) - set(before)
    assert after[new][1:] == before[page.keys[index]][1:]
    del before[page.keys[index]]
    assert {key: after[key] for key in after if key != new} == before


@pytest.mark.parametrize("pair", INLINES, ids=name_of)
def test_all_rows_can_be_taken_out_at_once(pair: Any, administrator_client: Client) -> None:
    page = Page(administrator_client, pair, ORDERS[0])
    for index in INDEXES:
        page.set(index, DELETE="on")
    page.send()
    assert page.stored() == {}
