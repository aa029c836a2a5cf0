"""Addresses of pages about one household."""

from django.urls import path

from households import views_citizen_id

urlpatterns = [path("households/<int:pk>/citizen-id/", views_citizen_id.citizen_id, name="citizen_id")]
