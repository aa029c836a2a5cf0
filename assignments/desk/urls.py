"""Addresses of the desk."""

from django.urls import path

from assignments.desk.views import hand_over
from assignments.desk.views import pages as desk

app_name = "desk"
urlpatterns = [
    path("", desk.choose, name="places"),
    path("<int:pk>/", desk.unit, name="unit"),
    path("<int:pk>/members/", desk.unit_members, name="members"),
    path("<int:pk>/hand-over/", hand_over.hand_over, name="hand_over"),
]
