"""What a person said of the columns of a sheet, put upon what their headings mean."""

from dataclasses import replace

from assignments.rosters.parsing.columns.fields import CONCEPT_OF_FIELD, DERIVED_FIELDS, FIELDS
from assignments.rosters.parsing.columns.layout import Column, HeaderBlock
from assignments.rosters.parsing.columns.mapping import map_columns
from assignments.rosters.parsing.columns.vocabulary import UNREAD
from assignments.rosters.parsing.records import SheetChoice


def apply_user_choices(block: HeaderBlock, choice: SheetChoice, title: str, *, width: int) -> HeaderBlock:
    """The block with the chosen columns as they were chosen. `width`: how many columns may belong to it."""
    if not choice.columns:
        return block
    understood = [replace(column) for column in block.columns]
    map_columns(understood, title, kind=choice.kind, asked=True)
    halves = {place: one for one in understood for place in one.other_cols}
    columns = []
    for column, known in zip(block.columns, understood, strict=True):
        if column.col in choice.columns:
            _choose(column, known, choice.columns[column.col], halves.get(column.col))
        columns.append(column)
    _keep_halves(columns)
    named = {place for column in columns for place in (column.col, *column.other_cols)}
    for place, field in choice.columns.items():
        if place not in named and field is not None and _belongs(place, block, width):
            columns.append(_said(Column(place, ("",)), field))
    columns.sort(key=lambda column: column.col)
    places = [block.left, block.right, *(column.col for column in columns)]
    return replace(block, columns=columns, left=min(places), right=max(places))


def _belongs(place: int, block: HeaderBlock, width: int) -> bool:
    return 0 <= place < width or block.left <= place <= block.right


def _choose(column: Column, known: Column, field: str | None, first_half: Column | None) -> None:
    """`known`: the column as it is understood without the choice; what it holds besides `field` it keeps."""
    if field is None:
        if column.concepts != ("index",):
            column.concepts, column.extra_cols, column.is_corrected, column.user_fields = (UNREAD,), (), True, ()
    elif first_half is not None and field in first_half.fields:
        return
    elif field in known.fields or any(field in DERIVED_FIELDS.get(name, ()) for name in known.fields):
        column.concepts, column.owner, column.extra_cols, column.birth_cols = (
            known.concepts,
            known.owner,
            known.extra_cols,
            known.birth_cols,
        )
        column.household_cols, column.is_corrected, column.user_fields = known.household_cols, True, known.fields
    else:
        _said(column, field)


def _keep_halves(columns: list[Column]) -> None:
    """The other half of a chosen name stays with it, unless the person said something else of that."""
    own = {column.col: column for column in columns}
    for column in columns:
        if column.user_fields:
            free = {place for place in column.other_cols if place not in own or own[place].user_fields is None}
            column.extra_cols = tuple(place for place in column.extra_cols if place in free)
            column.household_cols = tuple(place for place in column.household_cols if place in free)
            if column.birth_cols:
                day, month, year = column.birth_cols
                column.birth_cols = (
                    day if day in {*free, column.col} else None,
                    month if month in free else None,
                    year,
                )
            for place in free & own.keys():
                own[place].concepts = (UNREAD,)


def _said(column: Column, field: str) -> Column:
    by_field = {name: concept for table in FIELDS.values() for concept, name in table.items()}
    concept, column.owner = CONCEPT_OF_FIELD.get(field, (by_field.get(field, UNREAD), None))
    column.concepts, column.is_corrected, column.user_fields = (concept,), True, (field,)
    return column
