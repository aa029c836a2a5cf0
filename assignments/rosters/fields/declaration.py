"""How a field of a roster is declared.

`names`, `persons`, `places`, `households`, `posts` and `assignments` declare the fields. Everything else reads the
declarations: the reader its headings and parsers, the plan its columns, the pages and workbooks their labels and order.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Literal

from django.utils.functional import Promise

HOUSEHOLDS, MEMBERS, ASSIGNMENTS = "households", "members", "assignments"
"""The kinds of lists, as in `models.RosterKind`; the reader needs no models."""
ALL_LISTS = (HOUSEHOLDS, MEMBERS, ASSIGNMENTS)


class ValueType(Enum):
    """The values of a field. `parsing/cells/compound.py` has a parser for each."""

    TEXT = auto()
    NAME = auto()
    CODE = auto()
    SIZE = auto()
    BIRTH_YEAR = auto()
    BIRTH_DATE = auto()
    SEX = auto()
    ETHNICITY = auto()
    CITIZEN_ID = auto()
    PHONE = auto()
    PLACE = auto()
    ORGANISATION = auto()
    POVERTY_CLASS = auto()
    TIER = auto()
    DAY = auto()
    PERIOD = auto()


class Topic(Enum):
    """The topic of a heading. The reader infers from it the kind of a list and whose fact a column holds."""

    NAME = auto()
    PERSON = auto()
    PLACE = auto()
    HOUSEHOLD = auto()
    POST = auto()
    ASSIGNMENT = auto()
    OTHER = auto()


@dataclass(frozen=True)
class Concept:
    """The meaning of a heading before the reader knows whose fact it is: "năm sinh" may be a head's or a member's.

    `headings` are normalised as `normal_heading` does it (no marks, no punctuation) and separated by commas.
    """

    name: str
    topic: Topic
    headings: str = ""
    may_repeat: bool = False
    """Two such columns may stand in one table: the second fills the gaps of the first."""


@dataclass(frozen=True)
class TemplateColumn:
    """The column of a field in the template workbooks of `lists`.

    The heading is Vietnamese in every language, because the reader reads it again.
    """

    heading: str
    width: int
    lists: tuple[str, ...]
    number_format: str = "General"
    dropdown: str = ""
    is_strict: bool = False
    """The drop-down accepts no other entry."""


@dataclass(frozen=True)
class RosterField:
    """A field of one or more kinds of lists."""

    name: str
    concept: Concept
    label: str | Promise
    type: ValueType = ValueType.TEXT
    owner: Literal["head", "member"] | None = None
    """The head of the household or the member, in lists of assignments that have the same fact for both."""
    lists: tuple[str, ...] = ()
    """The lists that may have such a column."""
    choosable_in: tuple[str, ...] = ()
    """The lists in which you can choose the field for a column."""
    form_in: tuple[str, ...] = ()
    """The lists whose row form always has the field; other lists have it for rows with a value."""
    is_shared: bool = False
    """Many rows of a list have the same value, so that you can correct all of them at once."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """By kind of list, the model field in which its record stores the value as it is."""
    template: TemplateColumn | None = None
    stands_for: tuple[str, ...] = ()
    """A column of marks or parts: the fields that its cells give."""
    mark: str = ""
    """The poverty class of a household with a mark in this column."""
