"""Addresses of the pages about members and assignments."""

from django.urls import path

from assignments import views

urlpatterns = [
    path("mine/", views.own_households, name="own_households"),
]
