"""Values that titles, sheet names and group rows give to the rows under them, where no column gives them."""

import re
from dataclasses import dataclass

from assignments.rosters.parsing.cells.places import is_known_commune, normalise_commune, normalise_village
from assignments.rosters.parsing.columns.fields import MARKS
from assignments.rosters.parsing.columns.layout import TableLayout
from assignments.rosters.parsing.problems import problem
from assignments.rosters.parsing.records import Problem, TableContext
from assignments.rosters.parsing.rules import Rule, always, decide
from lambinh.lib.vietnamese import fold

_CELLS_SHOWN = 3
_NO_PLACE = re.compile(
    r"(?:sheet|trang|bang|danh sach|ds|phan cong|pc|ho gia dinh|can bo|thanh vien|cap|tong hop|bieu|phu luc|pl"
    r"|mau|data|du lieu|nam|thang|quy"
    r"|table|book|chinh thuc|du bi|import|export|list|nhap|so ho|ho|khac)[\s\d]*|(?:sheet|cap|tong hop"
    r"|danh sach|bieu|phu luc|so theo doi) .*|[\d\s./_-]*"
    r"|.*\b(?:20\d\d|danh sach|phan cong|ngheo|dang vien|phu trach|chu ho)\b.*"
)
_INHERITED = {
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
    groups: list[dict[str, str]], context: TableContext, layout: TableLayout
) -> tuple[list[dict[str, str]], list[Problem]]:
    """The values that each record takes from above, and notices of those that are not certain.

    Adds the place that the sheet's name gives to `context`.
    """
    inheritance = _Inheritance(context, layout)
    notices = _read_sheet_name(groups, context, inheritance.column_fields)
    # Records of one group share its mapping, and so its values.
    values_by_group = {
        id(group): inheritance.values(group) for group in {id(group): group for group in groups}.values()
    }
    if inheritance.cells:
        notices.append(problem("village", "cell_gives_village", value=", ".join(inheritance.cells[:_CELLS_SHOWN])))
    return [values_by_group[id(group)] for group in groups], notices


class _Inheritance:
    """How records of one table inherit values; remembers the cells whose village was taken."""

    def __init__(self, context: TableContext, layout: TableLayout) -> None:
        self.context = context
        self.column_fields = _fields_of_columns(layout)
        self.inherited = {
            name: field for name, field in _INHERITED[layout.kind].items() if field not in self.column_fields
        }
        self.takes_village_of_cell = layout.kind != "members" and not self.column_fields & {"village", "address"}
        self.cells: list[str] = []

    def values(self, group: dict[str, str]) -> dict[str, str]:
        above = _values_above(self.context, group)
        # Of two names for one field ("organisation", "member_organisation") the first counts.
        values = {field: above[name] for name, field in reversed(self.inherited.items()) if name in above}
        if self.takes_village_of_cell and "village" not in values and "cell_village" in above:
            values["village"] = above["cell_village"]
            self.cells.append(above.get("organisation", above["cell_village"]))
        return values


def _fields_of_columns(layout: TableLayout) -> set[str]:
    fields = set(layout.fields)
    if fields & set(MARKS):
        fields.add("poverty")
    if fields & {"member_workplace", "workplace"}:
        fields |= {"member_organisation", "organisation"}
    return fields


def _values_above(context: TableContext, group: dict[str, str]) -> dict[str, str]:
    values = {name: value for name, value in context.items() if isinstance(value, str)}
    if {"commune", "village", "cell_village"} & set(group):
        # The village of the title is not one of a group's own commune or village.
        values = {name: value for name, value in values.items() if name not in ("village", "cell_village")}
    return values | group


# --- the name of the sheet -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SheetNameCase:
    """The name of one sheet of several, and the places that its table names elsewhere."""

    name: str
    commune: str
    has_village: bool
    has_commune: bool


def _gives_commune(case: SheetNameCase) -> bool:
    return not case.has_commune and (case.has_village or is_known_commune(case.name))


SHEET_NAME_RULES: tuple[Rule[SheetNameCase, str | None], ...] = (
    Rule("no place", lambda case: _NO_PLACE.fullmatch(fold(case.name)) is not None, always(None)),
    Rule("commune of the title", lambda case: fold(case.name) == fold(case.commune), always(None)),
    # "Thổ Bình" over villages or among known communes; "Nà Khà" where nothing else names the village.
    Rule("commune", _gives_commune, always("commune")),
    Rule("village", lambda case: not case.has_village, always("village")),
)


def _read_sheet_name(groups: list[dict[str, str]], context: TableContext, fields: set[str]) -> list[Problem]:
    """Add the place that the sheet is named after to `context`, with a notice."""
    name = context.get("tab")
    if not isinstance(name, str):
        return []
    named_above = {field for group in groups for field in group} | set(context)
    case = SheetNameCase(
        name,
        commune=str(context.get("commune", "")),
        has_village=bool(fields & {"village", "address"} or named_above & {"village", "cell_village"}),
        has_commune="commune" in fields | named_above,
    )
    field = decide(SHEET_NAME_RULES, case)
    if field is None:
        return []
    context[field] = normalise_commune(name) if field == "commune" else normalise_village(name)
    return [problem(field, f"sheet_gives_{field}", value=name)]
