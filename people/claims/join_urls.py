"""Asking to join, for somebody who signed up, at `/join/`."""

from django.urls import path

from people.claims.views import joining

app_name = "joining"
urlpatterns = [
    path("", joining.join, name="page"),
    path("withdraw/", joining.withdraw, name="withdraw"),
]
