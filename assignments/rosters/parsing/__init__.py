"""From cells to understood rows: a workbook's tables, columns, values and everything that is wrong with them.

The way of the data: `blocks` finds tables in a sheet, `columns` says what their headings mean (`headings`, `fields`)
and `chosen` what a person said of them, `body` tells rows of data from groups, totals and signatures, `values` and
`parsing` turn text into values, `assembly` puts a row together, `roster` does it all for a workbook.
"""

from assignments.rosters.parsing.columns.headings import normal_heading
from assignments.rosters.parsing.reader import read_roster
from assignments.rosters.parsing.records import (
    Choices,
    ColumnPreview,
    Ignored,
    Problem,
    Roster,
    Row,
    SheetChoice,
    Table,
    Value,
)
from assignments.rosters.parsing.single_value import read_value

__all__ = [
    "Choices",
    "ColumnPreview",
    "Ignored",
    "Problem",
    "Roster",
    "Row",
    "SheetChoice",
    "Table",
    "Value",
    "normal_heading",
    "read_roster",
    "read_value",
]
