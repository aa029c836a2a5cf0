"""How imports and their rows are read."""

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


def _seen(user: AbstractBaseUser | AnonymousUser) -> Q | None:
    """The imports that `user` may see; None for all.

    Those whose rows are all of units in which `user` imports; and what `user` checked, as long as the records beside
    which it was shown are of such units.
    """
    permissions = permissions_for(user)
    if permissions.is_system:
        return None
    units = sorted(permissions.units_for(Permission.IMPORT_ROSTERS))
    own = Q(checked_by=permissions.user_id, units_compared__contained_by=units)
    return own | (Q(units_named__contained_by=units) & ~Q(units_named=[]))


class RosterUploadQuerySet(models.QuerySet[Any]):
    """Reading of uploaded workbooks."""

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """The workbooks of which `user` may see every import; one without imports only where `user` uploaded it."""
        seen = _seen(user)
        if seen is None:
            return self
        imports = self.model._meta.get_field("imports").related_model._default_manager.filter(upload=OuterRef("pk"))
        own_or_read = Q(uploaded_by=permissions_for(user).user_id) | Exists(imports)
        return self.filter(own_or_read, ~Exists(imports.exclude(seen)))

    def waiting_for_an_answer(self) -> Self:
        """Those in which no list was found, so that a person has to say where it is."""
        return self.filter(imports=None, is_certain=False, is_kept=True, state="checked")

    def in_check(self) -> Self:
        """Those that are to be checked, and those of which that came to nothing."""
        return self.exclude(state="checked")


class RosterImportQuerySet(models.QuerySet[Any]):
    def applied_or_undone_since(self, moment: datetime) -> Self:
        """The imports that changed the data after `moment`."""
        return self.filter(Q(applied_at__gt=moment) | Q(undone_at__gt=moment))

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """The imports that `user` may see."""
        seen = _seen(user)
        return self if seen is None else self.filter(seen)

    def applied(self) -> Self:
        """The imports whose rows are in the data."""
        return self.filter(state__in=["applied", "undoing"])


def _has_problem(*codes: str) -> Q:
    return reduce(or_, (Q(problems__contains=[{"code": code}]) for code in codes))


class RosterRowQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """The rows of the imports that `user` may see."""
        seen = _seen(user)
        if seen is None:
            return self
        imports = self.model._meta.get_field("roster_import").related_model._default_manager.filter(seen)
        return self.filter(roster_import__in=imports)

    OTHERS: ClassVar[dict[str, Q]] = {
        "warnings": ~Q(problems=[]) & Q(outcome__in=["new", "changed", "unchanged"]),
        "repeated": _has_problem("twice_in_file", "same_code"),
        "candidates": _has_problem(
            "household_ambiguous", "member_ambiguous", "village_ambiguous", "organisation_ambiguous"
        ),
        "kept": ~Q(undo_blocked_reason=""),
    }
    """Ways of choosing rows beside their outcome."""

    def chosen(self, key: str) -> Self:
        """The rows of one outcome or of one of the other ways of choosing; all of them for "all"."""
        if key == "all":
            return self
        return self.filter(self.OTHERS.get(key, Q(outcome=key)))

    def with_problems(self) -> Self:
        """The rows of which there is something to say."""
        return self.exclude(problems=[])

    def kept(self) -> Self:
        """The rows that were not taken back with their import, because they were changed since."""
        return self.filter(self.OTHERS["kept"])
