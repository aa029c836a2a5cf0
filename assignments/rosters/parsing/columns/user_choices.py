"""What a person said of the columns of a sheet, put upon what their headings mean."""

from dataclasses import replace

from assignments.rosters.parsing.columns.fields import CORRECTED, STANDS_FOR
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
    halves = {place: one for one in understood for place in one.others}
    columns = []
    for column, known in zip(block.columns, understood, strict=True):
        if column.place in choice.columns:
            _choose(column, known, choice.columns[column.place], halves.get(column.place))
        columns.append(column)
    _keep_halves(columns)
    named = {place for column in columns for place in (column.place, *column.others)}
    for place, field in choice.columns.items():
        if place not in named and field is not None and _belongs(place, block, width):
            columns.append(_said(Column(place, ("",)), field))
    columns.sort(key=lambda column: column.place)
    places = [block.left, block.right, *(column.place for column in columns)]
    return replace(block, columns=columns, left=min(places), right=max(places))


def _belongs(place: int, block: HeaderBlock, width: int) -> bool:
    return 0 <= place < width or block.left <= place <= block.right


def _choose(column: Column, known: Column, field: str | None, first_half: Column | None) -> None:
    """`known`: the column as it is understood without the choice; what it holds besides `field` it keeps."""
    if field is None:
        if column.concepts != ("index",):
            column.concepts, column.also, column.corrected, column.said = (UNREAD,), (), True, ()
    elif first_half is not None and field in first_half.fields:
        return
    elif field in known.fields or any(field in STANDS_FOR.get(name, ()) for name in known.fields):
        column.concepts, column.owner, column.also, column.parts = known.concepts, known.owner, known.also, known.parts
        column.listed, column.corrected, column.said = known.listed, True, known.fields
    else:
        _said(column, field)


def _keep_halves(columns: list[Column]) -> None:
    """The other half of a chosen name stays with it, unless the person said something else of that."""
    own = {column.place: column for column in columns}
    for column in columns:
        if column.said:
            free = {place for place in column.others if place not in own or own[place].said is None}
            column.also = tuple(place for place in column.also if place in free)
            column.listed = tuple(place for place in column.listed if place in free)
            if column.parts:
                day, month, year = column.parts
                column.parts = (day if day in {*free, column.place} else None, month if month in free else None, year)
            for place in free & own.keys():
                own[place].concepts = (UNREAD,)


def _said(column: Column, field: str) -> Column:
    concept, column.owner = CORRECTED.get(field, (UNREAD, None))
    column.concepts, column.corrected, column.said = (concept,), True, (field,)
    return column
