"""Addresses of the register, below `/register/`."""

from django.urls import path

from certificates.register import views

app_name = "register"
urlpatterns = [
    path("", views.register, name="list"),
    path("<str:serial>/", views.entry, name="entry"),
    path("<str:serial>/revoke/", views.revoke, name="revoke"),
    path("<str:serial>/blank-note/", views.blank, name="blank_note"),
]
