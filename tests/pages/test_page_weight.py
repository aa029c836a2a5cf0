"""Sizes of responses: pages and their files are compressed, and the page of the desk stays small."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from lambinh.accounts.permissions import Role
from tests import factories

pytestmark = pytest.mark.django_db
PACKED = {"HTTP_ACCEPT_ENCODING": "gzip"}
MAX_BYTES = 150 * 1024


def response_size(client: Client, address: str) -> int:
    """The number of bytes in the compressed response to `address`."""
    answer = client.get(address, **PACKED)
    assert answer.status_code == 200
    assert answer["Content-Encoding"] == "gzip", address
    return len(b"".join(answer) if answer.streaming else answer.content)


def test_the_desk_with_its_files_is_under_150_kb_for_a_browser_that_has_nothing_of_it(client: Client) -> None:
    commune = factories.UnitFactory()
    village = factories.VillageFactory(commune=commune)
    for number in range(160):
        household = factories.HouseholdFactory(village=village, code=f"LB{number:04}")
        factories.PovertyStatusFactory(household=household)
        factories.AssignmentFactory(household=household)
    client.force_login(factories.UnitAccessFactory(unit=commune, role=Role.COMMUNE_SECRETARY).user)
    address = reverse("desk:unit", args=[village.pk])
    page = client.get(address).content.decode()
    files = set(re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js|svg))"', page))
    assert len(files) > 3
    assert response_size(client, address) + sum(response_size(client, file) for file in files) < MAX_BYTES


def test_a_browser_that_unpacks_nothing_is_sent_the_page_as_it_is(client: Client) -> None:
    client.force_login(factories.UserFactory())
    answer = client.get(reverse("assignments:members"))
    assert "Content-Encoding" not in answer
    assert b"</html>" in answer.content
