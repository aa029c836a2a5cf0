from typing import TYPE_CHECKING, TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assignments.models import Member
from households.models import Household
from households.models.querysets import ScopedQuerySet
from households.models.scoped import CommuneScopedModel
from lambinh.accounts.models import User

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise

Linked = TypeVar("Linked", Household, Member)


class MergeQuerySet(ScopedQuerySet):
    """Queries over merges."""


class DistinctPairQuerySet(ScopedQuerySet):
    """Queries over distinct pairs."""


def _link(to: type[Linked], words: "StrOrPromise") -> "models.ForeignKey[Linked | None, Linked | None]":
    return models.ForeignKey(to, models.PROTECT, verbose_name=words, null=True, related_name="+")


def _record(household: Household | None, member: Member | None) -> Household | Member:
    """The one of both that a row has, as its constraint promises."""
    record = household or member
    assert record is not None
    return record


class Merge(CommuneScopedModel):
    """Two households, or two members, that were merged; `undone_at` is set if the merge was undone."""

    household = _link(Household, _("household that is kept"))
    other_household = _link(Household, _("household that was its duplicate"))
    member = _link(Member, _("member who is kept"))
    other_member = _link(Member, _("member who was the duplicate"))
    merged_at = models.DateTimeField(_("merged on"))
    merged_by = models.ForeignKey(User, models.PROTECT, verbose_name=_("merged by"), related_name="+")
    undone_at = models.DateTimeField(_("undone on"), null=True)
    undone_by = models.ForeignKey(User, models.PROTECT, verbose_name=_("undone by"), null=True, related_name="+")

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        ordering = ("-merged_at", "-pk")
        indexes = [models.Index(fields=["commune", "merged_at"], name="merge_by_commune")]
        constraints = [
            models.CheckConstraint(
                condition=Q(household__isnull=False, other_household__isnull=False, member=None, other_member=None)
                | Q(household=None, other_household=None, member__isnull=False, other_member__isnull=False),
                name="merge_of_one_kind",
            ),
            models.CheckConstraint(
                condition=Q(household=None) | ~Q(household=F("other_household")), name="merge_of_two_households"
            ),
            models.CheckConstraint(
                condition=Q(member=None) | ~Q(member=F("other_member")), name="merge_of_two_members"
            ),
            models.UniqueConstraint(
                fields=["other_household"], condition=Q(undone_at=None), name="merge_of_a_household_once"
            ),
            models.UniqueConstraint(
                fields=["other_member"], condition=Q(undone_at=None), name="merge_of_a_member_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.remaining} ← {self.other}"

    @property
    def remaining(self) -> Household | Member:
        return _record(self.household, self.member)

    @property
    def other(self) -> Household | Member:
        return _record(self.other_household, self.other_member)


class MergeState(CommuneScopedModel):
    """The rows before and after a merge, for undoing it. The journal records the changes themselves."""

    merge = models.OneToOneField(Merge, models.CASCADE, related_name="state")
    before = models.JSONField()
    after = models.JSONField()

    objects = ScopedQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.merge_id)


class DistinctPair(CommuneScopedModel):
    """Two households, or two members, that look like duplicates and are not. The lower key comes first."""

    first_household = _link(Household, _("first household"))
    second_household = _link(Household, _("second household"))
    first_member = _link(Member, _("first member"))
    second_member = _link(Member, _("second member"))
    decided_at = models.DateTimeField(_("decided on"))
    decided_by = models.ForeignKey(User, models.PROTECT, verbose_name=_("decided by"), related_name="+")
    reason = models.CharField(_("reason"), max_length=300)

    objects = DistinctPairQuerySet.as_manager()

    class Meta:
        verbose_name = _("distinct pair")
        verbose_name_plural = _("distinct pairs")
        ordering = ("-decided_at", "-pk")
        indexes = [models.Index(fields=["commune", "decided_at"], name="distinct_pair_by_commune")]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    first_household__lt=F("second_household"), first_member__isnull=True, second_member__isnull=True
                )
                | Q(first_household__isnull=True, second_household__isnull=True, first_member__lt=F("second_member")),
                name="distinct_pair_in_order",
            ),
            models.UniqueConstraint(
                fields=["first_household", "second_household"], name="distinct_pair_households_once"
            ),
            models.UniqueConstraint(fields=["first_member", "second_member"], name="distinct_pair_members_once"),
        ]

    def __str__(self) -> str:
        return f"{self.first} ≠ {self.second}"

    @property
    def first(self) -> Household | Member:
        return _record(self.first_household, self.first_member)

    @property
    def second(self) -> Household | Member:
        return _record(self.second_household, self.second_member)
