"""From cells to understood rows: a workbook's tables, columns, values and everything that is wrong with them.

The way of the data: `blocks` finds tables in a sheet, `columns` says what their headings mean (`headings`, `fields`),
`body` tells rows of data from groups, totals and signatures, `values` and `parsing` turn text into values,
`assembly` puts a row together, `roster` does it all for a workbook.
"""

from assignments.rosters.reading.records import Ignored, Problem, Roster, Row, SeenColumn, Table, Value
from assignments.rosters.reading.roster import read_roster
from assignments.rosters.reading.single import read_value

__all__ = ["Ignored", "Problem", "Roster", "Row", "SeenColumn", "Table", "Value", "read_roster", "read_value"]
