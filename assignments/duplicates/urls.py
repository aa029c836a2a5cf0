"""Addresses of the pages of doubles."""

from django.urls import path

from assignments.duplicates import views

app_name = "duplicates"
urlpatterns = [
    path("<str:kind>/", views.listed, name="list"),
    path("<str:kind>/decided/", views.decided, name="decided"),
    path("<str:kind>/<int:first>/<int:second>/", views.compared, name="compare"),
    path("<str:kind>/<int:first>/<int:second>/keep/<int:keep>/", views.kept, name="keep"),
    path("<str:kind>/<int:first>/<int:second>/not-the-same/", views.not_the_same, name="not_the_same"),
    path("merges/<int:pk>/undo/", views.undo, name="undo"),
    path("apart/<int:pk>/ask-again/", views.ask_again, name="ask_again"),
]
