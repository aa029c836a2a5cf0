"""How the plan of a merge is written."""

from typing import Any

from django.db import models
from django.utils import timezone

from assignments.duplicates.merge_plan import Plan, PlannedRow, RemainingSpan
from assignments.duplicates.merge_specs import HOUSEHOLDS, MergeSpec
from assignments.models import Assignment
from assignments.services.communes import refresh_member_communes
from households import citizen_ids
from households.models import Household
from households.services.dated import set_days
from households.services.units import refresh_household_communes


def write_facts(made: Plan, keep: int) -> None:
    """What ends goes first and what is made comes last, so that no two rows meet on the way."""
    _hand_on_words(made.lines)
    further = [(line, row) for line in made.lines for row in _further(line)]
    for line in made.lines:
        if not line.pieces:
            line.row.delete()
        elif not line.is_whole:
            _shorten(line)
    for line in made.lines:
        if line.pieces and line.of_double:
            setattr(line.row, f"{line.fact.owner}_id", keep)
            line.row.save(update_fields=[line.fact.owner])
    for line, row in further:
        setattr(row, f"{line.fact.owner}_id", keep)
        row.save(force_insert=True)


def _hand_on_words(lines: list[PlannedRow]) -> None:
    """An assignment that ends wholly leaves what was noted of it to the one that says the same."""
    for gone in (line for line in lines if not line.pieces and isinstance(line.row, Assignment)):
        for heir in (line for line in lines if line.pieces and isinstance(line.row, Assignment)):
            pair = (heir.row.member_id, heir.row.tier) if gone.fact.owner == "household" else ()
            same = pair == (gone.row.member_id, gone.row.tier) or (
                not pair and (heir.row.household_id, heir.row.tier) == (gone.row.household_id, gone.row.tier)
            )
            if same and heir.span.meets(gone.span):
                _hand_on(gone.row, heir.row)
                break


def _hand_on(gone: Assignment, heir: Assignment) -> None:
    for name in ("help", "result", "note"):
        texts = dict.fromkeys(text for text in (getattr(heir, name), getattr(gone, name)) if text)
        if len(told := "; ".join(texts)) <= 500:
            setattr(heir, name, told)
    heir.decision_id = heir.decision_id or gone.decision_id
    heir.save(update_fields=["help", "result", "note", "decision"])


def _shorten(line: PlannedRow) -> None:
    row, piece = line.row, line.pieces[0]
    values = {"role": piece.role, "end_reason": _reason(line, piece)} if isinstance(row, Assignment) else {}
    set_days(row, piece.span.range, **values)


def _reason(line: PlannedRow, piece: RemainingSpan) -> str:
    """A piece that ends as the whole did ends for the same reason."""
    ends_alike = piece.span.end is not None and piece.span.end == line.span.end
    return str(line.row.end_reason) if ends_alike else ""


def _further(line: PlannedRow) -> list[models.Model]:
    """Rows for what is left of a row beside its first piece."""
    fields = [field.attname for field in line.fact.model._meta.concrete_fields if not field.primary_key]
    values = {name: getattr(line.row, name) for name in fields} | {"commune_id": None}
    made = []
    for piece in line.pieces[1:]:
        said = {"during": piece.span.range}
        if isinstance(line.row, Assignment):
            said |= {"role": piece.role, "end_reason": _reason(line, piece)}
        made.append(line.fact.model(**values | said))
    return made


def copy_missing_values(merging: MergeSpec, keep: Any, other: Any) -> None:
    """What the double knows and the kept one does not. What only one may have is taken from the double first."""
    given = [
        name for name in merging.gives if getattr(keep, name) in (None, "") and getattr(other, name) not in (None, "")
    ]
    for name in given:
        setattr(keep, name, getattr(other, name))
    taken = [name for name in given if name in merging.moves]
    for name in taken:
        setattr(other, name, None)
    if isinstance(keep, Household) and not keep.citizen_id_encrypted and other.citizen_id_encrypted:
        for name in citizen_ids.COLUMNS:
            setattr(keep, name, getattr(other, name))
    if taken:
        other.save()
    keep.save()


def refresh(merging: MergeSpec, keys: list[int]) -> None:
    today = timezone.localdate()
    if merging is HOUSEHOLDS:
        refresh_household_communes(keys, today)
    else:
        refresh_member_communes(keys, today)
