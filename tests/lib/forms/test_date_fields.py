"""All forms read a day alike, and name the problem of an unreadable day."""

from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.urls import get_resolver
from django.utils import translation

from lambinh.lib.forms.fields import DayField, OpenDayField

NO_DAY = "Enter the date as day/month/year, for example 31/12/2018."
NOT_THERE = "This date does not exist. Enter it as day/month/year, for example 31/12/2018."
OUT_OF_REACH = "Enter a year between 1880 and 2100."
HAS_BEEN = {("DecisionForm", "issued_on")}
"""Days that cannot lie in the future."""


def kinds(of: type[Any]) -> Iterator[type[Any]]:
    for kind in of.__subclasses__():
        yield kind
        yield from kinds(kind)


def fields_of_days() -> dict[tuple[str, str], forms.DateField]:
    """All fields of a day in the program's own forms, by the names of the form and of the field."""
    assert get_resolver().url_patterns  # imports all pages, and so all forms
    form_classes = [
        kind for kind in kinds(forms.BaseForm) if not kind.__module__.startswith(("django.", "allauth.", "tests."))
    ]
    return {
        (kind.__name__, name): field
        for kind in form_classes
        for name, field in getattr(kind, "base_fields", {}).items()
        if isinstance(field, forms.DateField)
    }


@pytest.fixture(autouse=True)
def _autumn_of_2026(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("lambinh.lib.forms.fields.timezone", SimpleNamespace(localdate=lambda: date(2026, 11, 1)))
    with translation.override("en"):
        yield


FIELDS = fields_of_days()
EVERY = pytest.mark.parametrize("where", sorted(FIELDS), ids=".".join)


def test_the_forms_that_ask_for_a_day_are_found() -> None:
    assert {
        ("DeskFilterForm", "day"),
        ("MoveForm", "on"),
        ("ReportForm", "drawn"),
        ("UploadForm", "on"),
    } <= FIELDS.keys()


@EVERY
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("03/02/1980", date(1980, 2, 3)),
        ("1/2/25", date(2025, 2, 1)),
        ("1.2.25", date(2025, 2, 1)),
        ("1 / 2 / 2025", date(2025, 2, 1)),
        (" 25-12-2022 ", date(2022, 12, 25)),
        ("ngày 1 tháng 2 năm 2025", date(2025, 2, 1)),
        ("2018-12-31", date(2018, 12, 31)),
        ("1/2/50", date(1950, 2, 1)),
        (date(2018, 12, 31), date(2018, 12, 31)),
    ],
)
def test_a_day_is_read_in_every_form(where: tuple[str, str], typed: object, meant: date) -> None:
    assert FIELDS[where].clean(typed) == meant


@EVERY
def test_two_digits_mean_the_next_ten_years_too_but_not_of_a_day_that_has_been(where: tuple[str, str]) -> None:
    assert FIELDS[where].clean("1/2/36") == date(1936 if where in HAS_BEEN else 2036, 2, 1)
    assert FIELDS[where].clean("1/2/26") == date(2026, 2, 1)


@EVERY
@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("hôm qua", NO_DAY),
        ("2/2020", NO_DAY),
        ("1/2", NO_DAY),
        ("45000", NO_DAY),
        ("31/2/2020", NOT_THERE),
        ("2/13/2020", NOT_THERE),
        ("1/1/0001", OUT_OF_REACH),
        ("1 / 1 / 0001", OUT_OF_REACH),
        ("0001-01-01", OUT_OF_REACH),
        ("1/1/9999", OUT_OF_REACH),
    ],
)
def test_what_cannot_be_read_is_the_fitting_sentence(where: tuple[str, str], typed: str, message: str) -> None:
    with pytest.raises(forms.ValidationError) as refused:
        FIELDS[where].clean(typed)
    assert refused.value.messages == [message]


def test_what_was_typed_is_shown_again_in_our_order_or_as_it_was() -> None:
    today = date(2026, 11, 1)
    assert DayField(required=False).bound_data("1.2.25", today) == date(2025, 2, 1)
    assert DayField(required=False).bound_data("", today) == today
    assert DayField().bound_data("31/2/2020", today) == "31/2/2020"
    assert OpenDayField().bound_data("", today) is None
