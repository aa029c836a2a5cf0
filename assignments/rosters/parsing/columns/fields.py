"""The fields of each kind of list by concept, and the fields that the user may choose for a column."""

NAMES = {"name", "head", "member", "person"}
HOUSEHOLD_ONLY = {"size", "poverty", "poor", "near_poor", "escaped", "other_class", "code", "relation"}
MEMBER_ONLY = {"position", "cell", "workplace", "tier"}
MARKS = {"poor": "poor", "near_poor": "near_poor", "escaped": "escaped", "other_class": "other"}
PERSONAL = {"birth", "male", "female", "sex", "ethnicity", "citizen_id", "phone"}
PLACES = {"village", "commune", "address"}

_SAME_EVERYWHERE = {
    "village": "village",
    "commune": "commune",
    "address": "address",
    "phone": "phone",
    "note": "note",
    "tier": "tier",
    "district_tier": "district_tier",
    "commune_tier": "commune_tier",
}
_HOUSEHOLD = {
    "head": "head_name",
    "birth": "head_birth_year",
    "male": "male",
    "female": "female",
    "sex": "sex",
    "code": "household_code",
    "ethnicity": "ethnicity",
    "citizen_id": "citizen_id",
    "size": "household_size",
    "poverty": "poverty",
    **{m: m for m in MARKS},
    "relation": "relation",
    "person": "person",
}
ASSIGNMENT = {
    "starts_on": "starts_on",
    "ends_on": "ends_on",
    "period": "period",
    "help": "help",
    "result": "result",
}
ASSIGNEE = {
    "member": "member_name",
    "position": "member_position",
    "cell": "member_organisation",
    "workplace": "member_workplace",
    "birth": "member_birth_year",
    "phone": "member_phone",
    "village": "member_village",
    "commune": "member_commune",
}
_MEMBER = {
    "member": "full_name",
    "birth": "birth_date",
    "male": "male",
    "female": "female",
    "sex": "sex",
    "position": "position",
    "cell": "organisation",
    "workplace": "workplace",
}
FIELDS = {
    "households": {**_SAME_EVERYWHERE, **_HOUSEHOLD},
    "members": {**_SAME_EVERYWHERE, **_MEMBER},
    "assignments": {**_SAME_EVERYWHERE, **_HOUSEHOLD, **ASSIGNMENT, "member": "member_name"}
    | {concept: ASSIGNEE[concept] for concept in ("position", "cell", "workplace")},
}
# The fields that the user may choose for a column.
CHOICES = {
    "assignments": (
        "member_name",
        "member_position",
        "member_organisation",
        "member_birth_year",
        "tier",
        "head_name",
        "head_birth_year",
        "household_code",
        "village",
        "commune",
        "address",
        "household_size",
        "poverty",
        "ethnicity",
        "phone",
        "starts_on",
        "ends_on",
        "period",
        "help",
        "result",
        "note",
    ),
    "households": (
        "household_code",
        "head_name",
        "head_birth_year",
        "sex",
        "ethnicity",
        "citizen_id",
        "village",
        "commune",
        "address",
        "household_size",
        "poverty",
        "phone",
        "note",
    ),
    "members": (
        "full_name",
        "sex",
        "birth_date",
        "position",
        "organisation",
        "village",
        "commune",
        "address",
        "tier",
        "phone",
        "note",
    ),
}
# The fields that columns of marks fill, as the user calls them.
DERIVED_FIELDS = {
    "male": ("sex", "head_birth_year", "birth_date"),
    "female": ("sex", "head_birth_year", "birth_date"),
    "district_tier": ("tier",),
    "commune_tier": ("tier",),
    **dict.fromkeys(MARKS, ("poverty",)),
}
# The concept and the owner of a field that the user chooses.
CONCEPT_OF_FIELD = {
    "member_name": ("member", "member"),
    "full_name": ("member", "member"),
    "head_name": ("head", "head"),
    "member_position": ("position", "member"),
    "position": ("position", "member"),
    "member_organisation": ("cell", "member"),
    "organisation": ("cell", "member"),
    "member_birth_year": ("birth", "member"),
    "birth_date": ("birth", "member"),
    "head_birth_year": ("birth", "head"),
    "household_code": ("code", "head"),
    "household_size": ("size", "head"),
    "member_workplace": ("workplace", "member"),
    "workplace": ("workplace", "member"),
    "member_phone": ("phone", "member"),
    "phone": ("phone", "head"),
    "member_village": ("village", "member"),
    "village": ("village", "head"),
    "member_commune": ("commune", "member"),
    "commune": ("commune", "head"),
    "address": ("address", "head"),
}
# All fields that the columns of each kind of list may hold.
KIND_FIELDS = {kind: {*FIELDS[kind].values(), *CHOICES[kind]} for kind in FIELDS}
KIND_FIELDS["assignments"] |= {*ASSIGNEE.values()}
# A table may have two columns of such a field: the second fills the gaps of the first.
REPEATABLE_FIELDS = {
    "citizen_id",
    "phone",
    "note",
    "address",
    "male",
    "female",
    "member_phone",
    "help",
    "result",
    "ethnicity",
    *MARKS,
}
