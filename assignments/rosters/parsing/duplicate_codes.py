"""One household code for two heads in a file is an error of both rows."""

from collections.abc import Sequence

from assignments.rosters.parsing.problems import problem
from assignments.rosters.parsing.records import Row, Value
from lambinh.lib.vietnamese import clean, sort_key


def add_duplicate_code_problems(tables: Sequence[list[Row]]) -> None:
    """Add an error to each row whose code another row of any table gives to another head."""
    first_by_code: dict[Value, tuple[list[Row], int]] = {}
    for rows in tables:
        for i, row in enumerate(rows):
            code, head = row.values.get("household_code"), row.values.get("head_name")
            if code is None or head is None:
                continue
            if code not in first_by_code:
                first_by_code[code] = rows, i
                continue
            first_rows, first = first_by_code[code]
            if not _is_same_name(first_rows[first].values["head_name"], head):
                _add_problem(rows, i, first_rows[first].row)
                _add_problem(first_rows, first, row.row)


def _is_same_name(first: Value, second: Value) -> bool:
    # Most are alike letter for letter; comparing without marks and case costs more.
    return first == second or sort_key(clean(str(first))) == sort_key(clean(str(second)))


def _add_problem(rows: list[Row], i: int, other_row: int) -> None:
    row = rows[i]
    if all(known.code != "same_code" for known in row.problems):
        duplicate = problem("household_code", "same_code", value=row.values["household_code"], row=other_row)
        rows[i] = Row(row.row, row.values, (*row.problems, duplicate))
