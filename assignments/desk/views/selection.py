"""The households that the user selected, and the two forms beside them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from assignments.desk.context import DeskContext
from assignments.desk.forms import AssignForm, EndForm
from assignments.desk.views.base import MAX_HOUSEHOLDS
from assignments.models import Tier
from assignments.permissions import ASSIGN_PERMISSION
from households.models import Household
from lambinh.lib.primary_keys import parse_pk


@dataclass(frozen=True)
class Selection:
    """The user's selection and input when the board is shown again."""

    rows: Collection[int] = ()
    is_whole_page: bool = False
    """All households of the page are selected."""
    has_all_pages: bool = False
    """All households of all pages are selected."""
    find: str = ""
    """Part of a member's name: members with it are offered first."""
    assign_form: AssignForm | None = None
    end_form: EndForm | None = None
    error: str = ""


def posted_selection(data: QueryDict, desk: DeskContext) -> Selection:
    assign_form = AssignForm(desk=desk, initial={"on": desk.day, **_typed(data)})
    end_form = EndForm(desk=desk, initial={"last_day": desk.day, **_typed(data)})
    return Selection(selected_rows(data), assign_form=assign_form, end_form=end_form)


def _typed(data: QueryDict) -> dict[str, str]:
    names = ("tier", "member", "on", "decision", "last_day", "reason")
    return {name: str(data[name]) for name in names if data.get(name)}


def selected_rows(data: QueryDict) -> dict[int, int | None]:
    """The selected households; for each the assignment in charge on the user's page, written after a colon."""
    rows: dict[int, int | None] = {}
    for text in data.getlist("row"):
        household, _colon, assignment = text.partition(":")
        key, expected = parse_pk(household), parse_pk(assignment)
        if key is not None and (expected is not None or not assignment):
            rows[key] = expected
    return rows


def selection_error(rows: Collection[int]) -> str:
    """Why so many households cannot be changed at once; empty if they can."""
    if not rows:
        return _("Choose at least one household.")
    if len(rows) > MAX_HOUSEHOLDS:
        text = _("At most %(most)d households can be changed at once, and %(number)d are chosen. Choose fewer.")
        return text % {"most": MAX_HOUSEHOLDS, "number": len(rows)}
    return ""


def form_key(data: QueryDict) -> UUID | None:
    """The key of the form: a form that is sent twice is carried out once."""
    try:
        return UUID(data.get("key", ""))
    except ValueError:
        return None


def permitted_household_ids(keys: Iterable[int], desk: DeskContext, tier: Tier) -> list[int]:
    """Those households whose assignments of the tier the user may change, by name."""
    visible = Household.objects.visible_to(desk.user).permitted(desk.user, ASSIGN_PERMISSION[tier])
    return list(visible.filter(pk__in=list(keys)).order_by("sort_key", "pk").values_list("pk", flat=True))
