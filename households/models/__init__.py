"""The models of this app; Django looks for them here."""

from households.models.households import Household, PovertyStatus, Residence
from households.models.units import Placement, Unit, UnitAccess

__all__ = [
    "Household",
    "Placement",
    "PovertyStatus",
    "Residence",
    "Unit",
    "UnitAccess",
]
