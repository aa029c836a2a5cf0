"""Addresses of the desk, of the registers' own pages, of those that say who sees whom, and of histories."""

from django.urls import path

from assignments.desk.views import hand_over
from assignments.desk.views import pages as desk
from assignments.views import (
    bodies,
    corrections,
    decisions,
    history,
    households,
    lists,
    members,
    my_households,
    printing,
    users,
)

urlpatterns = [
    path("desk/", desk.choose, name="desk"),
    path("desk/<int:pk>/", desk.unit, name="desk_unit"),
    path("desk/<int:pk>/members/", desk.unit_members, name="desk_members"),
    path("desk/<int:pk>/hand-over/", hand_over.hand_over, name="desk_hand_over"),
    path("mine/", my_households.own_households, name="own_households"),
    path("people/<int:pk>/", users.person, name="person"),
    path("people/<int:pk>/member/", users.user_member, name="person_member"),
    path("people/<int:pk>/sees/", users.user_visibility, name="person_sees"),
    path("people/<int:pk>/history/", history.of_user, name="user_history"),
    path("households/<int:pk>/seen-by/", users.household_viewers, name="household_seen_by"),
    path("households/<int:pk>/history/", history.of_household, name="household_history"),
    path("members/<int:pk>/history/", history.of_member, name="member_history"),
    path("households/", lists.households, name="households"),
    path("households/new/", households.household_new, name="household_new"),
    path("households/<int:pk>/", households.household, name="household"),
    path("households/<int:pk>/move/", households.household_move, name="household_move"),
    path("households/<int:pk>/class/", households.household_class, name="household_class"),
    path("households/<int:pk>/describe/", households.household_describe, name="household_describe"),
    path("members/", lists.members, name="members"),
    path("members/new/", members.member_new, name="member_new"),
    path("members/<int:pk>/", members.member, name="member"),
    path("members/<int:pk>/seat/", members.member_seat, name="member_seat"),
    path("members/<int:pk>/exempt/", members.member_exempt, name="member_exempt"),
    path("members/<int:pk>/leave/", members.member_leave, name="member_leave"),
    path("members/<int:pk>/describe/", members.member_describe, name="member_describe"),
    path("bodies/", bodies.bodies, name="bodies"),
    path("bodies/new/", bodies.body_new, name="body_new"),
    path("bodies/<int:pk>/", bodies.body, name="body"),
    path("bodies/<int:pk>/describe/", bodies.body_describe, name="body_describe"),
    path("decisions/", decisions.decisions, name="decisions"),
    path("decisions/new/", decisions.decision_new, name="decision_new"),
    path("decisions/<int:pk>/", decisions.decision, name="decision"),
    path("decisions/<int:pk>/describe/", decisions.decision_describe, name="decision_describe"),
    path("facts/<str:kind>/<int:pk>/correct/", corrections.fact_correct, name="fact_correct"),
    path("print/cell/<int:pk>/", printing.print_cell, name="print_cell"),
    path("print/member/<int:pk>/", printing.print_member, name="print_member"),
]
