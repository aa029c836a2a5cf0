"""Addresses of the desk, of the registers' own pages, of those that say who sees whom, and of histories."""

from django.urls import path

from assignments import (
    views,
    views_bodies,
    views_corrections,
    views_decisions,
    views_history,
    views_households,
    views_members,
    views_people,
    views_prints,
    views_registers,
)
from assignments.desk import views as desk
from assignments.desk import views_hand_over

urlpatterns = [
    path("desk/", desk.choose, name="desk"),
    path("desk/<int:pk>/", desk.unit, name="desk_unit"),
    path("desk/<int:pk>/members/", desk.unit_members, name="desk_members"),
    path("desk/<int:pk>/hand-over/", views_hand_over.hand_over, name="desk_hand_over"),
    path("mine/", views.own_households, name="own_households"),
    path("people/<int:pk>/", views_people.person, name="person"),
    path("people/<int:pk>/member/", views_people.person_member, name="person_member"),
    path("people/<int:pk>/sees/", views_people.person_sees, name="person_sees"),
    path("people/<int:pk>/history/", views_history.of_user, name="user_history"),
    path("households/<int:pk>/seen-by/", views_people.household_seen_by, name="household_seen_by"),
    path("households/<int:pk>/history/", views_history.of_household, name="household_history"),
    path("members/<int:pk>/history/", views_history.of_member, name="member_history"),
    path("households/", views_registers.households, name="households"),
    path("households/new/", views_households.household_new, name="household_new"),
    path("households/<int:pk>/", views_households.household, name="household"),
    path("households/<int:pk>/move/", views_households.household_move, name="household_move"),
    path("households/<int:pk>/class/", views_households.household_class, name="household_class"),
    path("households/<int:pk>/describe/", views_households.household_describe, name="household_describe"),
    path("members/", views_registers.members, name="members"),
    path("members/new/", views_members.member_new, name="member_new"),
    path("members/<int:pk>/", views_members.member, name="member"),
    path("members/<int:pk>/seat/", views_members.member_seat, name="member_seat"),
    path("members/<int:pk>/exempt/", views_members.member_exempt, name="member_exempt"),
    path("members/<int:pk>/leave/", views_members.member_leave, name="member_leave"),
    path("members/<int:pk>/describe/", views_members.member_describe, name="member_describe"),
    path("bodies/", views_bodies.bodies, name="bodies"),
    path("bodies/new/", views_bodies.body_new, name="body_new"),
    path("bodies/<int:pk>/", views_bodies.body, name="body"),
    path("bodies/<int:pk>/describe/", views_bodies.body_describe, name="body_describe"),
    path("decisions/", views_decisions.decisions, name="decisions"),
    path("decisions/new/", views_decisions.decision_new, name="decision_new"),
    path("decisions/<int:pk>/", views_decisions.decision, name="decision"),
    path("decisions/<int:pk>/describe/", views_decisions.decision_describe, name="decision_describe"),
    path("facts/<str:kind>/<int:pk>/correct/", views_corrections.fact_correct, name="fact_correct"),
    path("print/cell/<int:pk>/", views_prints.print_cell, name="print_cell"),
    path("print/member/<int:pk>/", views_prints.print_member, name="print_member"),
]
