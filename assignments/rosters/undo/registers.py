"""Taking back what a register of households or members wrote."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

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


@dataclass(frozen=True, eq=False)
class DatedTable:
    """A dated fact of a register's records: which fields of a roster it comes from, and its columns."""

    model: type[models.Model]
    fields: tuple[str, ...]
    columns: dict[str, str]
    """Its columns that go back, with the name under which `RosterRow.before` keeps each."""
    since: str
    reads: dict[str, str]
    """Which look-up of the fact gives what a roster's field says."""


class RegisterUndo:
    """One register being taken back: asks of each row whether it can be, then does so for all that can."""

    model: ClassVar[type[models.Model]]
    owner: ClassVar[str]
    fields: ClassVar[dict[str, str]]
    facts: ClassVar[tuple[DatedTable, ...]]

    def __init__(self, roster_import: RosterImport, rows: Sequence[RosterRow], today: date) -> None:
        self.as_of, self.today = roster_import.as_of, today
        pks = [row.record for row in rows]
        self.current: dict[int, Any] = self.model._default_manager.in_bulk(pks)
        self.held = {fact: self._held(fact, pks) for fact in self.facts}
        self.in_use = set(
            Assignment.objects.filter(**{f"{self.owner}__in": pks}).values_list(f"{self.owner}_id", flat=True)
        )
        self.decided = decided_about(self.owner, pks)

    def _held(self, fact: DatedTable, pks: Iterable[int | None]) -> dict[int, list[dict[str, Any]]]:
        held: dict[int, list[dict[str, Any]]] = defaultdict(list)
        found = fact.model._default_manager.filter(**{f"{self.owner}__in": pks}).order_by("during")
        for row in found.values(f"{self.owner}_id", "during", *fact.reads.values()):
            held[row[f"{self.owner}_id"]].append(row)
        return held

    def undo_blocked_reason(self, row: RosterRow) -> str:
        """Why the row cannot be taken back; empty when it can."""
        record = self.current.get(row.record or 0)
        if record is None:
            return _("It has been deleted since.")
        if record.pk in self.decided:
            return _("It has been merged, or told apart from another record, since.")
        changed = self._changed_since(row, record)
        if changed:
            return _("Changed since: %(fields)s.") % {"fields": ", ".join(map(label, changed))}
        if row.outcome == Outcome.NEW and record.pk in self.in_use:
            return _("There are assignments of it.")
        return ""

    def _changed_since(self, row: RosterRow, record: Any) -> list[str]:
        """The fields that no longer hold what the row wrote."""
        of_facts = {name for fact in self.facts for name in fact.fields}
        written = self.fields if row.outcome == Outcome.NEW else row.changes
        plain = [
            name
            for name in written
            if name in self.fields and name not in of_facts and not self._holds(record, name, row.values.get(name))
        ]
        return plain + [fact.fields[0] for fact in self.facts if self._fact_changed(row, record.pk, fact)]

    def _holds(self, record: Any, name: str, said: Any) -> bool:
        """Whether the record has in a plain field what a row said there."""
        return (getattr(record, self.fields[name]) or None) == (said or None)

    def _fact_changed(self, row: RosterRow, pk: int, fact: DatedTable) -> bool:
        said = {name: row.values[name] for name in fact.fields if row.values.get(name)}
        if row.outcome == Outcome.CHANGED and not set(fact.fields) & row.changes.keys():
            return False
        held = self.held[fact][pk]
        if row.outcome == Outcome.NEW and len(held) != (1 if said else 0):
            return True
        if not said:
            return False
        last = held[-1] if held else None
        if last is None or last["during"].lower != self.as_of or last["during"].upper is not None:
            return True
        return any(not _same(last[fact.reads[name]], value) for name, value in said.items() if name in fact.reads)

    def take_back(self, rows: Sequence[RosterRow]) -> None:
        """Take back `rows`, all of which can be."""
        self._delete([row.record for row in rows if row.outcome == Outcome.NEW])
        changed = [row for row in rows if row.outcome == Outcome.CHANGED]
        self._set_columns_back(changed)
        for fact in self.facts:
            self._set_fact_back(fact, [row for row in changed if set(fact.fields) & row.changes.keys()])
        self.refresh([row.record for row in changed if row.record])

    def _delete(self, pks: list[int | None]) -> None:
        for fact in self.facts:
            dated_bulk.delete_rows(fact.model._default_manager.filter(**{f"{self.owner}__in": pks}))
        dated_bulk.delete_rows(self.model._default_manager.filter(pk__in=pks))

    def _set_columns_back(self, rows: Sequence[RosterRow]) -> None:
        of_facts = {name for fact in self.facts for name in fact.fields}
        columns: set[str] = set()
        records = []
        for row in rows:
            record = self.current[row.record or 0]
            for name in row.changes:
                if name in self.fields and name not in of_facts:
                    columns.update(self._set_back(record, name, (row.before or {})[self.fields[name]]))
            record.update_search_keys()
            records.append(record)
        if columns:
            self.model._default_manager.bulk_update(records, [*columns, "search_key", "sort_key"], batch_size=1_000)

    def _set_back(self, record: Any, name: str, old: Any) -> Iterable[str]:
        """Give a plain field its old value; gives the columns that it has."""
        setattr(record, self.fields[name], old)
        return (self.fields[name],)

    def _set_fact_back(self, fact: DatedTable, rows: Sequence[RosterRow]) -> None:
        """A fact that was corrected in place gets its old values; one that was begun gives way to the one before."""
        corrected = [row for row in rows if (row.before or {})[fact.since] == self.as_of.isoformat()]
        for row in corrected:
            old = {column: (row.before or {})[kept] for column, kept in fact.columns.items()}
            fact.model._default_manager.filter(
                **{f"{self.owner}_id": row.record, "during__startswith": self.as_of}
            ).update(**old)
        begun = [row.record for row in rows if row not in corrected and row.record]
        dated_bulk.undo_starts(fact.model, f"{self.owner}_id", begun, self.as_of)

    def refresh(self, pks: list[int]) -> None:
        """Bring what is derived from the facts up to date."""


def _same(held: Any, said: Any) -> bool:
    return spelling_key(str(held)) == spelling_key(str(said))


class HouseholdsUndo(RegisterUndo):
    model = Household
    owner = "household"
    fields = HOUSEHOLD_FIELDS | {CITIZEN_ID: CITIZEN_ID}
    facts = (
        DatedTable(Residence, ("village",), {"village_id": "village"}, "village_since", {"village": "village__name"}),
        DatedTable(
            PovertyStatus,
            ("poverty",),
            {"poverty_class": "poverty", "year": "poverty_year"},
            "poverty_since",
            {"poverty": "poverty_class"},
        ),
    )

    def _holds(self, record: Any, name: str, said: Any) -> bool:
        if name != CITIZEN_ID:
            return super()._holds(record, name, said)
        if not said or not record.citizen_id_digest:
            return not said and not record.citizen_id_digest
        return record.citizen_id_digest in citizen_ids.ring().digests(number_in(said))

    def _set_back(self, record: Any, name: str, old: Any) -> Iterable[str]:
        if name != CITIZEN_ID:
            return super()._set_back(record, name, old)
        record.set_citizen_id(number_in(old))
        return citizen_ids.COLUMNS

    def refresh(self, pks: list[int]) -> None:
        refresh_household_communes(pks, self.today)


class MembersUndo(RegisterUndo):
    model = Member
    owner = "member"
    fields = MEMBER_FIELDS
    facts = (
        DatedTable(
            Membership,
            ("organisation", "position"),
            {"body_id": "body", "position": "position", "is_exempt": "is_exempt"},
            "lower",
            {"position": "position"},
        ),
    )

    def refresh(self, pks: list[int]) -> None:
        refresh_member_communes(pks, self.today)
