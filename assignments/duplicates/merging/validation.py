"""The conditions of a merge and of its undo, and the refusals."""

from django.db import connection
from django.utils.translation import gettext as _

from assignments.duplicates.merging.plan import Plan
from assignments.duplicates.merging.specs import MEMBERS, MergeSpec, Record
from assignments.duplicates.models import Merge
from assignments.models import Assignment, Member
from households.models import Household
from households.permissions import permissions_for
from lambinh.accounts.models import User
from lambinh.accounts.permissions import Permission
from lambinh.lib.dates.formatting import format_moment
from lambinh.lib.errors import UserError


class MergeRefused(UserError):
    """Two records cannot be merged, or a merge cannot be undone; the text says why."""


class StaleState(MergeRefused):
    """Another user was faster, or the rows are no longer those of the user's page."""


class OpenQuestions(MergeRefused):
    """Facts hold on the same days, and the user has not chosen one."""


class CannotUndo(MergeRefused):
    """`changes` since the merge prevent its undo."""

    def __init__(self, changes: tuple[str, ...]) -> None:
        self.changes = changes
        text = _("This was changed since, so it cannot be undone as a whole: %(what)s.")
        super().__init__(text % {"what": "; ".join(changes)})


def lock_records(spec: MergeSpec, *keys: int) -> list[Record]:
    """Both records, locked with their dated rows. Locking by key lets two sessions wait in turn, not for each other."""
    if len(set(keys)) < len(keys):
        raise MergeRefused(_("Choose two different records."))
    rows = spec.model._base_manager.select_for_update().filter(pk__in=keys).order_by("pk")
    records = {record.pk: record for record in rows}
    if len(records) < len(keys):
        raise StaleState(_("One of the two is no longer there."))
    for table in spec.tables:
        table.lock_rows(*keys)
    return [records[key] for key in keys]


def check_permissions(by: User, *records: Record) -> None:
    permissions = permissions_for(by)
    if not all(permissions.has_in(record.commune_id, Permission.CHANGE_RECORDS) for record in records):
        raise MergeRefused(_("You may change records in the unit of only one of the two, or of neither."))


def check_not_merged(keep: Record, other: Record) -> None:
    for record in (other, keep):
        if record.merged_into_id is not None:
            raise StaleState(_already_merged(record))


def _already_merged(record: Record) -> str:
    name = "other_household" if isinstance(record, Household) else "other_member"
    merge = Merge.objects.filter(**{name: record.pk}, undone_at=None).select_related("merged_by").first()
    if merge is None:
        return _("One of the two has been merged already.")
    params = {"who": merge.merged_by, "when": format_moment(merge.merged_at)}
    return _("%(who)s has merged one of the two already, on %(when)s.") % params


def check_plan(spec: MergeSpec, plan: Plan, keep: Record, other: Record, by: User) -> None:
    if plan.open_questions:
        raise OpenQuestions(_("Answer each question: choose the record that is correct."))
    if plan.changes_district_tier:
        _check_district_permission(keep, by)
    if spec is MEMBERS:
        check_all_visible([keep.pk, other.pk])
        _check_one_account(keep, other)


def _check_district_permission(keep: Record, by: User) -> None:
    if not permissions_for(by).has_in(keep.commune_id, Permission.ASSIGN_DISTRICT_TIER):
        raise MergeRefused(
            _("Assignments of the district tier would change. Ask the district office to merge the two.")
        )


def _check_one_account(*records: Record) -> None:
    if all(isinstance(record, Member) and record.user_id for record in records):
        raise MergeRefused(_("Both members have a user account. Ask for one of the accounts to be unlinked first."))


def check_all_visible(members: list[int]) -> None:
    """All assignments of the members must be visible: those of other units' households would stay behind."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count_assignments_of(%s::bigint[])", [members])
        total = cursor.fetchone()[0]
    hidden = total - Assignment.objects.filter(member__in=members).count()
    if hidden:
        raise MergeRefused(
            _("%(number)s assignments are of households of other units. Ask the office above to merge the two.")
            % {"number": hidden}
        )
