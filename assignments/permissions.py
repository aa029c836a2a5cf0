"""What one must hold in the unit that answers for a household to change its assignments, tier by tier."""

from assignments.models import Tier
from lambinh.accounts.permissions import Permission

ASSIGN_PERMISSION = {Tier.COMMUNE: Permission.CHANGE_RECORDS, Tier.DISTRICT: Permission.ASSIGN_DISTRICT_TIER}
