"""Queries of uploads, imports and rows."""

from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q

from households.permissions import permissions_for
from lambinh.accounts.permissions import Permission


def _visible(user: AbstractBaseUser | AnonymousUser) -> Q | None:
    """The imports that `user` may see; None for all.

    These are imports with rows of the user's units only. Imports that the user checked are visible as long as the
    records that they were compared with are of these units.
    """
    permissions = permissions_for(user)
    if permissions.is_system:
        return None
    units = sorted(permissions.units_for(Permission.IMPORT_ROSTERS))
    own = Q(checked_by=permissions.user_id, units_compared__contained_by=units)
    return own | (Q(units_named__contained_by=units) & ~Q(units_named=[]))


class RosterUploadQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Workbooks all of whose imports `user` may see; without imports, those that `user` uploaded."""
        visible = _visible(user)
        if visible is None:
            return self
        imports = self.model._meta.get_field("imports").related_model._default_manager.filter(upload=OuterRef("pk"))
        own_or_planned = Q(uploaded_by=permissions_for(user).user_id) | Exists(imports)
        return self.filter(own_or_planned, ~Exists(imports.exclude(visible)))

    def waiting_for_an_answer(self) -> Self:
        """Workbooks without a list that was recognised: the user has to show where it is."""
        return self.filter(imports=None, is_certain=False, is_kept=True, state="checked")

    def in_check(self) -> Self:
        """Workbooks that wait for their check, or whose check failed or was stopped."""
        return self.exclude(state="checked")


class RosterImportQuerySet(models.QuerySet[Any]):
    def applied_or_undone_since(self, moment: datetime) -> Self:
        """Imports that changed the data after `moment`."""
        return self.filter(Q(applied_at__gt=moment) | Q(undone_at__gt=moment))

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Imports that `user` may see."""
        visible = _visible(user)
        return self if visible is None else self.filter(visible)

    def applied(self) -> Self:
        """Imports whose rows are in the data."""
        return self.filter(state__in=["applied", "undoing"])


def _has_problem(*codes: str) -> Q:
    return reduce(or_, (Q(problems__contains=[{"code": code}]) for code in codes))


class RosterRowQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Rows of the imports that `user` may see."""
        visible = _visible(user)
        if visible is None:
            return self
        imports = self.model._meta.get_field("roster_import").related_model._default_manager.filter(visible)
        return self.filter(roster_import__in=imports)

    OTHERS: ClassVar[dict[str, Q]] = {
        "warnings": ~Q(problems=[]) & Q(outcome__in=["new", "changed", "unchanged"]),
        "repeated": _has_problem("twice_in_file", "same_code"),
        "candidates": _has_problem(
            "household_ambiguous", "member_ambiguous", "village_ambiguous", "organisation_ambiguous"
        ),
        "kept": ~Q(undo_blocked_reason=""),
    }
    """Filters of rows beside their outcome."""

    def chosen(self, key: str) -> Self:
        """Rows with one outcome, or of one of the other filters; all rows for "all"."""
        if key == "all":
            return self
        return self.filter(self.OTHERS.get(key, Q(outcome=key)))

    def with_problems(self) -> Self:
        """Rows that have a problem."""
        return self.exclude(problems=[])

    def with_blocked_undo(self) -> Self:
        """Rows that an undo kept because their records were changed since."""
        return self.filter(self.OTHERS["kept"])
