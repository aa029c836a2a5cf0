"""Addresses of the pages that say who sees what."""

from django.urls import path

from assignments import views_people as views

urlpatterns = [
    path("people/<int:pk>/", views.person, name="person"),
    path("people/<int:pk>/member/", views.person_member, name="person_member"),
    path("people/<int:pk>/sees/", views.person_sees, name="person_sees"),
    path("households/<int:pk>/seen-by/", views.household_seen_by, name="household_seen_by"),
]
