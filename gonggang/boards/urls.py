"""Addresses of the boards: open to everybody, no account, no script."""

from django.urls import path

from gonggang.boards import views

app_name = "boards"
urlpatterns = [
    path("boards/", views.board, name="board"),
    path("boards/<slug:publication>/", views.publication, name="publication"),
    path("boards/<slug:publication>/objection/", views.objection, name="objection"),
]
