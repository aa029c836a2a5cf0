"""URLs of the desk, below /desk/."""

from django.urls import path

from assignments.desk.views import actions, hand_over, pages
from assignments.desk.views.base import post_action

on_board = post_action(back_to="desk:unit")
on_hand_over = post_action(back_to="desk:hand_over")

app_name = "desk"
urlpatterns = [
    path("", pages.choose, name="places"),
    path("<int:pk>/", pages.unit, name="unit"),
    path("<int:pk>/members/", pages.unit_members, name="members"),
    path("<int:pk>/select-page/", on_board(actions.select_page), name="select_page"),
    path("<int:pk>/select-all/", on_board(actions.select_all), name="select_all"),
    path("<int:pk>/find-member/", on_board(actions.find_member), name="find_member"),
    path("<int:pk>/preview/", on_board(actions.preview), name="preview"),
    path("<int:pk>/assign/", on_board(actions.assign), name="assign"),
    path("<int:pk>/confirm-end/", on_board(actions.confirm_end), name="confirm_end"),
    path("<int:pk>/end/", on_board(actions.end), name="end"),
    path("<int:pk>/undo/", on_board(actions.undo), name="undo"),
    path("<int:pk>/hand-over/", hand_over.hand_over, name="hand_over"),
    path("<int:pk>/hand-over/preview/", on_hand_over(hand_over.preview), name="hand_over_preview"),
    path("<int:pk>/hand-over/save/", on_hand_over(hand_over.save), name="hand_over_save"),
]
