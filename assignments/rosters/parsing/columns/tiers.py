"""A carer of the district and one of the commune named beside one household: whose column is whose."""

import re
from collections import Counter
from collections.abc import Sequence

from assignments.rosters.parsing.columns.fields import ASSIGNEE, ASSIGNMENT
from assignments.rosters.parsing.columns.headings import normal_heading
from assignments.rosters.parsing.columns.layout import Column

_DISTRICT = re.compile(r"\bhuyen\b")
_COMMUNE = re.compile(r"\b(xa|thi tran|chi bo|thon)\b")


def assign_tiers(columns: Sequence[Column]) -> None:
    """Say of the columns of carers whose they are, where two columns of names are of one tier each."""
    names = [column for column in columns if "member_name" in column.fields]
    if len(names) < 2:
        return
    for column in names:
        column.tier = tier_named(*column.texts)
    unnamed = [column for column in names if column.tier is None]
    if len(unnamed) == 1 and {column.tier for column in names} == {"district", None}:
        unnamed[0].tier = "commune"
    if {column.tier for column in names} != {"district", "commune"}:
        for column in names:
            column.tier = None
        return
    current = names[0].tier
    for column in columns:
        current = column.tier or current
        if column not in names and _is_carers(column, columns):
            column.tier = tier_named(*column.texts[:-1]) or current


def tier_named(*texts: str) -> str | None:
    words = " ".join(map(normal_heading, texts))
    district, commune = _DISTRICT.search(words), _COMMUNE.search(words)
    if bool(district) == bool(commune):
        return None
    return "district" if district else "commune"


def _is_carers(column: Column, columns: Sequence[Column]) -> bool:
    """Of one carer only; the days of the assignment are where each carer has them."""
    own = set(column.fields)
    if own & set(ASSIGNEE.values()):
        return True
    held = Counter(name for other in columns for name in other.fields)
    return bool(own & set(ASSIGNMENT.values())) and all(held[name] > 1 for name in own)
