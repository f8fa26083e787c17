"""Requests to join, for keepers of rosters, below `/people/requests/`."""

from django.urls import path

from people.claims.views import deciding

app_name = "requests"
urlpatterns = [
    path("", deciding.requests, name="list"),
    path("<uuid:key>/", deciding.request_page, name="request"),
    path("<uuid:key>/accept/", deciding.accept, name="accept"),
    path("<uuid:key>/link/", deciding.link, name="link"),
    path("<uuid:key>/refuse/", deciding.refuse, name="refuse"),
]
