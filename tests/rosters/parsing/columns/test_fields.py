"""The fields of every kind of list agree with one another and with the known headings."""

import pytest

from assignments.rosters.parsing.columns.fields import (
    ASSIGNEE,
    ASSIGNMENT,
    CHOICES,
    CONCEPT_OF_FIELD,
    DERIVED_FIELDS,
    FIELDS,
    HOUSEHOLD_ONLY,
    KIND_FIELDS,
    MARKS,
    MEMBER_ONLY,
    NAMES,
    PERSONAL,
    PLACES,
    REPEATABLE_FIELDS,
)
from assignments.rosters.parsing.columns.vocabulary import ALIASES

# Concepts that headings have, by the prefix that their field has in each kind of list.
HOUSEHOLD = {
    "head": "head_name", "birth": "head_birth_year", "male": "male", "female": "female", "sex": "sex",
    "code": "household_code", "ethnicity": "ethnicity", "citizen_id": "citizen_id", "size": "household_size",
    "poverty": "poverty", "poor": "poor", "near_poor": "near_poor", "escaped": "escaped",
    "other_class": "other_class", "relation": "relation", "person": "person",
}  # fmt: skip
EVERYWHERE = ("village", "commune", "address", "phone", "note", "tier", "district_tier", "commune_tier")
DAYS = ("starts_on", "ends_on", "period", "help", "result")


def same(*names: str) -> dict[str, str]:
    return {name: name for name in names}


def test_every_kind_of_list_has_its_fields() -> None:
    assert {
        "households": {**same(*EVERYWHERE), **HOUSEHOLD},
        "members": {
            **same(*EVERYWHERE, "male", "female", "sex", "position", "workplace"),
            "member": "full_name",
            "birth": "birth_date",
            "cell": "organisation",
        },
        "assignments": {
            **same(*EVERYWHERE, *DAYS),
            **HOUSEHOLD,
            "member": "member_name",
            "position": "member_position",
            "cell": "member_organisation",
            "workplace": "member_workplace",
        },
    } == FIELDS
    assert same(*DAYS) == ASSIGNMENT
    assert {
        "member": "member_name",
        "cell": "member_organisation",
        "birth": "member_birth_year",
        **{name: f"member_{name}" for name in ("position", "workplace", "phone", "village", "commune")},
    } == ASSIGNEE


@pytest.mark.parametrize("concepts", [NAMES - {"name"}, HOUSEHOLD_ONLY, MEMBER_ONLY, MARKS, PERSONAL, PLACES])
def test_groups_of_concepts_name_concepts_with_a_field(concepts: set[str]) -> None:
    assert set(concepts) <= {concept for table in FIELDS.values() for concept in table}


def test_members_and_households_have_concepts_of_their_own() -> None:
    assert not HOUSEHOLD_ONLY & FIELDS["members"].keys()
    assert {"position", "cell", "workplace", "tier"} == MEMBER_ONLY
    assert {"size", "poverty", "code", "relation", *MARKS} == HOUSEHOLD_ONLY
    assert {"name", "head", "member", "person"} == NAMES
    assert {"village", "commune", "address"} == PLACES
    assert {"birth", "male", "female", "sex", "ethnicity", "citizen_id", "phone"} == PERSONAL
    assert set(MARKS.values()) == {"poor", "near_poor", "escaped", "other"}


@pytest.mark.parametrize("kind", FIELDS)
def test_a_user_may_choose_fields_that_the_kind_has_or_that_an_assignee_has(kind: str) -> None:
    known = {*FIELDS[kind].values(), *(ASSIGNEE.values() if kind == "assignments" else ())}

    assert set(CHOICES[kind]) <= known
    assert KIND_FIELDS[kind] == known
    assert len(set(CHOICES[kind])) == len(CHOICES[kind])


def test_a_chosen_field_is_the_concept_that_gives_it_for_its_owner() -> None:
    tables = {"member": FIELDS["members"] | ASSIGNEE, "head": FIELDS["households"]}
    for field, (concept, owner) in CONCEPT_OF_FIELD.items():
        assert field in {tables[owner].get(concept), FIELDS["members"].get(concept), ASSIGNEE.get(concept)}, field
        assert owner == ("member" if field not in FIELDS["households"].values() else "head"), field


def test_columns_of_marks_fill_the_fields_that_users_know() -> None:
    births = ("sex", "head_birth_year", "birth_date")

    assert {
        "male": births,
        "female": births,
        "district_tier": ("tier",),
        "commune_tier": ("tier",),
        **dict.fromkeys(("poor", "near_poor", "escaped", "other_class"), ("poverty",)),
    } == DERIVED_FIELDS


def test_fields_that_may_have_two_columns_are_fields() -> None:
    assert {*KIND_FIELDS["assignments"]} >= REPEATABLE_FIELDS
    assert {"phone", "note", "address", "male", "female", "help", "result", "citizen_id"} <= REPEATABLE_FIELDS
    assert not {"head_name", "member_name", "village", "household_size"} & REPEATABLE_FIELDS


def test_known_headings_name_concepts_that_some_list_reads() -> None:
    read = {concept for table in FIELDS.values() for concept in table} | {"index", "name", "surname", "unread"}

    assert set(ALIASES.values()) == read - {"birth_day", "birth_month"}
