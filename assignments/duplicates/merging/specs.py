"""The tables and fields that belong to a household and to a member, for merging two records of a kind."""

from dataclasses import dataclass

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Func, TextField

from assignments.duplicates.candidates import Kind
from assignments.models import Assignment, Member, Membership
from households.models import Household, PovertyStatus, Residence

Record = Household | Member
"""A record that can be merged with another of its kind."""
DatedRow = Residence | PovertyStatus | Membership | Assignment
"""A dated fact of a record."""


@dataclass(frozen=True)
class DatedTable:
    """A table of dated facts. Two rows state the same fact if their `compared_fields` are equal."""

    model: type[DatedRow]
    owner: str
    compared_fields: tuple[str, ...]
    related: tuple[str, ...] = ()
    """Relations that are fetched with the rows."""

    @property
    def name(self) -> str:
        return str(self.model._meta.model_name)

    def rows(self, *owners: int) -> list[DatedRow]:
        """The rows of the owners, ordered by their days, with the related rows. One query."""
        queryset = self._of(*owners).select_related(*self.related) if self.related else self._of(*owners)
        if self.model is Assignment and self.owner == "household":
            queryset = queryset.annotate(carer=Func(F("pk"), function="assignee_name", output_field=TextField()))
        return list(queryset.order_by("during", "pk"))

    def lock_rows(self, *owners: int) -> None:
        """Lock the rows of the owners until the transaction ends."""
        list(self._of(*owners).select_for_update().order_by("pk").values_list("pk"))

    def _of(self, *owners: int) -> models.QuerySet[DatedRow]:
        return self.model._base_manager.filter(**{f"{self.owner}__in": owners})

    def owner_of(self, row: DatedRow) -> int:
        return int(getattr(row, f"{self.owner}_id"))

    def is_same_fact(self, row: DatedRow, other: DatedRow) -> bool:
        return all(getattr(row, name) == getattr(other, name) for name in self.compared_fields)


@dataclass(frozen=True)
class MergeSpec:
    """How two records of a kind are merged."""

    kind: Kind
    record_name: str
    """The kind in the singular: the name of foreign keys to its records."""
    model: type[Record]
    tables: tuple[DatedTable, ...]
    copied_fields: tuple[str, ...]
    """The fields that the kept record copies if it has no value of its own."""
    unique_fields: tuple[str, ...]
    """Those copied fields whose value only one record may have: the duplicate loses it."""

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> models.QuerySet[Record]:
        """The records that `user` can see."""
        return self.model.objects.visible_to(user)


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
KINDS: dict[str, MergeSpec] = {spec.kind: spec for spec in (HOUSEHOLDS, MEMBERS)}
