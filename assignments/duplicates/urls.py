"""URLs of the pages of duplicates."""

from django.urls import path

from assignments.duplicates import views

app_name = "duplicates"
urlpatterns = [
    path("<str:kind>/", views.candidates, name="list"),
    path("<str:kind>/decided/", views.decided, name="decided"),
    path("<str:kind>/<int:first>/<int:second>/", views.comparison, name="compare"),
    path("<str:kind>/<int:first>/<int:second>/keep/<int:keep>/", views.merge, name="keep"),
    path("<str:kind>/<int:first>/<int:second>/not-the-same/", views.mark_distinct, name="not_the_same"),
    path("merges/<int:pk>/undo/", views.undo, name="undo"),
    path("apart/<int:pk>/ask-again/", views.unmark_distinct, name="ask_again"),
]
