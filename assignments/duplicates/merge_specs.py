"""What hangs on a household and on a member, and what a double gives to the record that is kept."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Func, TextField

from assignments.duplicates.candidates import Kind
from assignments.models import Assignment, Member, Membership
from households.models import Household, PovertyStatus, Residence


@dataclass(frozen=True)
class DatedTable:
    """A table of dated facts; rows with the same `says` say the same."""

    model: type[models.Model]
    owner: str
    says: tuple[str, ...]
    shown_with: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return str(self.model._meta.model_name)

    def rows(self, *owners: int) -> list[Any]:
        """The facts of the owners, in the order of their days, with what they name. One query."""
        found = self._of(*owners).select_related(*self.shown_with) if self.shown_with else self._of(*owners)
        if self.model is Assignment and self.owner == "household":
            found = found.annotate(carer=Func(F("pk"), function="assignee_name", output_field=TextField()))
        return list(found.order_by("during", "pk"))

    def hold(self, *owners: int) -> None:
        """Let nobody change these facts until the transaction ends."""
        list(self._of(*owners).select_for_update().order_by("pk").values_list("pk"))

    def _of(self, *owners: int) -> models.QuerySet[Any]:
        return self.model._base_manager.filter(**{f"{self.owner}__in": owners})

    def owner_of(self, row: Any) -> int:
        return int(getattr(row, f"{self.owner}_id"))

    def same(self, one: Any, other: Any) -> bool:
        return all(getattr(one, name) == getattr(other, name) for name in self.says)


@dataclass(frozen=True)
class MergeSpec:
    """How records of a kind are merged. `gives`: what the kept one takes where it has none of its own."""

    kind: Kind
    one: str
    model: type[models.Model]
    facts: tuple[DatedTable, ...]
    gives: tuple[str, ...]
    moves: tuple[str, ...]
    """Of these the ones that only one record may have: the double loses them."""

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> models.QuerySet[Any]:
        """The records that `user` may see."""
        rows: Any = self.model._default_manager.all()
        visible: models.QuerySet[Any] = rows.visible_to(user)
        return visible


HOUSEHOLDS = MergeSpec(
    "households",
    "household",
    Household,
    (
        DatedTable(Residence, "household", ("village_id",), ("village",)),
        DatedTable(PovertyStatus, "household", ("poverty_class", "year", "standard")),
        DatedTable(Assignment, "household", ("member_id", "tier", "role")),
    ),
    ("code", "head_sex", "head_birth_year", "size", "ethnicity", "phone", "note"),
    ("code",),
)
MEMBERS = MergeSpec(
    "members",
    "member",
    Member,
    (
        DatedTable(Membership, "member", ("body_id", "position", "is_exempt"), ("body",)),
        DatedTable(Assignment, "member", ("household_id", "tier", "role"), ("household",)),
    ),
    ("sex", "birth_date", "phone", "note", "user_id"),
    ("user_id",),
)
KINDS: dict[str, MergeSpec] = {one.kind: one for one in (HOUSEHOLDS, MEMBERS)}
