"""Types of the record lists: their filters, and the records with the data that the queries of `lists` add."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypedDict

from assignments.forms.fields import Location
from assignments.models import Body, Member, Membership
from households.models import Unit


class Filters(TypedDict, total=False):
    """The valid values of the filters of a list; each list has some of them."""

    q: str
    commune: Unit | None
    village: Unit | None
    poverty_class: str
    body: Body | None
    exempt: str
    kind: str
    tier: str
    year: int | None


class ListedMemberData(TypedDict):
    """The data of a member as `lists.members` reads them."""

    memberships_today: Sequence[Membership]
    load: int


class MemberCounts(TypedDict):
    """The numbers of visible members of a body, and of exempt ones."""

    members: int
    exempt: int


class ListedBodyData(Location, MemberCounts):
    """The data of a body as `lists.bodies` reads them."""


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    ListedMember = WithAnnotations[Member, ListedMemberData]
    ListedBody = WithAnnotations[Body, ListedBodyData]
