"""Addresses of the totals pages."""

from django.urls import path

from reports import views

app_name = "reports"
urlpatterns = [
    path("", views.totals, name="totals"),
    path("lists/", views.lists, name="lists"),
    path("villages/<int:pk>/", views.village, name="village"),
]
