"""The tier of each assignee's columns, where a list names one of the district and one of the commune."""

import re
from collections import Counter
from collections.abc import Sequence

from assignments.rosters.parsing.columns.fields import ASSIGNEE, ASSIGNMENT
from assignments.rosters.parsing.columns.headings import normal_heading
from assignments.rosters.parsing.columns.layout import Column

_DISTRICT = re.compile(r"\bhuyen\b")
_COMMUNE = re.compile(r"\b(xa|thi tran|chi bo|thon)\b")


def assign_tiers(columns: Sequence[Column]) -> None:
    """Set the tier of the columns of assignees, where the columns of names are of both tiers."""
    names = [column for column in columns if "member_name" in column.fields]
    tiers = _tiers_of_names(names)
    if tiers is None:
        return
    for column, tier in zip(names, tiers, strict=True):
        column.tier = tier
    current = names[0].tier
    for column in columns:
        current = column.tier or current
        if column not in names and _is_of_one_assignee(column, columns):
            column.tier = tier_named(*column.texts[:-1]) or current


def _tiers_of_names(names: Sequence[Column]) -> list[str] | None:
    """The tier of each column of names; None unless both tiers occur and each column is of one."""
    tiers = [tier_named(*column.texts) for column in names]
    if tiers.count(None) == 1 and set(tiers) == {"district", None}:
        tiers = [tier or "commune" for tier in tiers]
    return [str(tier) for tier in tiers] if set(tiers) == {"district", "commune"} else None


def tier_named(*texts: str) -> str | None:
    """The tier that headings name; None when they name none or both."""
    words = " ".join(map(normal_heading, texts))
    district, commune = _DISTRICT.search(words), _COMMUNE.search(words)
    if bool(district) == bool(commune):
        return None
    return "district" if district else "commune"


def _is_of_one_assignee(column: Column, columns: Sequence[Column]) -> bool:
    """Whether a column is about one assignee; the days of the assignment are where each assignee has their own."""
    own = set(column.fields)
    if own & set(ASSIGNEE.values()):
        return True
    counts = Counter(name for other in columns for name in other.fields)
    return bool(own & set(ASSIGNMENT.values())) and all(counts[name] > 1 for name in own)
