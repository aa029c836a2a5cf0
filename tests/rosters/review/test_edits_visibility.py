"""Only the user who checked the file sees a row without a known unit, and nobody else can edit a row into one."""

from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from assignments.rosters.review import edit_rows
from tests.support.access.web import WebClient
from tests.support.access.world import World, make_world
from tests.support.responses import redirects

pytestmark = pytest.mark.django_db
NOWHERE = "Không Có"


@pytest.fixture
def world(tmp_path: Path, settings: Any) -> World:
    settings.MEDIA_ROOT = tmp_path / "uploads"
    return make_world(tmp_path)


def test_who_would_lose_sight_of_an_import_is_told_so_on_its_page(world: World) -> None:
    """Row-level security refuses a row that the user would no longer see; an earlier version answered with an error."""
    client = WebClient(raise_request_exception=False)
    client.force_login(world.users["commune_secretary"])
    address = reverse("rosters:row", kwargs={"pk": world.here.roster.pk, "position": 0})
    form = client.get(address).context["form"]
    data = {f"value-{name}": form[name].value() or "" for name in form.fields}
    answer = client.post(address, data | {"value-commune": NOWHERE})
    redirects(answer)
    assert any("Hãy nhờ" in str(message) for message in answer.wsgi_request._messages)


def test_mending_out_of_ones_own_sight_changes_nothing(world: World) -> None:
    roster, by = world.here.roster, world.users["commune_secretary"]
    with pytest.raises(edit_rows.NotEditable):
        edit_rows.set_values(roster.pk, 0, {"commune": NOWHERE}, by=by, now=timezone.now())
    assert roster.rows.get(position=0).values["commune"] == world.here.commune.name


def test_who_checked_an_import_may_mend_it_in_any_way(world: World) -> None:
    roster = world.here.roster
    edit_rows.set_values(roster.pk, 0, {"commune": NOWHERE}, by=roster.checked_by, now=timezone.now())
    assert roster.rows.get(position=0).values["commune"] == NOWHERE
