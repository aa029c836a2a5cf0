"""What is written once and meant for the rows below: members, villages and dates, and cells that say "as above"."""

from assignments.rosters.parsing.cells.parsed_column import DITTO, ParsedColumn
from assignments.rosters.parsing.cells.parsers import CellResult, ParsedCell
from assignments.rosters.parsing.problems import problem

CARER_FIELDS = {
    "member_name",
    "member_position",
    "member_organisation",
    "member_workplace",
    "member_birth_year",
    "member_phone",
    "member_village",
    "member_commune",
}
WRITTEN_ONCE = {"village", "commune", "address", "tier", "organisation", "workplace"}
# A blank date means "not known" or "still going on", unless the dates stand beside the members only.
WITH_CARER = WRITTEN_ONCE | {"starts_on", "ends_on", "period"}


def _say_filled(one: ParsedColumn, goes_on: list[bool], numbered: list[bool]) -> None:
    """In a list of households a blank under "người phụ trách" may also mean that nobody is in charge."""
    for number, on in enumerate(goes_on):
        outcome = one.outcomes[number]
        if on and numbered[number] and outcome is not None and not isinstance(outcome, list):
            found = outcome if isinstance(outcome, ParsedCell) else ParsedCell({"member_name": outcome})
            name = found.values.get("member_name", "")
            one.outcomes[number] = ParsedCell(found.values, (problem("member_name", "filled_from_above", value=name),))


_OF_THE_CHARGE = CARER_FIELDS | {"tier", "starts_on", "ends_on", "period", "help", "result", "note"}


def fill_household_cells(told: list[ParsedColumn], groups: list[dict[str, str]], unnumbered: list[bool]) -> None:
    """A second carer under the first, with the household's cells left blank: the household is the one above."""
    carer = next((one for one in told if "member_name" in one.fields), None)
    head = next((one for one in told if "head_name" in one.fields), None)
    if carer is None or head is None or carer.column is None or head.column is None:
        return
    if carer.column.place < head.column.place:
        return
    of_household = [one for one in told if not set(one.fields) & _OF_THE_CHARGE]
    own = [one for one in of_household if one.fields != ("poverty",)]
    for number in range(1, len(groups)):
        named = carer.outcomes[number] is not None and unnumbered[number] and head.outcomes[number] is None
        if named and groups[number] is groups[number - 1] and all(one.outcomes[number] is None for one in own):
            for one in of_household:
                outcome = one.outcomes[number - 1]
                # What could not be read of a household is not known in its second row either.
                faulty = isinstance(outcome, ParsedCell) and not outcome.values
                one.outcomes[number] = outcome if faulty else _without_problems(outcome)


def fill_down(
    told: list[ParsedColumn],
    groups: list[dict[str, str]],
    numbered: list[bool] | None,
    merged: list[bool],
    ended: list[bool] | None = None,
) -> None:
    """`numbered`: the rows with a number of their own, where the list goes by households and not by members."""
    carer = next((one for one in told if "member_name" in one.fields), None)
    blank = [outcome is None for outcome in carer.outcomes] if carer else []
    again = [outcome is DITTO for outcome in carer.outcomes] if carer else []
    for one in told:
        _resolve_dittos(one)
    if carer is not None:
        same_group = [number > 0 and groups[number] is groups[number - 1] for number in range(len(groups))]
        # Whether a row goes on with the member above has to be known before the name itself is filled in.
        goes_on = [
            (unnamed and together) or ditto or covered
            for unnamed, together, ditto, covered in zip(blank, same_group, again, merged, strict=True)
        ]
        if ended is not None:
            goes_on = [on and not end for on, end in zip(goes_on, ended, strict=True)]
        goes_on[:1] = [False] * len(goes_on[:1])
        for one in told:
            if set(one.fields) & CARER_FIELDS and set(one.fields) <= CARER_FIELDS:
                _fill(one, goes_on)
                if one is carer and numbered is not None:
                    _say_filled(one, [on and unnamed for on, unnamed in zip(goes_on, blank, strict=True)], numbered)
            elif set(one.fields) <= WITH_CARER and _is_written_with_carer(one, goes_on):
                _fill(one, goes_on)
            if _stands_before(one, carer) and _is_written_once(one, groups):
                _fill(one, same_group)
    for one in told:
        if set(one.fields) <= WRITTEN_ONCE and _is_written_once(one, groups):
            _fill(one, [number > 0 and groups[number] is groups[number - 1] for number in range(len(groups))])


def _stands_before(one: ParsedColumn, carer: ParsedColumn) -> bool:
    """An agency to the left of its people is written once for all of them."""
    if one.column is None or carer.column is None or one.fields != ("member_organisation",):
        return False
    return one.column.place < carer.column.place


def _is_written_with_carer(one: ParsedColumn, goes_on: list[bool]) -> bool:
    """Filled exactly where a member's name is: it holds for all the households of that member."""
    blanks = [on for outcome, on in zip(one.outcomes, goes_on, strict=True) if outcome is None]
    filled = [on for outcome, on in zip(one.outcomes, goes_on, strict=True) if outcome is not None]
    return bool(blanks) and all(blanks) and not any(filled)


def _fill(one: ParsedColumn, goes_on: list[bool]) -> None:
    outcomes = one.outcomes
    for number, on in enumerate(goes_on):
        if on and outcomes[number] is None:
            outcomes[number] = _without_problems(outcomes[number - 1])


def _without_problems(outcome: CellResult | list[ParsedCell]) -> CellResult | list[ParsedCell]:
    return ParsedCell(outcome.values) if isinstance(outcome, ParsedCell) and outcome.problems else outcome


def _is_written_once(one: ParsedColumn, groups: list[dict[str, str]]) -> bool:
    """No value follows itself, and most rows are blank: each value stands for the rows under it."""
    present = [outcome is not None for outcome in one.outcomes]
    if all(present) or not present[:1] or not present[0] or sum(present) * 10 > len(present) * 7:
        return False
    del groups
    repeats = sum(
        1
        for before, after in zip(one.outcomes, one.outcomes[1:], strict=False)
        if after is not None and before == after
    )
    return repeats == 0


def _resolve_dittos(one: ParsedColumn) -> None:
    if not any(outcome is DITTO for outcome in one.outcomes):
        return
    last: CellResult | list[ParsedCell] = None
    field = one.fields[0]
    for number, outcome in enumerate(one.outcomes):
        if outcome is DITTO:
            if last is None:
                one.outcomes[number] = ParsedCell({}, (problem(field, "ditto_without_above"),))
            elif isinstance(last, ParsedCell) and last.problems and not last.values:
                one.outcomes[number] = ParsedCell({}, (problem(field, "ditto_of_fault"),))
            else:
                one.outcomes[number] = _without_problems(last)
        elif outcome is not None:
            last = outcome
