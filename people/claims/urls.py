"""Addresses of claiming. Those of keepers stand in `people.claims.keeper_urls`."""

from django.urls import path

from people.claims.views import claiming

app_name = "claims"
urlpatterns = [
    path("", claiming.start, name="start"),
    path("password/", claiming.password, name="password"),
    path("mail/<uuid:key>/<str:token>/", claiming.by_link, name="link"),
]
