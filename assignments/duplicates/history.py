"""What was decided about doubles: merges and pairs that were told apart, of which one may see both."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q

from assignments.duplicates.merge_specs import MergeSpec
from assignments.duplicates.models import DistinctPair, Merge
from lambinh.accounts.models import User

A_PAGE = 30


def decided_page(merging: MergeSpec, user: User, page: str | None) -> dict[str, Any]:
    """A page of merges and all pairs told apart, at most the newest 200. Four queries."""
    one = merging.one
    visible = merging.visible_to(user)
    merges = Merge.objects.visible_to(user).filter(**{f"{one}__isnull": False})
    merges = merges.select_related("merged_by", "undone_by", one, f"other_{one}")
    apart = DistinctPair.objects.visible_to(user).filter(
        **{f"first_{one}__in": visible.values("pk"), f"second_{one}__in": visible.values("pk")}
    )
    shown = Paginator(merges, A_PAGE).get_page(page)
    return {
        "shown": shown,
        "pages": shown.paginator.get_elided_page_range(shown.number, on_each_side=2, on_ends=1),
        "apart": list(apart.select_related("decided_by", f"first_{one}", f"second_{one}")[:200]),
    }


def decided_about(one: str, keys: Sequence[int | None]) -> set[int]:
    """Those of `keys`, of households or members as `one` says, about which something was decided. Two queries."""
    found: set[int] = set()
    for model, pair in ((Merge, (one, f"other_{one}")), (DistinctPair, (f"first_{one}", f"second_{one}"))):
        rows: Any = model._default_manager
        concerned = Q(**{f"{pair[0]}__in": keys}) | Q(**{f"{pair[1]}__in": keys})
        for told in rows.filter(concerned).values_list(*pair):
            found.update(told)
    return found
