"""Apply the user's choices for the columns of a sheet to what their headings mean."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assignments.rosters.parsing.columns.fields import CONCEPT_OF_FIELD, DERIVED_FIELDS, FIELDS
from assignments.rosters.parsing.columns.layout import Column, HeaderBlock
from assignments.rosters.parsing.columns.mapping import map_columns
from assignments.rosters.parsing.columns.vocabulary import UNREAD
from assignments.rosters.parsing.records import SheetChoice
from assignments.rosters.parsing.rules import Rule, always, decide

_CONCEPT_BY_FIELD = {name: concept for table in FIELDS.values() for concept, name in table.items()}


def apply_user_choices(block: HeaderBlock, choice: SheetChoice, title: str, *, width: int) -> HeaderBlock:
    """The block with the user's choices. `width`: how many columns of the sheet may belong to it."""
    if not choice.columns:
        return block
    recognised = [replace(column) for column in block.columns]
    map_columns(recognised, title, kind=choice.kind, is_confirmed=True)
    columns = _separate_chosen_halves(_with_choices(block.columns, recognised, choice))
    columns += _columns_without_heading(columns, choice, block, width)
    columns.sort(key=lambda column: column.col)
    cols = [block.left, block.right, *(column.col for column in columns)]
    return replace(block, columns=columns, left=min(cols), right=max(cols))


def _with_choices(columns: Sequence[Column], recognised: Sequence[Column], choice: SheetChoice) -> list[Column]:
    first_halves = {col: column for column in recognised for col in column.other_cols}
    return [
        _with_choice(ColumnChoice(column, known, choice.columns[column.col], first_halves.get(column.col)))
        if column.col in choice.columns
        else column
        for column, known in zip(columns, recognised, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """The user's choice for one column: a field, or None for "not used".

    `recognised`: the column without the choice. `first_half`: the column that its values continue.
    """

    column: Column
    recognised: Column
    field: str | None
    first_half: Column | None = None

    @property
    def is_confirmation(self) -> bool:
        fields = self.recognised.fields
        return self.field in fields or any(self.field in DERIVED_FIELDS.get(name, ()) for name in fields)

    @property
    def is_second_half(self) -> bool:
        return self.first_half is not None and self.field in self.first_half.fields


def _unused(choice: ColumnChoice) -> Column:
    return replace(choice.column, concepts=(UNREAD,), extra_cols=(), is_corrected=True, user_fields=())


def _confirmed(choice: ColumnChoice) -> Column:
    """The column as it is recognised: it keeps what it holds besides the chosen field."""
    known = choice.recognised
    return replace(
        choice.column,
        concepts=known.concepts,
        owner=known.owner,
        extra_cols=known.extra_cols,
        birth_cols=known.birth_cols,
        household_cols=known.household_cols,
        is_corrected=True,
        user_fields=known.fields,
    )


def _holding(column: Column, field: str) -> Column:
    concept, owner = CONCEPT_OF_FIELD.get(field, (_CONCEPT_BY_FIELD.get(field, UNREAD), None))
    return replace(column, concepts=(concept,), owner=owner, is_corrected=True, user_fields=(field,))


CHOICE_RULES: tuple[Rule[ColumnChoice, Column], ...] = (
    # Running numbers fill no field, and still tell records from other rows.
    Rule(
        "unused numbers",
        lambda choice: choice.field is None and choice.column.concepts == ("index",),
        lambda choice: choice.column,
    ),
    Rule("unused", lambda choice: choice.field is None, _unused),
    Rule("second half", lambda choice: choice.is_second_half, lambda choice: choice.column),
    Rule("confirmed", lambda choice: choice.is_confirmation, _confirmed),
    Rule("changed", always(True), lambda choice: _holding(choice.column, str(choice.field))),
)


def _with_choice(choice: ColumnChoice) -> Column:
    return decide(CHOICE_RULES, choice) or choice.column


def _separate_chosen_halves(columns: Iterable[Column]) -> list[Column]:
    """The other half of a chosen name stays with it, unless the user chose something else for that half."""
    columns = list(columns)
    chosen = {column.col for column in columns if column.user_fields is not None}
    halves = {col for column in columns if column.user_fields for col in column.other_cols} - chosen
    columns = [_without_cols(column, chosen) if column.user_fields else column for column in columns]
    return [replace(column, concepts=(UNREAD,)) if column.col in halves else column for column in columns]


def _without_cols(column: Column, chosen: set[int]) -> Column:
    """The column without those of its other columns for which the user chose something."""
    return replace(
        column,
        extra_cols=tuple(col for col in column.extra_cols if col not in chosen),
        household_cols=tuple(col for col in column.household_cols if col not in chosen),
        birth_cols=_birth_without(column, chosen - {column.col}),
    )


def _birth_without(column: Column, chosen: set[int]) -> tuple[int | None, int | None, int] | None:
    if column.birth_cols is None:
        return None
    day, month, year = column.birth_cols
    return (None if day in chosen else day, None if month in chosen else month, year)


def _columns_without_heading(
    columns: Sequence[Column], choice: SheetChoice, block: HeaderBlock, width: int
) -> list[Column]:
    named = {col for column in columns for col in (column.col, *column.other_cols)}
    return [
        _holding(Column(col, ("",)), field)
        for col, field in choice.columns.items()
        if col not in named and field is not None and _may_belong(col, block, width)
    ]


def _may_belong(col: int, block: HeaderBlock, width: int) -> bool:
    return 0 <= col < width or block.left <= col <= block.right
