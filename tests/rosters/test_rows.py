from assignments.rosters.matching.rows import MemberRow
from assignments.rosters.models import RosterKind
from assignments.rosters.rows import Outcome, RosterRows


def test_rows_that_are_left_out_are_not_included() -> None:
    first = MemberRow(0, 0, 2, {}, ())
    left_out = MemberRow(1, 0, 3, {}, (), outcome=Outcome.LEFT_OUT)

    roster = RosterRows(RosterKind.MEMBERS, [], [first, left_out])

    assert roster.included == [first]
