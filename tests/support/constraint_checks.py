"""Checks of constraints: plant a row that breaks one, and compare the refusal and the message."""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import translation

Case = Callable[[], models.Model]


def constraints_of(*app_labels: str) -> dict[str, Any]:
    """Every constraint of the apps' models by name."""
    return {
        constraint.name: constraint
        for label in app_labels
        for model in apps.get_app_config(label).get_models()
        for constraint in model._meta.constraints
    }


def names_with_message(*app_labels: str) -> list[str]:
    """The names of the constraints with a message of their own."""
    return [
        name
        for name, constraint in constraints_of(*app_labels).items()
        if constraint.violation_error_message != constraint.default_violation_error_message
    ]


def assert_refused(name: str, row: models.Model) -> None:
    """Assert that the database refuses `row`, written past all forms and checks, because of `name`."""
    model = type(row)
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        if row.pk and model._base_manager.filter(pk=row.pk).exists():
            fields = [field.name for field in model._meta.concrete_fields if not field.primary_key]
            model._base_manager.bulk_update([row], fields)
        else:
            model._base_manager.bulk_create([row])
    assert refused.value.__cause__.diag.constraint_name == name  # type: ignore[union-attr]


def assert_message(name: str, row: models.Model, language: str) -> None:
    """Assert that a user who enters `row` reads the constraint's message in `language`.

    For an empty field, Django's own message about empty fields comes first.
    """
    (constraint,) = (candidate for candidate in type(row)._meta.constraints if candidate.name == name)
    with translation.override(language):
        with pytest.raises(ValidationError) as refused:
            row.full_clean()
        blank = str(models.Field.default_error_messages["blank"])
        assert {str(constraint.violation_error_message), blank} & set(refused.value.messages)
