"""The rows of two records as they are, to be compared with later and to be put back."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from assignments.duplicates.merge_specs import DatedTable, MergeSpec
from households import citizen_ids

State = dict[str, Any]


def read_state(merging: MergeSpec, keep: Any, other: Any) -> State:
    """The facts of both records and what they give each other. A query for each table."""
    facts = {fact.name: _rows(fact, keep.pk, other.pk) for fact in merging.facts}
    return {"facts": facts, "keep": _own(merging, keep), "other": _own(merging, other)}


def snapshot_digest(state: State) -> str:
    """What tells that nothing has changed since a page was shown."""
    told = json.dumps(state, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def _own(merging: MergeSpec, record: Any) -> dict[str, Any]:
    own = {name: getattr(record, name) for name in merging.gives}
    own |= {"commune": record.commune_id, "merged_into": record.merged_into_id}
    if hasattr(record, citizen_ids.COLUMNS[0]):
        own["has_citizen_id"] = bool(record.citizen_id_encrypted)
    return own


def _rows(fact: DatedTable, *owners: int) -> dict[str, Any]:
    """Rows by their keys, without the unit that answers today, which is no part of what they say."""
    table, owner = fact.model._meta.db_table, f"{fact.owner}_id"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT t.id, to_jsonb(t) - 'commune_id' FROM {table} t WHERE t.{owner} = ANY(%s)",  # noqa: S608
            [list(owners)],
        )
        return {str(pk): json.loads(row) if isinstance(row, str) else row for pk, row in cursor.fetchall()}


def changes(merging: MergeSpec, then: State, now: State) -> Iterator[str]:
    """In words, what has changed since."""
    for fact in merging.facts:
        before, after = then["facts"][fact.name], now["facts"][fact.name]
        title = capfirst(str(fact.model._meta.verbose_name))
        for pk in sorted(before.keys() | after.keys(), key=int):
            if pk not in after:
                yield _("%(what)s no. %(number)s was removed") % {"what": title, "number": pk}
            elif pk not in before:
                yield _("%(what)s no. %(number)s was added") % {"what": title, "number": pk}
            elif before[pk] != after[pk]:
                yield _("%(what)s no. %(number)s was changed") % {"what": title, "number": pk}
    for side in ("keep", "other"):
        for name in [*merging.gives, "merged_into"]:
            if then[side][name] != now[side][name]:
                field: Any = merging.model._meta.get_field(name.removesuffix("_id"))
                title = capfirst(str(field.verbose_name))
                yield _("%(what)s was changed") % {"what": title}


def restore(merging: MergeSpec, before: State, keep: int, other: int) -> None:
    """Give every fact the owner, days and words that it had. The other record must no longer count as merged.

    First go the pieces that were made; then what was the other's leaves, still shortened, so that nothing stands in the
    way when everything grows back.
    """
    for fact in merging.facts:
        rows = before["facts"][fact.name]
        table, owner = fact.model._meta.db_table, f"{fact.owner}_id"
        there = fact.model._base_manager.filter(**{f"{owner}__in": (keep, other)})
        there.exclude(pk__in=[int(pk) for pk in rows]).delete()
        of_other = [int(pk) for pk, row in rows.items() if row[owner] == other]
        there.filter(pk__in=of_other).update(**{owner: other})
        left = set(there.values_list("pk", flat=True))
        names = [f.column for f in fact.model._meta.concrete_fields if f.column not in ("id", "commune_id")]
        sets = ", ".join(f"{name} = old.{name}" for name in names)
        with connection.cursor() as cursor:
            for pk, row in rows.items():
                if int(pk) in left:
                    statement = (
                        f"UPDATE {table} t SET {sets} FROM jsonb_populate_record(NULL::{table}, %s) old WHERE t.id = %s"  # noqa: S608
                    )
                    cursor.execute(statement, [json.dumps(row), int(pk)])
                else:
                    statement = f"INSERT INTO {table} SELECT * FROM jsonb_populate_record(NULL::{table}, %s)"  # noqa: S608
                    cursor.execute(statement, [json.dumps(row)])
