"""The lists of households and of members: what is asked, which rows that leaves, and what a row shows."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import (
    Count,
    F,
    Func,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from assignments.choosing import own_bodies
from assignments.models import Assignment, Body, Member, Membership
from households.access import Reach
from households.choosing import communes_of
from households.models import Household, PovertyStatus, Residence, Unit
from households.namesakes import labels
from lambinh.accounts.permissions import Permission
from lambinh.lib.vietnamese import search_key
from lambinh.lib.widgets import LightInput, LightSelect

User = AbstractBaseUser | AnonymousUser
PHONE_END = 3
"""So many digits at least are the end of a phone."""
SPACED_NUMBER = re.compile(r"\s*[0-9]+([ .-][0-9]+)+\s*")
"""A phone as it is often written: 0912 345 678."""


class HouseholdFilter(forms.Form):
    """Which households are listed. Villages are those of the commune that was chosen, or of the only one."""

    q = forms.CharField(widget=LightInput, label=_("Name, code or end of the phone"), required=False, max_length=100)
    commune = forms.ModelChoiceField(
        widget=LightSelect, label=_("Commune"), required=False, queryset=Unit.objects.none(), empty_label=_("all")
    )
    village = forms.ModelChoiceField(
        widget=LightSelect, label=_("Village"), required=False, queryset=Unit.objects.none(), empty_label=_("all")
    )
    poverty_class = forms.ChoiceField(
        widget=LightSelect, label=_("Class"), required=False, choices=[("", _("all")), *PovertyStatus.Class.choices]
    )

    def __init__(self, *args: Any, reach: Reach, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        communes, asked = _offer_communes(self, reach)
        if asked is None:
            del self.fields["village"]
        else:
            villages = Unit.objects.below(asked, reach.day)
            self.fields["village"].queryset = villages  # type: ignore[attr-defined]
            names = labels(villages.only("prefix", "name"))
            self.fields["village"].choices = [("", _("all")), *names.items()]  # type: ignore[attr-defined]
        if communes == 1:
            del self.fields["commune"]


class MemberFilter(forms.Form):
    """Which members are listed."""

    q = forms.CharField(widget=LightInput, label=_("Name or end of the phone"), required=False, max_length=100)
    commune = forms.ModelChoiceField(
        widget=LightSelect, label=_("Commune"), required=False, queryset=Unit.objects.none(), empty_label=_("all")
    )
    body = forms.ModelChoiceField(
        widget=LightSelect,
        label=_("Cell or agency"),
        required=False,
        queryset=Body.objects.none(),
        empty_label=_("all"),
    )
    exempt = forms.ChoiceField(
        widget=LightSelect,
        label=_("Exempt"),
        required=False,
        choices=[("", _("all")), ("yes", _("exempt")), ("no", _("not exempt"))],
    )

    def __init__(self, *args: Any, reach: Reach, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        communes, asked = _offer_communes(self, reach)
        mine = own_bodies(reach, Permission.SEE_PERSONS)
        self.fields["body"].queryset = (  # type: ignore[attr-defined]
            mine if asked is None or communes == 1 else mine.filter(Q(above=asked.pk) | Q(unit=asked))
        )
        bodies = self.fields["body"].queryset.select_related(None).only("name", "unit")  # type: ignore[attr-defined]
        names = labels(bodies, unit="unit_id")
        self.fields["body"].choices = [("", _("all")), *names.items()]  # type: ignore[attr-defined]
        if communes == 1:
            del self.fields["commune"]


def _offer_communes(form: forms.Form, reach: Reach) -> tuple[int, Unit | None]:
    """How many communes there are to choose from, and the one that is asked for: the only one, or the chosen one."""
    communes = list(communes_of(reach, Permission.SEE_PERSONS))
    field: Any = form.fields["commune"]
    field.queryset = communes_of(reach, Permission.SEE_PERSONS)
    field.choices = [("", field.empty_label), *((one.pk, str(one)) for one in communes)]
    if len(communes) == 1:
        return 1, communes[0]
    asked = form.data.get("commune", "")
    return len(communes), next((one for one in communes if str(one.pk) == asked), None)


def searched(rows: QuerySet[Any], words: str, *more: str) -> QuerySet[Any]:
    """Those of `rows` with every word in the name without marks, in one of the fields `more`, or at the phone's end."""
    phone = Func(F("phone"), Value(r"\D"), Value(""), Value("g"), function="regexp_replace", output_field=TextField())
    words = words.replace("\0", "")
    for word in [words] if SPACED_NUMBER.fullmatch(words) else words.split():
        match = Q(search_key__contains=search_key(word))
        for field in more:
            match |= Q(**{f"{field}__icontains": word})
        digits = "".join(letter for letter in word if letter in "0123456789")
        if len(digits) >= PHONE_END and len(digits) >= len(word.strip()) - 3:
            rows = rows.alias(digits=phone)
            match |= Q(digits__endswith=digits)
        rows = rows.filter(match)
    return rows


@dataclass(frozen=True)
class HouseholdLine:
    household: Household
    village: str
    poverty: PovertyStatus.Class | None
    carers: tuple[Any, ...]
    """Assignments with `carer`."""


@dataclass(frozen=True)
class MemberLine:
    member: Member
    membership: Membership | None
    load: int


def households(user: User, asked: dict[str, Any], day: date) -> QuerySet[Any]:
    """The households that were asked for, by given name, with all that a row shows at hand."""
    found: Any = searched(Household.objects.visible_to(user), asked.get("q") or "", "code")
    if commune := asked.get("commune"):
        found = found.filter(commune=commune)
    if village := asked.get("village"):
        homes = Residence.objects.visible_to(user).on(day)
        found = found.filter(pk__in=homes.filter(village=village).values("household"))
    if poverty := asked.get("poverty_class"):
        classes = PovertyStatus.objects.visible_to(user).on(day)
        found = found.filter(pk__in=classes.filter(poverty_class=poverty).values("household"))
    carers = Assignment.objects.visible_to(user).on(day).in_charge().with_carer().order_by("-tier")
    named = found.with_home(user, day).only("head_name", "head_birth_year", "code", "size", "sort_key")
    rows: QuerySet[Any] = named.prefetch_related(
        Prefetch("assignments", carers.only("household", "tier"), to_attr="carers_now")
    )
    return rows


def household_line(household: Any) -> HouseholdLine:
    poverty = PovertyStatus.Class(household.class_then) if household.class_then else None
    return HouseholdLine(household, household.village_then or "", poverty, tuple(household.carers_now))


def members(user: User, asked: dict[str, Any], day: date) -> QuerySet[Any]:
    """The members that were asked for, by given name, with all that a row shows at hand."""
    found = searched(Member.objects.visible_to(user), asked.get("q") or "")
    seats = Membership.objects.visible_to(user).on(day)
    if commune := asked.get("commune"):
        found = found.filter(commune=commune)
    if body := asked.get("body"):
        found = found.filter(pk__in=seats.filter(body=body).values("member"))
    if exempt := asked.get("exempt"):
        found = found.filter(pk__in=seats.filter(is_exempt=exempt == "yes").values("member"))
    cares = Assignment.objects.visible_to(user).on(day).in_charge()
    shown = seats.select_related("body").only("member", "position", "is_exempt", "body__name")
    rows: QuerySet[Any] = found.annotate(load=counted(cares, "member", "household")).prefetch_related(
        Prefetch("memberships", shown, to_attr="seats_now")
    )
    return rows.only("full_name", "sort_key")


def counted(facts: QuerySet[Any], of: str, about: str) -> Coalesce:
    """How many different `about` the facts name that point to the row with their field `of`."""
    each = facts.filter(**{of: OuterRef("pk")}).order_by().values(of)
    count = each.annotate(number=Count(about, distinct=True)).values("number")
    return Coalesce(Subquery(count, output_field=IntegerField()), 0)


def member_line(member: Any) -> MemberLine:
    return MemberLine(member, next(iter(member.seats_now), None), member.load)
