"""The decisions that the titles of a list name."""

from collections.abc import Sequence
from datetime import date

from assignments.models import Decision
from assignments.rosters.rows import SourceTable

_NUMBER, _ISSUER = (Decision._meta.get_field(name).max_length for name in ("number", "issuer"))  # type: ignore[union-attr]
_Key = tuple[str, str, str]


def decisions_by_source(sources: Sequence[SourceTable]) -> dict[int, Decision]:
    """The decision of each table, by the table's index: a stored one, or a new one that is not saved yet."""
    keys = {i: key for i, source in enumerate(sources) if (key := _key(source))}
    decisions = {key: _stored(*key) or _new(*key) for key in dict.fromkeys(keys.values())}
    return {i: decisions[key] for i, key in keys.items()}


def _key(source: SourceTable) -> _Key | None:
    title = source.context.get("decision") or {}
    if not title.get("number") or not title.get("issued_on"):
        return None
    return title["number"][:_NUMBER], title["issued_on"], (title.get("issuer") or "")[:_ISSUER]


def _stored(number: str, issued_on: str, issuer: str) -> Decision | None:
    """The decision of that number, day and issuer; if there is only one of that number and day, any issuer will do."""
    namesakes = Decision.objects.filter(number=number, issued_on=date.fromisoformat(issued_on))
    return namesakes.filter(issuer=issuer).first() or (namesakes.first() if namesakes.count() == 1 else None)


def _new(number: str, issued_on: str, issuer: str) -> Decision:
    return Decision(number=number, issued_on=date.fromisoformat(issued_on), issuer=issuer)
