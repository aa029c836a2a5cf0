"""Undo the rows of a register of households or members."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Generic, TypeVar

from django.db import models
from django.utils.translation import gettext as _

from assignments.duplicates.history import decided_about
from assignments.models import Assignment, Member, Membership
from assignments.rosters.fields import label
from assignments.rosters.matching.known_households import FIELDS as HOUSEHOLD_FIELDS
from assignments.rosters.matching.known_members import FIELDS as MEMBER_FIELDS
from assignments.rosters.models import RosterImport, RosterRow
from assignments.rosters.storage.citizen_ids import FIELD as CITIZEN_ID
from assignments.rosters.storage.citizen_ids import number_in
from assignments.services.communes import refresh_member_communes
from households import citizen_ids
from households.models import Household, PovertyStatus, Residence
from households.services import dated_bulk
from households.services.units import refresh_household_communes
from lambinh.lib.name_matching import spelling_key

Outcome = RosterRow.Outcome
Values = dict[str, Any]
Record = TypeVar("Record", Household, Member)


@dataclass(frozen=True, eq=False)
class DatedFact:
    """A dated fact of a register's records: the fields that set it, and its columns."""

    model: type[models.Model]
    fields: tuple[str, ...]
    columns: dict[str, str]
    """Its columns to restore, and the key of each in `RosterRow.before`."""
    since: str
    """The key of its first day in `RosterRow.before`."""
    lookups: dict[str, str]
    """A field of the roster, and the lookup of its value in the data."""

    def is_changed_by(self, row: RosterRow) -> bool:
        return not row.changes.keys().isdisjoint(self.fields)

    def values_in(self, row: RosterRow) -> Values:
        return {name: row.values[name] for name in self.fields if row.values.get(name)}


class RegisterUndo(Generic[Record]):
    """Finds the rows of a register that cannot be undone, and undoes the others."""

    model: type[Record]
    owner: ClassVar[str]
    """The foreign key of dated facts and assignments to `model`."""
    fields: ClassVar[dict[str, str]]
    facts: ClassVar[tuple[DatedFact, ...]]

    def __init__(self, roster_import: RosterImport, rows: Sequence[RosterRow], today: date) -> None:
        self.as_of, self.today = roster_import.as_of, today
        pks = [row.record for row in rows]
        self._records: dict[int, Record] = self.model._default_manager.in_bulk(pks)
        self._facts = {fact: self._load(fact, pks) for fact in self.facts}
        owners = Assignment.objects.filter(**{f"{self.owner}__in": pks}).values_list(f"{self.owner}_id", flat=True)
        self._assigned = set(owners)
        self._decided = decided_about(self.owner, pks)
        of_facts = {name for fact in self.facts for name in fact.fields}
        self._plain_fields = {name for name in self.fields if name not in of_facts}

    def _load(self, fact: DatedFact, pks: Iterable[int | None]) -> dict[int, list[Values]]:
        """The facts of each record, in the order of their days."""
        by_owner: dict[int, list[Values]] = defaultdict(list)
        facts = fact.model._default_manager.filter(**{f"{self.owner}__in": pks}).order_by("during")
        for values in facts.values(f"{self.owner}_id", "during", *fact.lookups.values()):
            by_owner[values[f"{self.owner}_id"]].append(values)
        return by_owner

    def blocked_reason(self, row: RosterRow) -> str:
        """Why the row cannot be undone; empty if it can."""
        record = self._records.get(row.record or 0)
        if record is None:
            return _("It has been deleted since.")
        if record.pk in self._decided:
            return _("It has been merged with another record since, or marked as distinct from one.")
        if changed := self._changed_since(row, record):
            return _("Changed since: %(fields)s.") % {"fields": ", ".join(map(label, changed))}
        if row.outcome == Outcome.NEW and record.pk in self._assigned:
            return _("It has assignments.")
        return ""

    def _changed_since(self, row: RosterRow, record: Record) -> list[str]:
        """The fields that no longer have the value that the row wrote."""
        written = self.fields if row.outcome == Outcome.NEW else row.changes
        plain = [name for name in written if name in self._plain_fields]
        changed = [name for name in plain if not self._has_value(record, name, row.values.get(name))]
        return changed + [fact.fields[0] for fact in self.facts if self._is_fact_changed(row, record.pk, fact)]

    def _has_value(self, record: Record, name: str, value: object) -> bool:
        """Whether the record has the row's value in a plain field."""
        return (getattr(record, self.fields[name]) or None) == (value or None)

    def _is_fact_changed(self, row: RosterRow, pk: int, fact: DatedFact) -> bool:
        written, stored = fact.values_in(row), self._facts[fact][pk]
        if row.outcome == Outcome.NEW:
            expected = 1 if written else 0
            if len(stored) != expected:
                return True
        elif not fact.is_changed_by(row):
            return False
        return bool(written) and not (stored and self._is_as_written(stored[-1], written, fact))

    def _is_as_written(self, stored: Values, written: Values, fact: DatedFact) -> bool:
        during = stored["during"]
        if during.lower != self.as_of or during.upper is not None:
            return False
        lookups = {name: lookup for name, lookup in fact.lookups.items() if name in written}
        return all(_is_same_text(stored[lookup], written[name]) for name, lookup in lookups.items())

    def undo(self, rows: Sequence[RosterRow]) -> None:
        """Undo `rows`, none of which is blocked."""
        self._delete(_record_ids(rows, Outcome.NEW))
        changed = [row for row in rows if row.outcome == Outcome.CHANGED]
        self._restore_columns(changed)
        for fact in self.facts:
            self._restore_fact(fact, [row for row in changed if fact.is_changed_by(row)])
        self.refresh(_record_ids(changed, Outcome.CHANGED))

    def _delete(self, pks: Collection[int]) -> None:
        for fact in self.facts:
            dated_bulk.delete_rows(fact.model._default_manager.filter(**{f"{self.owner}__in": pks}))
        dated_bulk.delete_rows(self.model._default_manager.filter(pk__in=pks))

    def _restore_columns(self, rows: Sequence[RosterRow]) -> None:
        columns: set[str] = set()
        records = []
        for row in rows:
            record = self._records[row.record or 0]
            for name in self._plain_fields & row.changes.keys():
                columns.update(self._restore(record, name, (row.before or {})[self.fields[name]]))
            record.update_search_keys()
            records.append(record)
        if columns:
            self.model._default_manager.bulk_update(records, [*columns, "search_key", "sort_key"], batch_size=1_000)

    def _restore(self, record: Record, name: str, old: object) -> Iterable[str]:
        """Give a plain field its former value. Returns the columns of the field."""
        setattr(record, self.fields[name], old)
        return (self.fields[name],)

    def _restore_fact(self, fact: DatedFact, rows: Sequence[RosterRow]) -> None:
        """Restore the values of facts that the import corrected, and the predecessors of those that it started."""
        started: list[int] = []
        for row in rows:
            if (row.before or {})[fact.since] == self.as_of.isoformat():
                self._restore_values(fact, row)
            elif row.record:
                started.append(row.record)
        dated_bulk.undo_starts(fact.model, f"{self.owner}_id", started, self.as_of)

    def _restore_values(self, fact: DatedFact, row: RosterRow) -> None:
        old = {column: (row.before or {})[key] for column, key in fact.columns.items()}
        lookup = {f"{self.owner}_id": row.record, "during__startswith": self.as_of}
        fact.model._default_manager.filter(**lookup).update(**old)

    def refresh(self, pks: list[int]) -> None:
        """Update the columns that are derived from the facts."""


def _record_ids(rows: Iterable[RosterRow], outcome: Outcome) -> list[int]:
    return [row.record for row in rows if row.outcome == outcome and row.record]


def _is_same_text(stored: object, written: object) -> bool:
    return spelling_key(str(stored)) == spelling_key(str(written))


class HouseholdsUndo(RegisterUndo[Household]):
    model = Household
    owner = "household"
    fields = HOUSEHOLD_FIELDS | {CITIZEN_ID: CITIZEN_ID}
    facts = (
        DatedFact(Residence, ("village",), {"village_id": "village"}, "village_since", {"village": "village__name"}),
        DatedFact(
            PovertyStatus,
            ("poverty",),
            {"poverty_class": "poverty", "year": "poverty_year"},
            "poverty_since",
            {"poverty": "poverty_class"},
        ),
    )

    def _has_value(self, record: Household, name: str, value: object) -> bool:
        if name != CITIZEN_ID:
            return super()._has_value(record, name, value)
        if not value or not record.citizen_id_digest:
            return not value and not record.citizen_id_digest
        return record.citizen_id_digest in citizen_ids.ring().digests(number_in(str(value)))

    def _restore(self, record: Household, name: str, old: object) -> Iterable[str]:
        if name != CITIZEN_ID:
            return super()._restore(record, name, old)
        record.set_citizen_id(number_in(str(old or "")))
        return citizen_ids.COLUMNS

    def refresh(self, pks: list[int]) -> None:
        refresh_household_communes(pks, self.today)


class MembersUndo(RegisterUndo[Member]):
    model = Member
    owner = "member"
    fields = MEMBER_FIELDS
    facts = (
        DatedFact(
            Membership,
            ("organisation", "position"),
            {"body_id": "body", "position": "position", "is_exempt": "is_exempt"},
            "lower",
            {"position": "position"},
        ),
    )

    def refresh(self, pks: list[int]) -> None:
        refresh_member_communes(pks, self.today)
