"""Addresses of the totals pages."""

from django.urls import path

from reports import views

urlpatterns = [
    path("", views.totals, name="totals"),
    path("lists/", views.lists, name="lists"),
    path("villages/<int:pk>/", views.village, name="village"),
]
