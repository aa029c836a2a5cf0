"""Addresses of the pages about members and assignments, of those that say who sees them, and of histories."""

from django.urls import path

from assignments import views, views_history, views_people
from assignments.desk import views as desk
from assignments.desk import views_hand_over

urlpatterns = [
    path("desk/", desk.choose, name="desk"),
    path("desk/<int:pk>/", desk.unit, name="desk_unit"),
    path("desk/<int:pk>/hand-over/", views_hand_over.hand_over, name="desk_hand_over"),
    path("mine/", views.own_households, name="own_households"),
    path("people/<int:pk>/", views_people.person, name="person"),
    path("people/<int:pk>/member/", views_people.person_member, name="person_member"),
    path("people/<int:pk>/sees/", views_people.person_sees, name="person_sees"),
    path("people/<int:pk>/history/", views_history.of_user, name="user_history"),
    path("households/<int:pk>/seen-by/", views_people.household_seen_by, name="household_seen_by"),
    path("households/<int:pk>/history/", views_history.of_household, name="household_history"),
    path("members/<int:pk>/history/", views_history.of_member, name="member_history"),
]
