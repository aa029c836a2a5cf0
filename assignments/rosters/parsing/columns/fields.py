"""Views of the roster fields that the reader needs: the field of each concept by kind of list."""

from assignments.rosters.fields import (
    ASSIGNMENTS,
    CONCEPTS,
    HOUSEHOLDS,
    MEMBERS,
    RosterField,
    Topic,
    choosable_fields,
)
from assignments.rosters.fields import FIELDS as DECLARED


def _concepts(topic: Topic) -> set[str]:
    return {concept.name for concept in CONCEPTS if concept.topic == topic}


def _is_of_assignee(field: RosterField) -> bool:
    return field.owner == "member" and field.lists == (ASSIGNMENTS,)


NAMES = _concepts(Topic.NAME)
HOUSEHOLD_ONLY = _concepts(Topic.HOUSEHOLD)
MEMBER_ONLY = _concepts(Topic.POST)
PERSONAL = _concepts(Topic.PERSON)
PLACES = _concepts(Topic.PLACE)
MARKS = {field.name: field.mark for field in DECLARED.values() if field.mark}

ASSIGNMENT = {field.concept.name: field.name for field in DECLARED.values() if field.concept.topic == Topic.ASSIGNMENT}
ASSIGNEE = {field.concept.name: field.name for field in DECLARED.values() if _is_of_assignee(field)}
# In a list of assignments a fact that household and member have alike is the household's; `mapping` finds the others.
FIELDS = {
    kind: (ASSIGNEE if kind == ASSIGNMENTS else {})
    | {
        field.concept.name: field.name
        for field in DECLARED.values()
        if kind in field.lists and not _is_of_assignee(field)
    }
    for kind in (HOUSEHOLDS, MEMBERS, ASSIGNMENTS)
}
# What a person may choose for a column when correcting the mapping.
CHOICES = {kind: tuple(field.name for field in choosable_fields(kind)) for kind in FIELDS}
# Columns that hold a mark or a part; what a person calls them.
DERIVED_FIELDS = {field.name: field.stands_for for field in DECLARED.values() if field.stands_for}
# The concept that a field chosen by a person is, and whose it is.
CONCEPT_OF_FIELD = {field.name: (field.concept.name, field.owner) for field in DECLARED.values() if field.owner}
# What the columns of each kind of list can hold.
KIND_FIELDS = {kind: {*FIELDS[kind].values(), *CHOICES[kind]} for kind in FIELDS}
KIND_FIELDS[ASSIGNMENTS] |= {*ASSIGNEE.values()}
# Two such columns may stand in one table: the second fills the gaps of the first.
REPEATABLE_FIELDS = {field.name for field in DECLARED.values() if field.concept.may_repeat}
