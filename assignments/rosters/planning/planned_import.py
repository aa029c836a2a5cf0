"""A parsed roster and its plan as an import."""

from dataclasses import asdict, dataclass
from datetime import datetime

from assignments.rosters.models import RosterImport
from assignments.rosters.planning.plan import Plan, summarise
from assignments.rosters.reader import ParsedRoster
from assignments.rosters.rows import PlannedRow
from lambinh.accounts.models import User


@dataclass(frozen=True)
class PlannedImport:
    """An import with its plan, neither of them stored."""

    roster_import: RosterImport
    plan: Plan[PlannedRow]


def planned_import(roster: ParsedRoster, plan: Plan[PlannedRow], *, by: User, now: datetime) -> PlannedImport:
    roster_import = RosterImport(
        kind=roster.kind,
        file_name=roster.file.name,
        digest=roster.digest,
        as_of=plan.as_of,
        mapping=[asdict(source) for source in roster.sources],
        checked_by=by,
    )
    summarise(roster_import, plan, now=now)
    return PlannedImport(roster_import, plan)
