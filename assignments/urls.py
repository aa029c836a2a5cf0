"""Addresses of the pages of households, members, bodies, decisions, corrections, histories and prints."""

from django.urls import path

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

app_name = "assignments"
urlpatterns = [
    path("mine/", my_households.own_households, name="my_households"),
    path("users/<int:pk>/", users.user_detail, name="user_detail"),
    path("users/<int:pk>/member/", users.user_member, name="user_member"),
    path("users/<int:pk>/visibility/", users.user_visibility, name="user_visibility"),
    path("users/<int:pk>/history/", history.of_user, name="user_history"),
    path("households/<int:pk>/viewers/", users.household_viewers, name="household_viewers"),
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
