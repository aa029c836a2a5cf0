"""Addresses of the pages of people with an account, and of what a household keeps sealed."""

from django.urls import path

from households import views as views_citizen_id
from households.users import views

urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/new/", views.person_new, name="person_new"),
    path("people/<int:pk>/slip/", views.user_password_slip, name="person_slip"),
    path("people/<int:pk>/access/<int:access>/end/", views.access_end, name="access_end"),
    path("people/<int:pk>/deactivate/", views.person_deactivate, name="person_deactivate"),
    path("people/<int:pk>/activate/", views.person_activate, name="person_activate"),
    path("people/<int:pk>/sign-out/", views.person_sign_out, name="person_sign_out"),
    path("people/<int:pk>/second-factor/", views.person_second_factor, name="person_second_factor"),
    path("people/<int:pk>/lift-wait/", views.person_lift_wait, name="person_lift_wait"),
    path("households/<int:pk>/citizen-id/", views_citizen_id.citizen_id, name="citizen_id"),
]
