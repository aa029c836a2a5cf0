"""What may stand in the way of merging two records, told in words."""

from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from assignments.duplicates.merge_plan import Plan
from assignments.duplicates.merge_specs import MEMBERS, MergeSpec
from assignments.duplicates.models import Merge
from assignments.models import Assignment
from households.models import Household
from households.permissions import permissions_for
from lambinh.accounts.models import User
from lambinh.accounts.permissions import Permission
from lambinh.lib.dates.formatting import format_moment
from lambinh.lib.errors import UserError


class MergeRefused(UserError):
    """Why two records cannot be merged or taken apart, in words for a person."""


class StaleState(MergeRefused):
    """Somebody else was quicker, or the rows are no longer those that were looked at."""


class OpenQuestions(MergeRefused):
    """Facts hold on the same days, and nobody has said which counts."""


class CannotUndo(MergeRefused):
    """What stands in the way of undoing a merge."""

    def __init__(self, what: tuple[str, ...]) -> None:
        self.what = what
        told = _("This was changed since, so it cannot be undone as a whole: %(what)s.")
        super().__init__(told % {"what": "; ".join(what)})


def lock_records(merging: MergeSpec, *keys: int) -> list[Any]:
    """Both records with their facts, locked in the order of their keys: two who do the same wait for each other."""
    if len(set(keys)) < len(keys):
        raise MergeRefused(_("Choose two different records."))
    rows = merging.model._base_manager.select_for_update().filter(pk__in=keys).order_by("pk")
    found = {row.pk: row for row in rows}
    if len(found) < len(keys):
        raise StaleState(_("One of the two is no longer there."))
    for fact in merging.facts:
        fact.hold(*keys)
    return [found[key] for key in keys]


def check_rights(by: User, *records: Any) -> None:
    permissions = permissions_for(by)
    if not all(permissions.has_in(record.commune_id, Permission.CHANGE_RECORDS) for record in records):
        raise MergeRefused(_("You may change records in the unit of only one of the two, or of neither."))


def check_apart(keep: Any, other: Any) -> None:
    for record in (other, keep):
        if record.merged_into_id is not None:
            raise StaleState(_already(record))


def _already(record: Any) -> str:
    name = "other_household" if isinstance(record, Household) else "other_member"
    done = Merge.objects.filter(**{name: record.pk}, undone_at=None).select_related("merged_by").first()
    if done is None:
        return _("One of the two has been merged already.")
    told = {"who": done.merged_by, "when": moment(done.merged_at)}
    return _("%(who)s has merged one of the two already, on %(when)s.") % told


def check_plan(merging: MergeSpec, made: Plan, keep: Any, other: Any, by: User) -> None:
    if made.open_questions:
        raise OpenQuestions(_("Say for each of the questions which of the two holds."))
    unit = keep.commune_id
    if made.changes_district_tier and not permissions_for(by).has_in(unit, Permission.ASSIGN_DISTRICT_TIER):
        raise MergeRefused(
            _("Assignments of the district tier would change. Ask the district office to merge the two.")
        )
    if merging is MEMBERS:
        check_all_visible([keep.pk, other.pk])
        if keep.user_id and other.user_id:
            raise MergeRefused(
                _("Both members have a user account. Let one of the accounts be taken off its member first.")
            )


def check_all_visible(members: list[int]) -> None:
    """All assignments must be in sight: those of other units' households would stay behind."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count_assignments_of(%s::bigint[])", [members])
        there = cursor.fetchone()[0]
    hidden = there - Assignment.objects.filter(member__in=members).count()
    if hidden:
        raise MergeRefused(
            _("%(number)s assignments are of households of other units. Ask the office above to merge the two.")
            % {"number": hidden}
        )


def moment(at: datetime) -> str:
    return format_moment(at)
