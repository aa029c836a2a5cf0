"""Addresses of the histories."""

from django.urls import path

from assignments import views_history

urlpatterns = [
    path("households/<int:pk>/history/", views_history.of_household, name="household_history"),
    path("members/<int:pk>/history/", views_history.of_member, name="member_history"),
    path("people/<int:pk>/history/", views_history.of_user, name="user_history"),
]
