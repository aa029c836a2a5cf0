"""The models of this app, where Django looks for them."""

from assignments.models.assignments import Assignment, Decision
from assignments.models.desk import DeskAction
from assignments.models.members import PARTIAL_DATE, Body, Member, Membership
from assignments.models.tiers import Tier

__all__ = [
    "PARTIAL_DATE",
    "Assignment",
    "Body",
    "Decision",
    "DeskAction",
    "Member",
    "Membership",
    "Tier",
]
