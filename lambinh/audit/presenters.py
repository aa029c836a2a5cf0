"""Entries of the journal as text: titles of columns, labels of choices, dates, and names that the reader may see."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.dateparse import parse_datetime
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lambinh.audit.models import AccessEvent, ChangeEvent
from lambinh.lib.admin.reasons import format_correction, format_reason
from lambinh.lib.dates.formatting import format_day, format_moment, format_range

_RANGE = re.compile(r"[\[(]([\d-]*),([\d-]*)[\])]")
_HIDDEN = "•"
_SOURCES = {
    "page": gettext_lazy("page"),
    "admin": gettext_lazy("registers"),
    "": gettext_lazy("directly in the database"),
}
_TITLES = {"mfa_authenticator": gettext_lazy("second factor")}
"""Names for tables of other packages, whose columns mean nothing to users."""
Field = models.Field[Any, Any]
Named = dict[tuple[type[models.Model], int], str]
"""Names of rows by model and key."""
Reader = AbstractBaseUser | AnonymousUser


@dataclass(frozen=True)
class Detail:
    """A changed column: its title, and its values before and after."""

    title: str
    before: str
    after: str


@dataclass(frozen=True)
class EntryRow:
    """An entry as the page displays it."""

    at: datetime
    actor: str
    source: str
    summary: str
    record: int | None
    details: list[Detail]
    reason: str
    is_access: bool


def entry_rows(entries: list[ChangeEvent | AccessEvent], reader: Reader) -> list[EntryRow]:
    """The rows of `entries`. Costs a query per model that they refer to, however many entries there are."""
    names = _names(entries, reader)
    return [_entry_row(entry, names) for entry in entries]


def model_of(table: str) -> type[models.Model] | None:
    """The model of `table`."""
    return next((model for model in apps.get_models() if model._meta.db_table == table), None)


def field_of(model: type[models.Model] | None, column: str) -> Field | None:
    """The field of `column`. The columns of an encrypted value count as one field."""
    name = "citizen_id_encrypted" if column.startswith("citizen_id") else column
    for field in model._meta.concrete_fields if model else ():
        if field.column == name:
            return field
    return None


def title_of(model: type[models.Model] | None, column: str) -> str:
    """The title of a column."""
    if column.startswith("citizen_id"):
        return capfirst(_("citizen id"))
    field = field_of(model, column)
    return capfirst(str(field.verbose_name)) if field else column


def _entry_row(entry: ChangeEvent | AccessEvent, names: Named) -> EntryRow:
    actor, source = _actor(entry, names), source_label(entry.source)
    if isinstance(entry, AccessEvent):
        summary = f"{capfirst(entry.get_kind_display())}: {_target(entry)}"
        return EntryRow(entry.at, actor, source, summary, None, [], format_reason(entry.reason), is_access=True)
    model = model_of(entry.table)
    title = str(_TITLES.get(entry.table) or (model._meta.verbose_name if model else entry.table))
    summary = f"{capfirst(title)}: {entry.get_action_display()}"
    details = [] if entry.table in _TITLES else list(_details(entry, model, names))
    return EntryRow(entry.at, actor, source, summary, entry.record, details, "", is_access=False)


def source_label(source: str) -> str:
    """Return a source such as "import 12" as text."""
    first, _space, rest = source.partition(" ")
    if first == "import":
        return _("import %(number)s") % {"number": rest}
    if first == "command":
        return _("command %(name)s") % {"name": rest}
    if first == "correction:":
        return _("correction: %(reason)s") % {"reason": format_correction(rest)}
    return str(_SOURCES.get(source, source))


def _actor(entry: ChangeEvent | AccessEvent, names: Named) -> str:
    if entry.by is None:
        return entry.role
    user = apps.get_model("accounts", "User")
    return names.get((user, entry.by)) or _("user %(number)s") % {"number": entry.by}


def _target(event: AccessEvent) -> str:
    """The target of an access event, with the name of its model; filters stay as they are."""
    first, space, rest = event.target.partition(" ")
    try:
        title = capfirst(str(apps.get_model(first)._meta.verbose_name_plural)) if first.count(".") == 1 else first
    except LookupError:
        title = first
    rows = "" if event.rows is None else " · " + _("%(number)s rows") % {"number": event.rows}
    return f"{title}{space}{rest}{rows}"


def _details(change: ChangeEvent, model: type[models.Model] | None, names: Named) -> Iterator[Detail]:
    before, after = change.before or {}, change.after or {}
    titles = set()
    for column in _in_order(model, {**before, **after}):
        title = title_of(model, column)
        if title not in titles:
            titles.add(title)
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


def _names(entries: list[ChangeEvent | AccessEvent], reader: Reader) -> Named:
    """The names of the rows that the entries refer to, as far as `reader` may see them."""
    names: Named = {}
    for model, keys in _referenced_keys(entries).items():
        rows: Any = model._default_manager.filter(pk__in=keys)
        rows = rows.visible_to(reader) if hasattr(rows, "visible_to") else rows
        names |= {(model, row.pk): str(row) for row in rows}
    return names


def _referenced_keys(entries: list[ChangeEvent | AccessEvent]) -> dict[type[models.Model], set[int]]:
    keys: dict[type[models.Model], set[int]] = defaultdict(set)
    keys[apps.get_model("accounts", "User")] = {entry.by for entry in entries if entry.by is not None}
    for change in entries:
        if isinstance(change, ChangeEvent):
            for model, key in _foreign_keys(change):
                keys[model].add(key)
    return keys


def _foreign_keys(change: ChangeEvent) -> Iterator[tuple[type[models.Model], int]]:
    model = model_of(change.table)
    for column, value in [*(change.before or {}).items(), *(change.after or {}).items()]:
        field = field_of(model, column)
        if isinstance(field, models.ForeignKey) and isinstance(value, int):
            yield field.related_model, value
