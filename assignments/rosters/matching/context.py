"""RosterContext: the facts that all rows of a roster share while they are matched."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from assignments.rosters.matching.units import UnitIndex
from assignments.rosters.rows import PlannedRow, SourceTable, Values
from households.models.scoped import Units


@dataclass(frozen=True)
class RosterContext:
    """Tables, effective date, and the part of the data that rows are compared with."""

    sources: Sequence[SourceTable]
    unit_index: UnitIndex
    as_of: date
    readable_units: Units
    """Units whose records the user may read; records of other units are treated as if they did not exist."""

    def title(self, row: PlannedRow) -> Values:
        """Facts in the title of the row's table."""
        return self.sources[row.source].context


def roster_context(
    sources: Sequence[SourceTable], rows: Iterable[PlannedRow], as_of: date, readable_units: Units
) -> RosterContext:
    """The context of the rows, with the units of their communes."""
    return RosterContext(sources, UnitIndex(commune_names(rows), as_of), as_of, readable_units)


def commune_names(rows: Iterable[PlannedRow]) -> set[str]:
    return {name for row in rows if (name := row.values.get("commune"))}
