"""Pages of the journal: changes and access events together, newest first."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from lambinh.audit.models import AccessEvent, ChangeEvent

PAGE = 50
NEWEST = 2**63 - 1


@dataclass(frozen=True)
class Page:
    """Entries of a history. The next page begins below the id `below`; None on the last page."""

    entries: list[ChangeEvent | AccessEvent]
    below: int | None


def history(*, below: int = NEWEST, **about: int) -> Page:
    """The history of a household or member (`household=` or `member=` its key). Two queries, each on one index."""
    return _page(*(kind.objects.filter(pk__lt=below, **about)[: PAGE + 1] for kind in (ChangeEvent, AccessEvent)))


def actions_by_user(person: int, *, below: int = NEWEST) -> Page:
    """A user's own changes, without contents, and the changes to the account. Three queries, each on one index."""
    called = [person, below, PAGE + 1]
    return _page(
        ChangeEvent.objects.raw("SELECT * FROM journal.changes_of(%s, %s, %s)", called),
        ChangeEvent.objects.raw("SELECT * FROM journal.changes_by(%s, %s, %s)", called),
        AccessEvent.objects.raw("SELECT * FROM journal.accesses_by(%s, %s, %s)", called),
    )


def _page(*kinds: Iterable[Any]) -> Page:
    """The newest entries of all kinds. If two kinds contain an entry, the first kind wins."""
    entries: dict[int, ChangeEvent | AccessEvent] = {}
    for kind in kinds:
        for entry in kind:
            entries.setdefault(entry.pk, entry)
    ordered = [entries[pk] for pk in sorted(entries, reverse=True)]
    page = ordered[:PAGE]
    return Page(page, page[-1].pk if len(ordered) > PAGE else None)
