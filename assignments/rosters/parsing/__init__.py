"""From cells to rows: a workbook's tables, columns, values, and everything that is wrong with them.

`reader` names the stages in order. `sheet/` prepares cells. `table/` finds the tables of a sheet (`header_blocks`),
tells records from groups, totals and signatures (`row_classifier`) and reads titles. `columns/` maps headings to
fields (`mapping`, `headings`, `fields`) and applies the user's choices (`user_choices`). `cells/` parses text into
values (`column_values`, `parsers`). `row_assembly` builds the rows.
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
