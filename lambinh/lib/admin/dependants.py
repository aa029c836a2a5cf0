"""Rows that depend on a row: what stops its deletion."""

from django.db import models

_ATTRIBUTE = "_dependants"


def dependants(row: models.Model) -> list[str]:
    """The names of the kinds of rows that depend on `row`. Costs a query per kind, once per object."""
    kinds: list[str] | None = getattr(row, _ATTRIBUTE, None)
    if kinds is None:
        kinds = list(dict.fromkeys(_dependent_kinds(row)))
        setattr(row, _ATTRIBUTE, kinds)
    return kinds


def _dependent_kinds(row: models.Model) -> list[str]:
    return [
        str(relation.related_model._meta.verbose_name_plural)
        for relation in row._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ForeignObjectRel) and _prevents_deletion(relation) and _has_rows(relation, row)
    ]


def _prevents_deletion(relation: models.ForeignObjectRel) -> bool:
    return not relation.related_model._meta.auto_created and relation.on_delete is not models.SET_NULL


def _has_rows(relation: models.ForeignObjectRel, row: models.Model) -> bool:
    return relation.related_model._base_manager.filter(**{relation.field.name: row}).exists()
