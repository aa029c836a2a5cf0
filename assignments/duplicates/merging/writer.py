"""Writing the plan of a merge."""

from collections.abc import Iterator

from django.db import models
from django.utils import timezone

from assignments.duplicates.merging.date_spans import span_of
from assignments.duplicates.merging.plan import Plan, PlannedRow, RemainingSpan
from assignments.duplicates.merging.specs import HOUSEHOLDS, MergeSpec, Record
from assignments.models import Assignment
from assignments.services.communes import refresh_member_communes
from households import citizen_ids
from households.models import Household
from households.services.dated import set_days
from households.services.units import refresh_household_communes

TEXT_FIELDS = ("help", "result", "note")
MAX_TEXT_LENGTH = 500


def write_rows(plan: Plan, keep: int) -> None:
    """Write the rows of the plan, all of which `keep` owns then."""
    _hand_on_texts(plan.rows)
    additional = [(planned, row) for planned in plan.rows for row in _additional_rows(planned)]
    # First what ends, then what changes its owner, last what is new: no two rows may meet on any day meanwhile.
    for planned in plan.rows:
        if not planned.spans:
            planned.row.delete()
        elif not planned.is_unchanged:
            _shorten(planned)
    for planned in plan.rows:
        if planned.spans and planned.is_duplicate:
            setattr(planned.row, f"{planned.table.owner}_id", keep)
            planned.row.save(update_fields=[planned.table.owner])
    for planned, row in additional:
        setattr(row, f"{planned.table.owner}_id", keep)
        row.save(force_insert=True)


# --- texts of assignments that end --------------------------------------------------------------------


def _hand_on_texts(rows: list[PlannedRow]) -> None:
    """An assignment of which no day remains leaves its texts to the one that takes its place."""
    assignments = [(planned, planned.row) for planned in rows if isinstance(planned.row, Assignment)]
    for ending, row in assignments:
        if not ending.spans:
            heir = next((heir for planned, heir in assignments if _takes_place_of(planned, ending)), None)
            if heir is not None:
                _copy_texts(row, heir)


def _takes_place_of(planned: PlannedRow, ending: PlannedRow) -> bool:
    """Whether `planned` remains and is of the same member, household and tier, on days that both have."""
    partner = "member_id" if ending.table.owner == "household" else "household_id"
    return (
        bool(planned.spans)
        and getattr(planned.row, partner) == getattr(ending.row, partner)
        and planned.tier == ending.tier
        and planned.span.intersection(ending.span) is not None
    )


def _copy_texts(ending: Assignment, heir: Assignment) -> None:
    """Texts that would not fit into the field of the heir are left out."""
    for name in TEXT_FIELDS:
        texts = dict.fromkeys(text for text in (getattr(heir, name), getattr(ending, name)) if text)
        joined = "; ".join(texts)
        if len(joined) <= MAX_TEXT_LENGTH:
            setattr(heir, name, joined)
    heir.decision_id = heir.decision_id or ending.decision_id
    heir.save(update_fields=[*TEXT_FIELDS, "decision"])


# --- days ---------------------------------------------------------------------------------------------


def _shorten(planned: PlannedRow) -> None:
    """Give the row the first of its remaining spans."""
    remaining, values = planned.spans[0], {}
    if isinstance(planned.row, Assignment):
        values = {"role": remaining.role, "end_reason": _end_reason(planned.row, remaining)}
    set_days(planned.row, remaining.span.range, **values)


def _end_reason(row: Assignment, remaining: RemainingSpan) -> str:
    """The reason of the row, if the span ends where the row did."""
    has_same_end = remaining.span.end is not None and remaining.span.end == span_of(row.during).end
    return str(row.end_reason) if has_same_end else ""


def _additional_rows(planned: PlannedRow) -> Iterator[models.Model]:
    """New rows for the remaining spans after the first."""
    fields = [field.attname for field in planned.table.model._meta.concrete_fields if not field.primary_key]
    values = {name: getattr(planned.row, name) for name in fields} | {"commune_id": None}
    for remaining in planned.spans[1:]:
        changed = {"during": remaining.span.range}
        if isinstance(planned.row, Assignment):
            changed |= {"role": remaining.role, "end_reason": _end_reason(planned.row, remaining)}
        yield planned.table.model(**values | changed)


# --- fields of the records ----------------------------------------------------------------------------


def copy_missing_values(spec: MergeSpec, keep: Record, other: Record) -> None:
    """Copy to `keep` the values that only `other` has, and save."""
    names = missing_fields(spec, keep, other)
    for name in names:
        setattr(keep, name, getattr(other, name))
    if not _has_citizen_id(keep) and _has_citizen_id(other):
        for name in citizen_ids.COLUMNS:
            setattr(keep, name, getattr(other, name))
    _clear_unique_values(spec, other, names)  # saved before `keep`: both may not have the value at once
    keep.save()


def missing_fields(spec: MergeSpec, keep: Record, other: Record) -> list[str]:
    """The copied fields that `keep` has no value of, and `other` has."""
    return [name for name in spec.copied_fields if _is_empty(keep, name) and not _is_empty(other, name)]


def _is_empty(record: Record, name: str) -> bool:
    return getattr(record, name) in (None, "")


def _has_citizen_id(record: Record) -> bool:
    return isinstance(record, Household) and bool(record.citizen_id_encrypted)


def _clear_unique_values(spec: MergeSpec, other: Record, copied: list[str]) -> None:
    names = [name for name in copied if name in spec.unique_fields]
    for name in names:
        setattr(other, name, None)
    if names:
        other.save()


def refresh(spec: MergeSpec, keys: list[int]) -> None:
    """Compute anew which communes answer for the records with these keys."""
    today = timezone.localdate()
    if spec is HOUSEHOLDS:
        refresh_household_communes(keys, today)
    else:
        refresh_member_communes(keys, today)
