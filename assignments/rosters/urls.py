"""Addresses of the roster pages."""

from django.urls import path

from assignments.rosters import views

app_name = "rosters"

urlpatterns = [
    path("", views.upload, name="list"),
    path("<int:pk>/", views.plan, name="plan"),
    path("<int:pk>/apply/", views.apply, name="apply"),
    path("<int:pk>/undo/", views.undo, name="undo"),
]
