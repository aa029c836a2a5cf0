"""Addresses of the totals pages."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
