"""The rows of two records before and after a merge: compared before an undo, and restored by it."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from assignments.duplicates.merging.specs import DatedTable, MergeSpec, Record
from households.models import Household

FieldValues = dict[str, object]
"""The values of a row or record by the names of its fields."""
RowsByKey = dict[str, FieldValues]
"""The rows of a table by their keys, which are texts in JSON."""
State = dict[str, Any]
"""`facts` has for each table the rows by key; `keep` and `other` have the fields of the two records."""


def read_state(spec: MergeSpec, keep: Record, other: Record) -> State:
    """The dated rows of both records, and the fields that a merge changes. One query a table."""
    rows = {table.name: _rows(table, keep.pk, other.pk) for table in spec.tables}
    return {"facts": rows, "keep": _fields(spec, keep), "other": _fields(spec, other)}


def snapshot_digest(state: State) -> str:
    """A digest by which a form shows that nothing has changed since its page was rendered."""
    text = json.dumps(state, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _fields(spec: MergeSpec, record: Record) -> FieldValues:
    fields = {name: getattr(record, name) for name in spec.copied_fields}
    fields |= {"commune": record.commune_id, "merged_into": record.merged_into_id}
    if isinstance(record, Household):
        fields["has_citizen_id"] = bool(record.citizen_id_encrypted)
    return fields


def _rows(table: DatedTable, *owners: int) -> RowsByKey:
    """Rows by key, without the unit that answers today: a reform may change it without changing the fact."""
    db_table, owner = table.model._meta.db_table, f"{table.owner}_id"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT t.id, to_jsonb(t) - 'commune_id' FROM {db_table} t WHERE t.{owner} = ANY(%s)",  # noqa: S608
            [list(owners)],
        )
        return {str(pk): json.loads(row) if isinstance(row, str) else row for pk, row in cursor.fetchall()}


def changes_between(spec: MergeSpec, before: State, after: State) -> Iterator[str]:
    """The changes between two states, as texts."""
    for table in spec.tables:
        title = capfirst(str(table.model._meta.verbose_name))
        yield from _row_changes(title, before["facts"][table.name], after["facts"][table.name])
    for side in ("keep", "other"):
        for name in [*spec.copied_fields, "merged_into"]:
            if before[side][name] != after[side][name]:
                field: Any = spec.model._meta.get_field(name.removesuffix("_id"))
                yield _("%(what)s was changed") % {"what": capfirst(str(field.verbose_name))}


def _row_changes(title: str, before: RowsByKey, after: RowsByKey) -> Iterator[str]:
    for pk in sorted(before.keys() | after.keys(), key=int):
        params = {"what": title, "number": pk}
        if pk not in after:
            yield _("%(what)s no. %(number)s was removed") % params
        elif pk not in before:
            yield _("%(what)s no. %(number)s was added") % params
        elif before[pk] != after[pk]:
            yield _("%(what)s no. %(number)s was changed") % params


def restore(spec: MergeSpec, before: State, keep: int, other: int) -> None:
    """Restore owner, days and values of every row. The other record must no longer count as merged.

    First the new rows go, then those of the other record move back, still shortened: nothing is in the way then when
    all rows get their days back.
    """
    for table in spec.tables:
        _restore_table(table, before["facts"][table.name], keep, other)


def _restore_table(table: DatedTable, rows: RowsByKey, keep: int, other: int) -> None:
    owner = f"{table.owner}_id"
    current = table.model._base_manager.filter(**{f"{owner}__in": (keep, other)})
    current.exclude(pk__in=[int(pk) for pk in rows]).delete()
    of_other = [int(pk) for pk, row in rows.items() if row[owner] == other]
    current.filter(pk__in=of_other).update(**{owner: other})
    update, insert = _restore_statements(table)
    existing = set(current.values_list("pk", flat=True))
    with connection.cursor() as cursor:
        for pk, row in rows.items():
            if int(pk) in existing:
                cursor.execute(update, [json.dumps(row), int(pk)])
            else:
                cursor.execute(insert, [json.dumps(row)])


def _restore_statements(table: DatedTable) -> tuple[str, str]:
    """SQL that updates a row from JSON, and SQL that inserts it."""
    db_table = table.model._meta.db_table
    names = [field.column for field in table.model._meta.concrete_fields if field.column not in ("id", "commune_id")]
    assignments = ", ".join(f"{name} = old.{name}" for name in names)
    record = f"jsonb_populate_record(NULL::{db_table}, %s)"
    update = f"UPDATE {db_table} t SET {assignments} FROM {record} old WHERE t.id = %s"  # noqa: S608
    return update, f"INSERT INTO {db_table} SELECT * FROM {record}"  # noqa: S608
