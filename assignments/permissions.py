"""The permission that a user needs in the commune of a household to change its assignments, by tier."""

from assignments.models import Tier
from lambinh.accounts.permissions import Permission

ASSIGN_PERMISSION = {Tier.COMMUNE: Permission.CHANGE_RECORDS, Tier.DISTRICT: Permission.ASSIGN_DISTRICT_TIER}
