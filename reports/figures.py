"""The figures of the totals, one declaration each.

The SQL mapping, the table, the cards, the lists behind the numbers and `manage.py totals` iterate `FIGURES`.
The recipe "Add a figure" in CONTRIBUTING.md names the other files.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assignments.models import Tier

Text = str | Promise
Counts = Mapping[str, int]
"""The value of each figure by its key."""


@dataclass(frozen=True, eq=False)
class FigureGroup:
    """Figures that share a card and a heading of the table, with the quotient that closes them."""

    key: str
    label: Text = ""
    quotient_label: Text = ""
    tier: Tier | None = None

    @property
    def columns(self) -> tuple["Figure", ...]:
        """The figures of this group that have a column in the table."""
        return tuple(figure for figure in FIGURES if figure.group is self and figure.has_column)


class Care(Enum):
    """The condition on who is in charge of a household for a figure to count it."""

    ANY = "with or without a member in charge"
    IN_CHARGE = "with a member in charge in one of the figure's tiers"
    NOBODY = "without a member in charge in any of the figure's tiers"


@dataclass(frozen=True, eq=False)
class Figure:
    """A number that is counted for every unit and day, with the list of the households or members that it counts."""

    key: str
    """Its column in the result of the SQL function `figures`, and its key in `Figures.counts`."""
    label: Text
    """Its heading in the table and on its card."""
    list_title: Text
    """The title of the list behind it."""
    group: FigureGroup
    care: Care
    tiers: tuple[Tier, ...] = tuple(Tier)
    counts_members: bool = False
    """Whether it counts the members in charge instead of the households."""
    derive: Callable[[Counts], int] | None = None
    """Computes it from other figures, if it is no column of `figures`."""
    has_column: bool = True
    """Whether the table and `manage.py totals` have a column for it."""
    card_label: Text = ""
    command_label: Text = ""
    json_path: tuple[str, ...] = ()
    """Its keys in the output of `manage.py totals --json`, if it is not simply `key`."""
    emphasis: str = ""
    """The CSS class of its number on the card."""
    is_shortfall: bool = False
    """Whether any number but zero asks for attention."""

    def __str__(self) -> str:
        return self.key

    @property
    def slug(self) -> str:
        """Its name in the address of its list."""
        return self.key.replace("_", "-")


ALL = FigureGroup("all")
DISTRICT = FigureGroup("district", _("District tier"), _("Households per member"), Tier.DISTRICT)
COMMUNE = FigureGroup("commune", _("Commune tier"), _("Households per member"), Tier.COMMUNE)
COVERAGE = FigureGroup("coverage", _("Coverage"), _("Rate"))
GROUPS = (DISTRICT, COMMUNE, COVERAGE)

HOUSEHOLDS = Figure("households", _("Households"), _("All households"), ALL, Care.ANY)
MEMBERS = Figure(
    "members",
    _("Members of both tiers, each counted once:"),
    _("Members in charge of households, both tiers"),
    ALL,
    Care.IN_CHARGE,
    counts_members=True,
    has_column=False,
)
DISTRICT_MEMBERS = Figure(
    "district_members",
    _("Members"),
    _("Members in charge of households, district tier"),
    DISTRICT,
    Care.IN_CHARGE,
    tiers=(Tier.DISTRICT,),
    counts_members=True,
    card_label=_("Members, officials"),
    command_label=_("District tier: members"),
    json_path=("tiers", "district", "members"),
)
DISTRICT_HOUSEHOLDS = Figure(
    "district_households",
    _("Households in care"),
    _("Households in the care of the district tier"),
    DISTRICT,
    Care.IN_CHARGE,
    tiers=(Tier.DISTRICT,),
    command_label=_("households"),
    json_path=("tiers", "district", "households"),
    emphasis="follows-arrow",
)
COMMUNE_MEMBERS = Figure(
    "commune_members",
    _("Members"),
    _("Members in charge of households, commune tier"),
    COMMUNE,
    Care.IN_CHARGE,
    tiers=(Tier.COMMUNE,),
    counts_members=True,
    card_label=_("Members, officials"),
    command_label=_("Commune tier: members"),
    json_path=("tiers", "commune", "members"),
)
COMMUNE_HOUSEHOLDS = Figure(
    "commune_households",
    _("Households in care"),
    _("Households in the care of the commune tier"),
    COMMUNE,
    Care.IN_CHARGE,
    tiers=(Tier.COMMUNE,),
    command_label=_("households"),
    json_path=("tiers", "commune", "households"),
    emphasis="follows-arrow",
)
COVERED = Figure(
    "covered",
    _("With someone in charge"),
    _("Households with a member in charge"),
    COVERAGE,
    Care.IN_CHARGE,
    command_label=_("covered"),
)
NOT_COVERED = Figure(
    "not_covered",
    _("Nobody in charge"),
    _("Households with nobody in charge"),
    COVERAGE,
    Care.NOBODY,
    derive=lambda counts: counts["households"] - counts["covered"],
    command_label=_("not covered"),
    is_shortfall=True,
)

# The order of the columns of the table and of the command, and of the numbers on a card. A derived figure comes after
# those that it is computed from.
FIGURES = (
    HOUSEHOLDS,
    DISTRICT_MEMBERS,
    DISTRICT_HOUSEHOLDS,
    COMMUNE_MEMBERS,
    COMMUNE_HOUSEHOLDS,
    COVERED,
    NOT_COVERED,
    MEMBERS,
)
COUNTED = tuple(figure for figure in FIGURES if figure.derive is None)
"""The figures that the database counts."""
COLUMNS = tuple(figure for figure in FIGURES if figure.has_column)
BY_SLUG = {figure.slug: figure for figure in FIGURES}
