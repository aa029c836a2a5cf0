"""The owners of the facts in the columns of a table: the head, the member or another person."""

from collections.abc import Sequence

from assignments.rosters.parsing.columns.fields import NAMES, PLACES
from assignments.rosters.parsing.columns.header_concepts import owner_named
from assignments.rosters.parsing.columns.layout import Column

# The person that all rows of a list are about.
LIST_OWNER = {"households": "head", "members": "member"}


def assign_owners(columns: Sequence[Column], kind: str) -> None:
    """A fact of a person belongs to the name before it; before any name, to the first one."""
    list_owner = LIST_OWNER.get(kind)
    current = next((person for column in columns if (person := _person_named(column))), None)
    for column in columns:
        current = _person_named(column) or current
        if list_owner is not None:
            column.owner = current if current in NAMES - {list_owner} else list_owner
        elif column.owner is None or _person_named(column):
            column.owner = current
    if kind == "assignments":
        _assign_places_to_household(columns)


def _person_named(column: Column) -> str | None:
    return next((concept for concept in column.concepts if concept in ("head", "member", "person")), None)


def _holds_name(column: Column) -> bool:
    return not NAMES.isdisjoint(column.concepts)


def _assign_places_to_household(columns: Sequence[Column]) -> None:
    """Village, commune and phone of an assignment are the household's, unless it has its own beside the member's."""
    for concepts in (PLACES, {"phone"}):
        holders = [column for column in columns if not concepts.isdisjoint(column.concepts)]
        if any(column.owner == "head" for column in holders):
            _assign_only_places(holders)
            continue
        for column in holders:
            if not _holds_name(column) and not column.is_corrected:
                column.owner = "head"


def _assign_only_places(holders: Sequence[Column]) -> None:
    """The one commune of a table is the households', though it is by the member, if their village is not."""
    for concept in PLACES:
        own = [column for column in holders if concept in column.concepts]
        has_other_of_member = any(column.owner == "member" and column not in own for column in holders)
        if len(own) == 1 and not has_other_of_member and _may_be_of_household(own[0]):
            own[0].owner = "head"


def _may_be_of_household(column: Column) -> bool:
    is_settled = column.is_corrected or _holds_name(column)
    return not is_settled and not any(owner_named(text) == "member" for text in column.texts)
