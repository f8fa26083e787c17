"""Addresses of disputed names, below `/names/`."""

from django.urls import path

from certificates.names import views

app_name = "names"
urlpatterns = [
    path("", views.disputes, name="list"),
    path("<uuid:key>/", views.dispute, name="dispute"),
]
