"""The models of this app; Django looks for them here."""

from assignments.rosters.models.imports import RosterImport, RosterKind, RosterRow
from assignments.rosters.models.uploads import RememberedHeading, RosterUpload

__all__ = [
    "RememberedHeading",
    "RosterImport",
    "RosterKind",
    "RosterRow",
    "RosterUpload",
]
