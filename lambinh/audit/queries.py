"""Pages of the journal: changes and looks together, the newest first, each page from where the one before ended."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from lambinh.audit.models import AccessEvent, ChangeEvent

PAGE = 50
NEWEST = 2**63 - 1


@dataclass(frozen=True)
class Page:
    """Entries of a history, and the number from which the next page goes on; None at its end."""

    entries: list[ChangeEvent | AccessEvent]
    below: int | None


def history(*, below: int = NEWEST, **about: int) -> Page:
    """What happened to a household or member (`household=` or `member=` its key). Two queries, each of one index."""
    return _page(*(kind.objects.filter(pk__lt=below, **about)[: PAGE + 1] for kind in (ChangeEvent, AccessEvent)))


def actions_by_user(person: int, *, below: int = NEWEST) -> Page:
    """What a user did, without contents, and what was done to the account. Three queries, each of one index."""
    called = [person, below, PAGE + 1]
    return _page(
        ChangeEvent.objects.raw("SELECT * FROM journal.changes_of(%s, %s, %s)", called),
        ChangeEvent.objects.raw("SELECT * FROM journal.changes_by(%s, %s, %s)", called),
        AccessEvent.objects.raw("SELECT * FROM journal.accesses_by(%s, %s, %s)", called),
    )


def _page(*kinds: Iterable[Any]) -> Page:
    """The first entries of all kinds; of an entry that two kinds give, the first kind's."""
    found: dict[int, ChangeEvent | AccessEvent] = {}
    for kind in kinds:
        for entry in kind:
            found.setdefault(entry.pk, entry)
    ordered = [found[number] for number in sorted(found, reverse=True)]
    shown = list(islice(ordered, PAGE))
    return Page(shown, shown[-1].pk if len(ordered) > PAGE else None)
