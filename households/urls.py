"""URLs of users and of citizen ids."""

from django.urls import path

from households import views as views_citizen_id
from households.users import views

app_name = "households"
urlpatterns = [
    path("users/", views.users, name="users"),
    path("users/new/", views.user_new, name="user_new"),
    path("users/<int:pk>/slip/", views.user_password_slip, name="user_slip"),
    path("users/<int:pk>/access/<int:access>/end/", views.access_end, name="access_end"),
    path("users/<int:pk>/deactivate/", views.user_deactivate, name="user_deactivate"),
    path("users/<int:pk>/activate/", views.user_activate, name="user_activate"),
    path("users/<int:pk>/sign-out/", views.user_sign_out, name="user_sign_out"),
    path("users/<int:pk>/second-factor/", views.user_second_factor, name="user_second_factor"),
    path("users/<int:pk>/lift-wait/", views.user_lift_wait, name="user_lift_wait"),
    path("households/<int:pk>/citizen-id/", views_citizen_id.citizen_id, name="citizen_id"),
]
