"""Decisions about duplicates: merges, and pairs marked as not the same."""

from collections.abc import Iterator, Sequence

from django.core.paginator import Paginator
from django.db import models
from django.db.models import Q

from assignments.duplicates.merging.specs import MergeSpec
from assignments.duplicates.models import DistinctPair, Merge
from lambinh.accounts.models import User

MERGES_PER_PAGE = 30
MAX_PAIRS = 200


def decided_page(spec: MergeSpec, user: User, page: str | None) -> dict[str, object]:
    """A page of merges, and the newest pairs that are marked, of records that the user can see. Four queries."""
    name = spec.record_name
    visible = spec.visible_to(user)
    merges = Merge.objects.visible_to(user).filter(**{f"{name}__isnull": False})
    merges = merges.select_related("merged_by", "undone_by", name, f"other_{name}")
    pairs = DistinctPair.objects.visible_to(user).filter(
        **{f"first_{name}__in": visible.values("pk"), f"second_{name}__in": visible.values("pk")}
    )
    page_of_merges = Paginator(merges, MERGES_PER_PAGE).get_page(page)
    return {
        "page_obj": page_of_merges,
        "pages": page_of_merges.paginator.get_elided_page_range(page_of_merges.number, on_each_side=2, on_ends=1),
        "distinct_pairs": list(pairs.select_related("decided_by", f"first_{name}", f"second_{name}")[:MAX_PAIRS]),
    }


def decided_about(record_name: str, keys: Sequence[int | None]) -> set[int]:
    """Those of `keys`, of households or members, that are part of a merge or of a marked pair. Two queries."""
    return {
        *_keys_in(Merge, (record_name, f"other_{record_name}"), keys),
        *_keys_in(DistinctPair, (f"first_{record_name}", f"second_{record_name}"), keys),
    }


def _keys_in(model: type[models.Model], names: tuple[str, str], keys: Sequence[int | None]) -> Iterator[int]:
    """The keys in both fields of the rows that have one of `keys` in either."""
    first, second = names
    rows = model._default_manager.filter(Q(**{f"{first}__in": keys}) | Q(**{f"{second}__in": keys}))
    for pair in rows.values_list(*names):
        yield from pair
