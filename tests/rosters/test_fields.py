"""The declarations of fields: complete, consistent, and in the right order everywhere."""

from datetime import date

import pytest

from assignments.models import Assignment, Member, Membership
from assignments.rosters.fields import (
    ASSIGNMENTS,
    CONCEPTS,
    FIELDS,
    HOUSEHOLDS,
    MEMBERS,
    Concept,
    RosterField,
    choosable_fields,
    column_names,
    form_fields,
    in_plan_order,
    label,
    template_fields,
)
from assignments.rosters.parsing.cells.field_parsers import single_parser
from assignments.rosters.parsing.columns.headings import concepts_of, normal_heading
from households.models import Household

KINDS = (HOUSEHOLDS, MEMBERS, ASSIGNMENTS)


def test_headings_are_normalised_and_mean_one_concept() -> None:
    headings = [
        (" ".join(heading.split()), concept.name) for concept in CONCEPTS for heading in concept.headings.split(",")
    ]

    assert [heading for heading, _concept in headings if normal_heading(heading) != heading] == []
    assert len(dict(headings)) == len(set(headings))


@pytest.mark.parametrize("concept", [concept for concept in CONCEPTS if "dt" not in concept.headings], ids=str)
def test_the_reader_knows_every_heading(concept: Concept) -> None:
    headings = (" ".join(heading.split()) for heading in concept.headings.split(","))

    assert {concepts_of(heading) for heading in headings} == {(concept.name,)}


@pytest.mark.parametrize("field", [field for field in FIELDS.values() if field.template], ids=lambda field: field.name)
def test_the_heading_in_a_template_workbook_is_read_as_the_field(field: RosterField) -> None:
    assert field.template is not None

    concepts = concepts_of(field.template.heading)

    assert concepts in ((field.concept.name,), ("name",))


@pytest.mark.parametrize("name", FIELDS)
def test_every_field_has_a_parser(name: str) -> None:
    assert callable(single_parser(name, date(2026, 11, 1)))


def test_every_column_is_a_field_of_the_model_that_stores_it() -> None:
    models = {HOUSEHOLDS: [Household], MEMBERS: [Member, Membership], ASSIGNMENTS: [Assignment]}
    model_fields = {
        kind: {field.name for model in models[kind] for field in model._meta.get_fields()} for kind in KINDS
    }

    assert {kind: set(column_names(kind).values()) - model_fields[kind] for kind in KINDS} == {
        kind: set() for kind in KINDS
    }


@pytest.mark.parametrize("kind", KINDS)
def test_what_pages_and_templates_offer_has_a_column_in_the_list(kind: str) -> None:
    fields = (*choosable_fields(kind), *form_fields(kind), *template_fields(kind))

    assert [field.name for field in fields if kind not in field.lists] == []


def test_fields_come_in_the_order_of_each_page() -> None:
    assert [field.name for field in choosable_fields(MEMBERS)][:3] == ["full_name", "sex", "birth_date"]
    assert [field.name for field in form_fields(MEMBERS)][:3] == ["full_name", "birth_date", "sex"]
    assert [field.name for field in template_fields(ASSIGNMENTS)] == [
        "household_code",
        "head_name",
        "head_birth_year",
        "village",
        "commune",
        "member_name",
        "tier",
        "starts_on",
        "note",
    ]
    assert in_plan_order(["village_prefix", "note", "head_name", "household_code"]) == [
        "household_code",
        "head_name",
        "note",
        "village_prefix",
    ]


def test_a_name_that_is_not_declared_is_its_own_label() -> None:
    assert [label("household_size"), label("village_prefix"), label(None)] == [
        str(FIELDS["household_size"].label),
        "village_prefix",
        "",
    ]
