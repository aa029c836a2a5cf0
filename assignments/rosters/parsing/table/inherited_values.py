"""What titles, tabs and group rows give to the rows under them, where no column of the table says it."""

import re
from typing import Any

from assignments.rosters.parsing.cells.places import is_known_commune, tidy_commune, tidy_village
from assignments.rosters.parsing.columns.fields import MARKS
from assignments.rosters.parsing.columns.layout import TableLayout
from assignments.rosters.parsing.problems import problem
from assignments.rosters.parsing.records import Problem
from lambinh.lib.vietnamese import fold

_NO_PLACE = re.compile(
    r"(?:sheet|trang|bang|danh sach|ds|phan cong|pc|ho gia dinh|can bo|thanh vien|cap|tong hop|bieu|phu luc|pl"
    r"|mau|data|du lieu|nam|thang|quy"
    r"|table|book|chinh thuc|du bi|import|export|list|nhap|so ho|ho|khac)[\s\d]*|(?:sheet|cap|tong hop"
    r"|danh sach|bieu|phu luc|so theo doi) .*|[\d\s./_-]*"
    r"|.*\b(?:20\d\d|danh sach|phan cong|ngheo|dang vien|phu trach|chu ho)\b.*"
)
_GIVEN = {
    "assignments": {
        "village": "village",
        "commune": "commune",
        "tier": "tier",
        "member_name": "member_name",
        "member_position": "member_position",
        "member_organisation": "member_organisation",
        "organisation": "member_organisation",
    },
    "households": {"village": "village", "commune": "commune", "poverty": "poverty"},
    "members": {
        "village": "village",
        "commune": "commune",
        "tier": "tier",
        "organisation": "organisation",
    },
}


def inherited_values(
    groups: list[dict[str, str]], context: dict[str, Any], layout: TableLayout
) -> tuple[list[dict[str, str]], list[Problem]]:
    """For every record what it takes from above, and notices of what was taken without being certain."""
    fields = _told_by_columns(layout)
    given = {name: field for name, field in _GIVEN[layout.kind].items() if field not in fields}
    notices = _read_tab(groups, context, fields)
    takes_cell = layout.kind != "members" and not fields & {"village", "address"}
    made: dict[int, dict[str, str]] = {}
    cells: list[str] = []
    for group in groups:
        if id(group) in made:
            continue
        said = _said(context, group)
        defaults = made[id(group)] = {field: said[name] for name, field in reversed(given.items()) if name in said}
        if takes_cell and "village" not in defaults and "cell_village" in said:
            defaults["village"] = said["cell_village"]
            cells.append(said.get("organisation", said["cell_village"]))
    if cells:
        notices.append(problem("village", "cell_gives_village", value=", ".join(cells[:3])))
    return [made[id(group)] for group in groups], notices


def _told_by_columns(layout: TableLayout) -> set[str]:
    fields = {name for column in layout.columns for name in column.fields}
    if fields & set(MARKS):
        fields.add("poverty")
    if fields & {"member_workplace", "workplace"}:
        fields |= {"member_organisation", "organisation"}
    return fields


def _read_tab(groups: list[dict[str, str]], context: dict[str, Any], fields: set[str]) -> list[Problem]:
    """A sheet named "Nà Khà" among others is a village's, or a commune's where the villages are named inside."""
    tab = context.get("tab")
    if tab is None or _NO_PLACE.fullmatch(fold(tab)) or fold(tab) == fold(str(context.get("commune", ""))):
        return []
    inside = {name for group in groups for name in group}
    has_village = bool(fields & {"village", "address"} or {"village", "cell_village"} & (inside | set(context)))
    has_commune = "commune" in fields or "commune" in inside or "commune" in context
    if not has_commune and (has_village or is_known_commune(tab)):
        context["commune"] = tidy_commune(tab)
        return [problem("commune", "sheet_gives_commune", value=tab)]
    if not has_village:
        context["village"] = tidy_village(tab)
        return [problem("village", "sheet_gives_village", value=tab)]
    return []


def _said(context: dict[str, Any], group: dict[str, str]) -> dict[str, str]:
    said = {name: value for name, value in context.items() if isinstance(value, str)}
    if {"commune", "village", "cell_village"} & set(group):
        # A group names its own place; what the title says about a smaller one does not hold there.
        said = {name: value for name, value in said.items() if name not in ("village", "cell_village")}
    return {**said, **group}
