"""The fields of rosters, each declared once; see `declaration`."""

from collections.abc import Iterable

from assignments.rosters.fields import assignments, households, names, persons, places, posts
from assignments.rosters.fields.declaration import (
    ASSIGNMENTS,
    HOUSEHOLDS,
    MEMBERS,
    Concept,
    RosterField,
    Topic,
    ValueType,
)

__all__ = [
    "ASSIGNMENTS",
    "CONCEPTS",
    "FIELDS",
    "HOUSEHOLDS",
    "MEMBERS",
    "Concept",
    "RosterField",
    "Topic",
    "ValueType",
    "choosable_fields",
    "column_names",
    "form_fields",
    "in_plan_order",
    "label",
    "template_fields",
    "value_type",
]

_MODULES = (names, persons, places, households, posts, assignments)
# The order counts: of two headings that are equally similar to an unknown one, the reader takes the first.
CONCEPTS: tuple[Concept, ...] = tuple(concept for module in _MODULES for concept in module.CONCEPTS)
FIELDS: dict[str, RosterField] = {field.name: field for module in _MODULES for field in module.FIELDS}

# Fields that come first, in this order; the others follow as in `_PLAN`, and those not named there as declared.
_PLAN = (
    "member_name member_birth_year member_position member_organisation member_workplace member_village member_commune "
    "member_phone tier household_code head_name head_birth_year full_name sex birth_date position organisation "
    "workplace village commune address household_size poverty ethnicity citizen_id phone starts_on ends_on period help "
    "result note"
)
_CHOICES = {
    HOUSEHOLDS: "household_code head_name head_birth_year sex ethnicity citizen_id",
    MEMBERS: "full_name sex birth_date position organisation village commune address tier",
    ASSIGNMENTS: "member_name member_position member_organisation member_birth_year tier head_name head_birth_year "
    "household_code",
}
_FORM = {
    MEMBERS: "full_name birth_date",
    ASSIGNMENTS: "member_name member_birth_year member_position member_organisation household_code head_name "
    "head_birth_year village commune tier",
}
_TEMPLATE = {
    HOUSEHOLDS: _CHOICES[HOUSEHOLDS],
    MEMBERS: "full_name birth_date",
    ASSIGNMENTS: "household_code head_name head_birth_year village commune member_name",
}


def _ordered(fields: Iterable[RosterField], first: str = "") -> tuple[RosterField, ...]:
    rank = {name: i for i, name in enumerate(dict.fromkeys((*first.split(), *_PLAN.split(), *FIELDS)))}
    return tuple(sorted(fields, key=lambda field: rank[field.name]))


_PLAN_RANK = {field.name: rank for rank, field in enumerate(_ordered(FIELDS.values()))}


def in_plan_order(names: Iterable[str]) -> list[str]:
    """Names of fields in the order in which the page of a plan shows them; names that are not declared come last."""
    return sorted(names, key=lambda name: _PLAN_RANK.get(name, len(_PLAN_RANK)))


def choosable_fields(kind: str) -> tuple[RosterField, ...]:
    """The fields that you can choose for a column of a list."""
    return _ordered((field for field in FIELDS.values() if kind in field.choosable_in), _CHOICES.get(kind, ""))


def form_fields(kind: str) -> tuple[RosterField, ...]:
    """The fields that the form of a row always has: those that identify records, and those that most rows have."""
    return _ordered((field for field in FIELDS.values() if kind in field.form_in), _FORM.get(kind, ""))


def template_fields(kind: str) -> tuple[RosterField, ...]:
    """The fields that have a column in the template workbook of a list."""
    fields = (field for field in FIELDS.values() if field.template and kind in field.template.lists)
    return _ordered(fields, _TEMPLATE.get(kind, ""))


def column_names(kind: str) -> dict[str, str]:
    """The model field of the list's record that stores each field as it is."""
    return {field.name: field.columns[kind] for field in _ordered(FIELDS.values()) if kind in field.columns}


def label(name: str | None) -> str:
    """The name of a field on pages; a name that is not declared stays as it is."""
    field = FIELDS.get(name or "")
    return str(field.label) if field else name or ""


def value_type(name: str) -> ValueType:
    field = FIELDS.get(name)
    return field.type if field else ValueType.TEXT
