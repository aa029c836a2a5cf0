"""From cells to rows: the tables of a workbook, their columns and values, and every problem of them.

`reader` reads a workbook, `sheet_reader` names the stages of one sheet. `sheet/` prepares cells. `table/` finds the
tables (`header_blocks`, `header_rows`), tells records from groups, totals and signatures (`row_classifier` walks,
`row_rules` and `group_rows` decide) and reads titles. `columns/` maps headings to fields (`mapping`, `headings`,
`fields`) and applies the user's choices (`user_choices`). `cells/` parses text into values (`column_values`,
`parsers`). `table_rows` and `row_assembly` build the rows. Decisions are ordered tables of named `rules`.
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
