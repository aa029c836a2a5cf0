"""Entries of the journal in words: titles of columns, labels of choices, days, names where the reader may see them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.dateparse import parse_datetime
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lambinh.audit.models import Change, Look
from lambinh.lib.admin.reasons import format_correction, format_reason
from lambinh.lib.dates.formatting import format_day, format_moment, format_range

_RANGE = re.compile(r"[\[(]([\d-]*),([\d-]*)[\])]")
_HIDDEN = "•"
_WAYS = {"page": gettext_lazy("page"), "admin": gettext_lazy("registers"), "": gettext_lazy("directly in the database")}
_TITLES = {"mfa_authenticator": gettext_lazy("second factor")}
"""Tables of other packages: what a row is to people; its columns say nothing to them."""
Field = models.Field[Any, Any]
Named = dict[tuple[type[models.Model], int], str]


@dataclass(frozen=True)
class Detail:
    """A column of a change: what it is called, what stood there before and after."""

    title: str
    before: str
    after: str


@dataclass(frozen=True)
class EntryRow:
    """An entry as a page shows it."""

    at: datetime
    who: str
    way: str
    what: str
    record: int | None
    details: list[Detail]
    why: str
    is_look: bool


def lines(entries: list[Change | Look], reader: Any) -> list[EntryRow]:
    """`entries` in words. A query for each kind of row that they name, however many there are."""
    names = _names(entries, reader)
    return [_line(entry, names) for entry in entries]


def model_of(table: str) -> type[models.Model] | None:
    """The model whose rows stand in `table`."""
    return next((model for model in apps.get_models() if model._meta.db_table == table), None)


def field_of(model: type[models.Model] | None, column: str) -> Field | None:
    """The field that is kept in `column`; a secret's several columns are one field to a reader."""
    name = "citizen_id_sealed" if column.startswith("citizen_id") else column
    for field in model._meta.concrete_fields if model else ():
        if field.column == name:
            return field
    return None


def title_of(model: type[models.Model] | None, column: str) -> str:
    """What a column is called."""
    if column.startswith("citizen_id"):
        return capfirst(_("citizen id"))
    field = field_of(model, column)
    return capfirst(str(field.verbose_name)) if field else column


def _line(entry: Change | Look, names: Named) -> EntryRow:
    who, way = _who(entry, names), source_label(entry.way)
    if isinstance(entry, Look):
        what = f"{capfirst(entry.get_kind_display())}: {_taken(entry)}"
        return EntryRow(entry.at, who, way, what, None, [], format_reason(entry.why), is_look=True)
    model = model_of(entry.table)
    title = str(_TITLES.get(entry.table) or (model._meta.verbose_name if model else entry.table))
    what = f"{capfirst(title)}: {entry.get_action_display()}"
    details = [] if entry.table in _TITLES else list(_details(entry, model, names))
    return EntryRow(entry.at, who, way, what, entry.record, details, "", is_look=False)


def source_label(way: str) -> str:
    """By which way something came: "import 12" in words."""
    first, _space, rest = way.partition(" ")
    if first == "import":
        return _("import %(number)s") % {"number": rest}
    if first == "command":
        return _("command %(name)s") % {"name": rest}
    if first == "correction:":
        return _("correction: %(reason)s") % {"reason": format_correction(rest)}
    return str(_WAYS.get(way, way))


def _who(entry: Change | Look, names: Named) -> str:
    if entry.by is None:
        return entry.role
    user = apps.get_model("accounts", "User")
    return names.get((user, entry.by)) or _("user %(number)s") % {"number": entry.by}


def _taken(look: Look) -> str:
    """A register by its name, its filters as they are."""
    first, space, rest = look.what.partition(" ")
    try:
        title = capfirst(str(apps.get_model(first)._meta.verbose_name_plural)) if first.count(".") == 1 else first
    except LookupError:
        title = first
    rows = "" if look.rows is None else " · " + _("%(number)s rows") % {"number": look.rows}
    return f"{title}{space}{rest}{rows}"


def _details(change: Change, model: type[models.Model] | None, names: Named) -> Iterator[Detail]:
    before, after = change.before or {}, change.after or {}
    said = set()
    for column in _in_order(model, {**before, **after}):
        title = title_of(model, column)
        if title not in said:
            said.add(title)
            field = field_of(model, column)
            yield Detail(title, _value(field, before.get(column), names), _value(field, after.get(column), names))


def _in_order(model: type[models.Model] | None, columns: Iterable[str]) -> list[str]:
    order = [field.column for field in model._meta.concrete_fields] if model else []
    return sorted(columns, key=lambda column: order.index(column) if column in order else len(order))


def _value(field: Field | None, value: Any, names: Named) -> str:
    if value is None or value == "":
        return ""
    if value == _HIDDEN:
        return _("(not kept)")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(field, models.ForeignKey):
        return names.get((field.related_model, value)) or _("number %(number)s") % {"number": value}
    if field is not None and field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return _day_or_text(field, str(value))


def _day_or_text(field: Field | None, value: str) -> str:
    if isinstance(field, DateRangeField):
        return _range(value)
    if isinstance(field, models.DateTimeField):
        moment = parse_datetime(value)
        return format_moment(moment) if moment else value
    return format_day(date.fromisoformat(value)) if isinstance(field, models.DateField) else value


def _range(text: str) -> str:
    """The first and last day of a range as PostgreSQL writes it."""
    match = _RANGE.fullmatch(text)
    if match is None:
        return text
    first, end = (date.fromisoformat(day) if day else None for day in match.groups())
    return format_range(DateRange(first, end))


def _names(entries: list[Change | Look], reader: Any) -> Named:
    """What the rows are called that the entries name, of each kind those that `reader` may see."""
    user = apps.get_model("accounts", "User")
    wanted: dict[type[models.Model], set[int]] = {user: {entry.by for entry in entries if entry.by is not None}}
    for entry in entries:
        if isinstance(entry, Change):
            model = model_of(entry.table)
            for column, value in [*(entry.before or {}).items(), *(entry.after or {}).items()]:
                field = field_of(model, column)
                if isinstance(field, models.ForeignKey) and isinstance(value, int):
                    wanted.setdefault(field.related_model, set()).add(value)  # type: ignore[arg-type]
    names: Named = {}
    for kind, keys in wanted.items():
        rows: Any = kind._default_manager.filter(pk__in=keys)
        rows = rows.visible_to(reader) if hasattr(rows, "visible_to") else rows
        names |= {(kind, row.pk): str(row) for row in rows}
    return names
