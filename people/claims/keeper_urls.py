"""Addresses where keepers of rosters open sign-ins, below `/people/sign-ins/`."""

from django.urls import path

from people.claims.views import keeping

app_name = "sign_ins"
urlpatterns = [
    path("", keeping.sign_ins, name="list"),
    path("invite/", keeping.invite, name="invite"),
    path("renew/<int:pk>/", keeping.renew, name="renew"),
    path("revoke/<int:pk>/", keeping.revoke, name="revoke"),
]
