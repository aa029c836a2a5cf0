"""How well the reader reads the made-up layouts: rows right, wrong fields, invented rows, missed faults.

python -m tests.support.rosters.score [--layout N] [--seeds 2] [--first 0] [--size 24] [--show 10]
"""

import argparse
import datetime
import os
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.support.rosters.layouts import LAYOUTS, make

TODAY = datetime.date(2026, 11, 23)
Row = Mapping[str, Any]


@dataclass
class Score:
    """How well a reader read the rows of one workbook."""

    expected: int = 0
    right: int = 0
    missing: int = 0
    invented: int = 0
    unreported: int = 0
    false_alarms: int = 0
    fields: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    def __iadd__(self, other: "Score") -> "Score":
        for name in ("expected", "right", "missing", "invented", "unreported", "false_alarms"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.fields.update(other.fields)
        self.notes += other.notes
        return self

    @property
    def is_perfect(self) -> bool:
        """Whether every row is right, none is invented, and the reported faults are the planted ones."""
        return self.right == self.expected and not (self.invented or self.unreported or self.false_alarms)


def compare(sheets: Iterable[Row], truth: Mapping[str, Any]) -> Score:
    """Score a reader's answer, in the form that `read_roster --json` prints under "sheets", against a truth.

    Rows that share a number are matched with the row that they are most like. A field with a value None
    in the truth must be absent; so must one that the truth does not list, unless it is `free`; in a truth
    without `free` (the samples') a field that is not listed is not asked for.
    """
    sheets = list(sheets)
    only_one = len({row["sheet"] for row in truth["rows"]}) == 1 == len({sheet["name"] for sheet in sheets})
    actual: dict[tuple[str, int], list[Row]] = defaultdict(list)
    for sheet in sheets:
        for row in sheet["rows"]:
            actual["" if only_one else sheet["name"], row["row"]].append(row)
    expected: dict[tuple[str, int], list[Row]] = defaultdict(list)
    for row in truth["rows"]:
        expected["" if only_one else row["sheet"], row["row"]].append(row)
    score = Score(expected=len(truth["rows"]))
    wrong_kinds = {sheet["kind"] for sheet in sheets if sheet["rows"]} - {truth["kind"]}
    if wrong_kinds:
        score.notes.append(f"read as {', '.join(map(str, wrong_kinds))}, is {truth['kind']}")
    free = truth.get("free")
    for key in expected.keys() | actual.keys():
        _match(score, key, expected.get(key, []), actual.get(key, []), free)
    score.notes.sort()
    return score


def _match(score: Score, key: tuple[str, int], expected: list[Row], actual: list[Row], free: list[str] | None) -> None:
    remaining = list(actual)
    for row in expected:
        if not remaining:
            score.missing += 1
            score.notes.append(f"{_place(key)}: missing {_short(row['values'])}")
            continue
        best = min(remaining, key=lambda other, row=row: len(_differences(row, other, free)))
        remaining.remove(best)
        differences = _differences(row, best, free)
        score.right += not differences
        for name, expected_value, actual_value in differences:
            score.fields[name] += 1
            score.notes.append(f"{_place(key)}: {name} {expected_value!r}, got {actual_value!r}")
        _faults(score, key, row, best)
    score.invented += len(remaining)
    score.notes += [f"{_place(key)}: invented {_short(row['values'])}" for row in remaining]


def _differences(row: Row, other: Row, free: list[str] | None) -> list[tuple[str, object, object]]:
    expected, actual = row["values"], other["values"]
    faulty = {
        name
        for problem in row.get("problems", ())
        if problem["level"] == "error"
        for name in problem["field"].split("|")
    }
    names = set(expected) if free is None else (set(expected) | set(actual)) - (set(free) - set(expected))
    return [
        (name, expected.get(name), actual.get(name))
        for name in sorted(names)
        if _plain(expected.get(name)) != _plain(actual.get(name)) and not (name in faulty and name not in expected)
    ]


def _faults(score: Score, key: tuple[str, int], row: Row, other: Row) -> None:
    reported = {(problem["field"], problem["level"]) for problem in other.get("problems", ())}
    fields = {name for name, _ in reported}
    planted = {name for problem in row.get("problems", ()) for name in problem["field"].split("|")}
    for problem in row.get("problems", ()):
        if problem["level"] == "may":
            continue
        names = set(problem["field"].split("|"))
        if not names & fields:
            score.unreported += 1
            score.notes.append(f"{_place(key)}: unreported {problem['level']} of {problem['field']}")
        elif not {(name, problem["level"]) for name in names} & reported:
            score.notes.append(f"{_place(key)}: {problem['field']} is to be an {problem['level']}")
    for name, level in sorted(reported, key=str):
        if level == "error" and name not in planted:
            score.false_alarms += 1
            score.notes.append(f"{_place(key)}: reports an error of {name} that is none")


def _plain(value: object) -> object:
    if isinstance(value, datetime.date):
        return value.isoformat()
    return None if value == "" else str(value) if value is not None else None


def _place(key: tuple[str, int]) -> str:
    sheet, row = key
    return f"{sheet} row {row}" if sheet else f"row {row}"


def _short(values: Mapping[str, object]) -> str:
    return " · ".join(str(value) for value in list(values.values())[:4])


def read(path: Path) -> list[dict[str, Any]]:
    """The project's reader on a workbook, as `read_roster --json` prints its sheets."""
    from assignments.management.commands.read_roster import as_json
    from assignments.rosters.parsing import read_roster
    from lambinh.lib.spreadsheets.reader import read_workbook

    sheets: list[dict[str, Any]] = as_json(read_roster(read_workbook(path), today=TODAY))["sheets"]
    return sheets


def score_layout(number: int, seed: int, folder: Path, size: int = 24) -> Score:
    """Make a workbook of a layout, read it, compare; a reader that raises has every row missing."""
    path, truth = make(number, seed, folder, size)
    try:
        sheets = read(path)
    except Exception as error:
        rows = len(truth["rows"])
        return Score(expected=rows, missing=rows, notes=[f"cannot be read: {type(error).__name__}: {error}"])
    return compare(sheets, truth)


def main() -> None:
    """Print a line for each layout, and under it what differs."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--layout", type=int, action="append", help="only this layout, may be repeated")
    options.add_argument("--seeds", type=int, default=2, help="how many seeds of each layout")
    options.add_argument("--first", type=int, default=0, help="the first seed")
    options.add_argument("--size", type=int, default=24)
    options.add_argument("--show", type=int, default=3, help="differences shown for each workbook")
    chosen = options.parse_args()
    total = Score()
    _write_line(f"{'layout':28} seed  rows right  miss  inv  unrep alarm  wrong fields")
    with tempfile.TemporaryDirectory() as folder:
        for number in chosen.layout or sorted(LAYOUTS):
            for seed in range(chosen.first, chosen.first + chosen.seeds):
                score = score_layout(number, seed, Path(folder), chosen.size)
                total += score
                _print(f"{number:2} {LAYOUTS[number].name}", str(seed), score)
                for note in score.notes[: chosen.show] if not score.is_perfect else ():
                    _write_line(f"      {note[:170]}")
    _print("all", "", total)
    _write_line(f"{100 * total.right / max(total.expected, 1):.2f} % of rows wholly right")


def _write_line(line: str) -> None:
    sys.stdout.write(line + "\n")


def _print(name: str, seed: str, score: Score) -> None:
    wrong = ", ".join(f"{name} {count}" for name, count in score.fields.most_common(5))
    counts = f"{score.expected:5} {score.right:5} {score.missing:5} {score.invented:4} {score.unreported:6}"
    _write_line(f"{name:28} {seed:>4} {counts} {score.false_alarms:5}  {wrong}")


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lambinh.settings")
    django.setup()
    main()
